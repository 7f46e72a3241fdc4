@testable import Atalaya
import AtalayaTesting
import Testing

@Suite("Received records as JSON lines")
struct RecordJSONTests {
    private func json(_ record: LogRecord) -> String {
        var json = RecordJSON()
        json.append(tag: "app", record)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("every kind of value is legal JSON")
    func values() {
        let record = LogRecord(
            time: LogTime(seconds: 1_441_588_984, nanoseconds: 500_000_000),
            fields: [
                LogField("text", .string("a\"b\\c\n\u{1}é😀")), LogField("yes", .bool(true)), LogField("nothing", .null),
                LogField("integer", .integer(-5)), LogField("unsigned", .unsigned(.max)),
                LogField("double", .double(0.25)),
                LogField("nan", .double(.nan)), LogField("bytes", .binary([0, 255])),
                LogField("list", .array([.integer(1), .string("x")])), LogField("map", .map([LogField("k", .null)])),
            ]
        )
        #expect(
            self.json(record)
                == #"{"tag":"app","time":"2015-09-07T01:23:04.500000000Z","record":{"text":"a\"b\\c\n\u0001é😀","yes":true,"nothing":null,"#
                + #""integer":-5,"unsigned":18446744073709551615,"double":0.25,"nan":"nan","bytes":"00ff","list":[1,"x"],"map":{"k":null}}}"#
                + "\n"
        )
    }

    @Test(
        "times are RFC 3339",
        arguments: [
            (Int64(0), UInt32(0), "1970-01-01T00:00:00.000000000Z"),
            (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.000000001Z"), (4_294_967_295, 0, "2106-02-07T06:28:15.000000000Z"),
        ])
    func times(seconds: Int64, nanoseconds: UInt32, expected: String) {
        #expect(RecordJSON.timestamp(LogTime(seconds: seconds, nanoseconds: nanoseconds)) == expected)
    }

    @Test(
        "a tag cannot leave the directory",
        arguments: [
            ("app.web", "app.web.ndjson"), ("../etc", "%2E.%2Fetc.ndjson"), ("", ".ndjson"), ("é", "%C3%A9.ndjson"),
        ])
    func fileNames(tag: String, name: String) {
        #expect(JSONLinesDirectory.fileName(tag: tag) == name)
    }

    @Test("a batch is appended and on the disk when append returns")
    func storing() async throws {
        let files = MemoryFileSystem()
        let directory = try JSONLinesDirectory(directory: "/out", files: files)
        let record = LogRecord(time: LogTime(seconds: 0), fields: [LogField("n", .integer(1))])
        try await directory.append([record], tag: "a")
        try await directory.append([record, record], tag: "a")
        let lines = files.bytes(of: "/out/a.ndjson")?.split(separator: UInt8(ascii: "\n")).count
        #expect(lines == 3)
        #expect(files.calls(of: .synchronize) == 2)
    }

    @Test("a write that fails is thrown, and the next batch opens the file anew")
    func failing() async throws {
        let files = MemoryFileSystem()
        let directory = try JSONLinesDirectory(directory: "/out", files: files)
        files.failNext(.synchronize, with: .noSpace)
        await #expect(throws: ShellError.self) { try await directory.append([], tag: "a") }
        try await directory.append([], tag: "a")
        #expect(files.calls(of: .open) == 2)
    }
}
