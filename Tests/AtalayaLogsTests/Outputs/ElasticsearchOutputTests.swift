import AtalayaLogs
import Testing

@Suite("The output to Elasticsearch")
struct ElasticsearchOutputTests {
    private static func batch(_ count: Int, tag: String = "app.Web/Front") throws -> RecordBatch {
        let id = try #require(ChunkID(base64: "AAECAwQFBgcICQoLDA0ODw=="))
        return RecordBatch(
            tag: tag, records: (0..<count).map { LogRecord(time: LogTime(seconds: 1_000 + Int64($0))) }, id: id)
    }

    private static func verdict(_ body: String, records: Int) throws -> OutputVerdict {
        let output = try ElasticsearchOutput(settings: HTTPOutputSettings())
        return output.verdict(on: HTTPAnswer(status: 200, body: Array(body.utf8)), to: try Self.batch(records))
    }

    @Test("judges each record by its own status")
    func partialFailure() throws {
        let body = #"""
            {"errors":true,"items":[{"create":{"status":201}},{"create":{"status":429,"error":{"type":"rejected","reason":"full"}}},\#
            {"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"no\nnumber"}}},\#
            {"create":{"status":409}},{"create":{"status":503}},{"create":{"status":404}}]}
            """#
        #expect(
            try Self.verdict(body, records: 6)
                == .judged(
                    [.acknowledged, .again, .refused, .acknowledged, .again, .refused],
                    message: "status 429: rejected: full"))
    }

    @Test("takes a record that is there already for stored")
    func conflicts() throws {
        let body = #"{"errors":true,"items":[{"create":{"status":409}},{"create":{"status":409}}]}"#
        #expect(try Self.verdict(body, records: 2) == .acknowledged)
    }

    @Test(
        "sends again what an answer does not judge",
        arguments: [
            "", "ok", "{}", #"{"errors":true}"#, #"{"errors":true,"items":[{"create":{"status":201}}]}"#,
            #"{"errors":true,"items":{}}"#,
        ])
    func unusableAnswers(body: String) throws {
        guard case .later(nil, _) = try Self.verdict(body, records: 2) else {
            Issue.record("\(try Self.verdict(body, records: 2))")
            return
        }
    }

    @Test("sends again a record whose item is not one")
    func unusableItems() throws {
        let body = #"{"errors":true,"items":[7,{"create":{}}]}"#
        #expect(try Self.verdict(body, records: 2) == .judged([.again, .again], message: ""))
    }

    @Test("names each record, and the same the next time")
    func names() throws {
        let output = try ElasticsearchOutput(settings: HTTPOutputSettings(index: "logs-${tag}-%Y.%m.%d"))
        let body = String(decoding: try output.request(for: Self.batch(2)).body, as: UTF8.self)
        #expect(
            body == #"""
                {"create":{"_index":"logs-app.web_front-1970.01.01","_id":"AAECAwQFBgcICQoLDA0ODw-0"}}
                {"@timestamp":"1970-01-01T00:16:40.000000000Z"}
                {"create":{"_index":"logs-app.web_front-1970.01.01","_id":"AAECAwQFBgcICQoLDA0ODw-1"}}
                {"@timestamp":"1970-01-01T00:16:41.000000000Z"}

                """#)
    }

    @Test(
        "knows what an index may be called",
        arguments: [
            ("logs", "logs"), ("logs-%Y.%m.%d", "logs-2026.01.02"), ("l%Hh", "l03h"), ("a-${tag}", "a-x_y"),
            ("%Y${tag}", "2026x_y"), ("${tag}", "x_y"), ("$x", "$x"),
        ])
    func indexNames(pattern: String, name: String) throws {
        let time = LogTime(seconds: 1_767_323_045)
        #expect(try IndexName(pattern).name(tag: "X/y", time: time) == name)
    }

    @Test(
        "refuses what no index may be called",
        arguments: [
            "", "Logs", "a b", "a/b", "a\\b", "a*", "a?", "a\"", "a<", "a|", "a,b", "a#", "a:", "_a", "-a", "+a", "%y",
            "a%", ".", "..", "é",
        ])
    func badIndexNames(pattern: String) {
        #expect(throws: LogsError(.invalidArgument, "")) { try IndexName(pattern) }
    }

    @Test("keeps to the longest name, and begins with nothing that is not allowed")
    func hostileTags() throws {
        let index = try IndexName("${tag}")
        let time = LogTime(seconds: 0)
        #expect(index.name(tag: String(repeating: "a", count: 1_000), time: time).utf8.count == 255)
        #expect(index.name(tag: "_x", time: time) == "x_x")
        #expect(index.name(tag: "é", time: time) == "x_")
    }
}
