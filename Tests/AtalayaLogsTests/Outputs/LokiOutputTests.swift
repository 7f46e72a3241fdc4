import AtalayaLogs
import Testing

@Suite("The output to Loki")
struct LokiOutputTests {
    private static func body(_ records: [LogRecord], _ settings: HTTPOutputSettings) throws -> String {
        let id = try #require(ChunkID(base64: "AAECAwQFBgcICQoLDA0ODw=="))
        let batch = RecordBatch(tag: "app", records: records, id: id)
        return String(decoding: try LokiOutput(settings: settings).request(for: batch).body, as: UTF8.self)
    }

    private static func record(_ seconds: Int64, _ fields: LogField...) -> LogRecord {
        LogRecord(time: LogTime(seconds: seconds), fields: fields)
    }

    @Test("groups records by their labels; the line is the whole record")
    func streams() throws {
        let settings = HTTPOutputSettings(labels: ["env": "prod"], labelFields: ["level", "http.status"])
        let body = try Self.body(
            [
                Self.record(1, LogField("level", "info"), LogField("http", .map([LogField("status", 200)]))),
                Self.record(2, LogField("level", "error")),
                Self.record(3, LogField("level", "info"), LogField("http.status", 200)),
            ], settings)
        #expect(
            body == #"""
                {"streams":[{"stream":{"tag":"app","env":"prod","level":"info","http_status":"200"},"values":[\#
                ["1000000000","{\"level\":\"info\",\"http\":{\"status\":200}}"],\#
                ["3000000000","{\"level\":\"info\",\"http.status\":200}"]]},\#
                {"stream":{"tag":"app","env":"prod","level":"error"},"values":[["2000000000","{\"level\":\"error\"}"]]}]}
                """#)
    }

    @Test("makes a field the line, and the others structured metadata, which is text")
    func messages() throws {
        let settings = HTTPOutputSettings(messageField: "message")
        let body = try Self.body(
            [
                Self.record(
                    1, LogField("message", "hello"), LogField("n", 7),
                    LogField("list", .array([.integer(1), .bool(true)])), LogField("a.b", .null)),
                Self.record(2, LogField("other", "x")),
            ], settings)
        #expect(
            body == #"""
                {"streams":[{"stream":{"tag":"app"},"values":[\#
                ["1000000000","hello",{"n":"7","list":"[1,true]","a_b":"null"}],\#
                ["2000000000","{\"other\":\"x\"}"]]}]}
                """#)
    }

    @Test("adds chosen fields as structured metadata and leaves them in the line")
    func metadata() throws {
        let settings = HTTPOutputSettings(metadataFields: ["trace_id", "absent"])
        let body = try Self.body([Self.record(1, LogField("trace_id", "t"))], settings)
        #expect(
            body
                == #"{"streams":[{"stream":{"tag":"app"},"values":[["1000000000","{\"trace_id\":\"t\"}",{"trace_id":"t"}]]}]}"#
        )
    }

    /// Loki drops a line that it has with the same time.
    @Test("lets no two records of a stream have the same time")
    func equalTimes() throws {
        let settings = HTTPOutputSettings(labelFields: ["s"])
        let body = try Self.body(
            [
                Self.record(5, LogField("s", "a")), Self.record(5, LogField("s", "b")),
                Self.record(5, LogField("s", "a")),
                Self.record(5, LogField("s", "a")), Self.record(4, LogField("s", "a")),
            ], settings)
        let times = body.matches(of: /\["(\d+)"/).map { String($0.output.1) }
        #expect(times == ["5000000000", "5000000001", "5000000002", "4000000000", "5000000000"])
    }

    @Test("cuts the values of labels where Loki does, between characters")
    func longLabels() throws {
        let long = "x" + String(repeating: "é", count: 2_000)
        let body = try Self.body([Self.record(1, LogField("s", .string(long)))], HTTPOutputSettings(labelFields: ["s"]))
        let label = try #require(body.firstMatch(of: /"s":"([^"]*)"\}/)?.output.1)
        #expect(label.utf8.count == 2_047 && long.hasPrefix(label))
        #expect(body.contains(long), "the line has all of it")
    }

    @Test(
        "refuses labels that are none",
        arguments: [
            HTTPOutputSettings(labels: ["": "x"]), HTTPOutputSettings(labels: ["a-b": "x"]),
            HTTPOutputSettings(labels: ["1a": "x"]), HTTPOutputSettings(labels: ["tag": "x"]),
            HTTPOutputSettings(labelFields: ["tag"]), HTTPOutputSettings(labelFields: ["a.b", "a-b"]),
            HTTPOutputSettings(labels: ["a": "x"], labelFields: ["a"]),
        ])
    func badLabels(settings: HTTPOutputSettings) {
        #expect(throws: LogsError(.invalidArgument, "")) { try LokiOutput(settings: settings) }
    }
}
