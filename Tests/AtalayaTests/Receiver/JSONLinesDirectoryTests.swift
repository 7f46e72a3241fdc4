@testable import Atalaya
import AtalayaTesting
import Testing

@Suite("A directory of JSON lines")
struct JSONLinesDirectoryTests {
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
