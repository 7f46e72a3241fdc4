import AtalayaLogs
import Testing

@Suite("The outputs to Fluentd's in_http")
struct FluentdOutputsTests {
    private static func request(_ output: any HTTPOutput, tag: String = "app.web") throws -> OutputRequest {
        let id = try #require(ChunkID(base64: "AAECAwQFBgcICQoLDA0ODw=="))
        let records = [
            LogRecord(
                time: LogTime(seconds: 1_700_000_000, nanoseconds: 123_456_789),
                fields: [LogField("log", "hi"), LogField("time", "noon")]),
            LogRecord(time: LogTime(seconds: -1, nanoseconds: 500_000_000)),
        ]
        return try output.request(for: RecordBatch(tag: tag, records: records, id: id))
    }

    @Test("says JSON as Fluentd reads it")
    func json() throws {
        let request = try Self.request(try FluentdJSONOutput(settings: HTTPOutputSettings()))
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"[{"time":1700000000.123456789,"log":"hi","record_time":"noon"},{"time":-0.500000000}]"#)
    }

    @Test("says MessagePack as Fluentd reads it")
    func messagePack() throws {
        let request = try Self.request(try FluentdMessagePackOutput(settings: HTTPOutputSettings()))
        let time: [UInt8] = [0xa4] + Array("time".utf8)
        let first: [UInt8] =
            [0x83] + time + [0xd7, 0x00, 0x65, 0x53, 0xf1, 0x00, 0x07, 0x5b, 0xcd, 0x15, 0xa3] + Array("log".utf8)
            + [0xa2] + Array("hi".utf8) + [0xab] + Array("record_time".utf8) + [0xa4] + Array("noon".utf8)
        #expect(request.body == [0x92] + first + [0x81] + time + [0xff])
    }

    @Test(
        "makes a path of a tag",
        arguments: [
            ("app.web", "/app.web"), ("a/b", "/a.b"), ("a b", "/a%20b"), ("a?b#c%", "/a%3Fb%23c%25"),
            ("é\u{0}", "/%C3%A9%00"), ("..", "/.."),
        ])
    func paths(tag: String, path: String) throws {
        for output in [
            try FluentdJSONOutput(settings: HTTPOutputSettings()) as any HTTPOutput,
            try FluentdMessagePackOutput(settings: HTTPOutputSettings()),
        ] {
            #expect(try Self.request(output, tag: tag).path == path)
        }
    }
}
