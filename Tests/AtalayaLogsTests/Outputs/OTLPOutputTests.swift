import AtalayaLogs
import Testing

@Suite("The output by OTLP")
struct OTLPOutputTests {
    private static func batch(_ records: [LogRecord]) throws -> RecordBatch {
        RecordBatch(tag: "app", records: records, id: try #require(ChunkID(base64: "AAECAwQFBgcICQoLDA0ODw==")))
    }

    private static func verdict(_ status: Int, _ body: String = "") throws -> OutputVerdict {
        let batch = try Self.batch([LogRecord(time: LogTime(seconds: 1)), LogRecord(time: LogTime(seconds: 2))])
        return try OTLPOutput(settings: HTTPOutputSettings()).verdict(
            on: HTTPAnswer(status: status, body: Array(body.utf8)), to: batch)
    }

    @Test("says a record as the protocol has it")
    func golden() throws {
        let settings = HTTPOutputSettings(labels: ["service.name": "shop"], messageField: "msg", levelField: "severity")
        let record = LogRecord(
            time: LogTime(seconds: 1_700_000_000, nanoseconds: 5),
            fields: [
                LogField("msg", "hello"), LogField("severity", "WARN"), LogField("n", 7), LogField("x", .double(0.5)),
                LogField("nan", .double(.nan)), LogField("big", .unsigned(.max)), LogField("data", .binary([0, 255])),
                LogField("list", .array([.null, .bool(true)])), LogField("map", .map([LogField("a", "b")])),
                LogField("trace_id", "0AF7651916CD43DD8448EB211C80319C"), LogField("span_id", "b7ad6b7169203331"),
            ])
        let body = String(
            decoding: try OTLPOutput(settings: settings).request(for: Self.batch([record])).body, as: UTF8.self)
        #expect(
            body == #"""
                {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},\#
                "scopeLogs":[{"scope":{"name":"atalaya"},"logRecords":[{"timeUnixNano":"1700000000000000005",\#
                "observedTimeUnixNano":"1700000000000000005","severityNumber":13,"severityText":"WARN",\#
                "body":{"stringValue":"hello"},"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",\#
                "attributes":[{"key":"fluent.tag","value":{"stringValue":"app"}},{"key":"n","value":{"intValue":"7"}},\#
                {"key":"x","value":{"doubleValue":0.5}},{"key":"nan","value":{"doubleValue":"NaN"}},\#
                {"key":"big","value":{"stringValue":"18446744073709551615"}},\#
                {"key":"data","value":{"bytesValue":"AP8="}},\#
                {"key":"list","value":{"arrayValue":{"values":[{},{"boolValue":true}]}}},\#
                {"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"stringValue":"b"}}]}}}]}]}]}]}
                """#)
    }

    @Test(
        "leaves ids that are none among the attributes",
        arguments: [
            "", "0af7651916cd43dd8448eb211c80319", "00000000000000000000000000000000",
            "zzf7651916cd43dd8448eb211c80319c",
        ])
    func badIDs(id: String) throws {
        let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("trace_id", .string(id))])
        let output = try OTLPOutput(settings: HTTPOutputSettings())
        let body = String(decoding: try output.request(for: Self.batch([record])).body, as: UTF8.self)
        #expect(!body.contains("traceId"))
        #expect(body.contains(#"{"key":"trace_id","value":{"stringValue":"\#(id)"}}"#))
    }

    @Test("counts what a partial success rejects, and does not send it again")
    func partialSuccess() throws {
        let answer = #"{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}"#
        #expect(try Self.verdict(200, answer) == .acknowledgedExcept(1, message: "too old"))
        #expect(
            try Self.verdict(200, #"{"partialSuccess":{"rejectedLogRecords":9}}"#)
                == .acknowledgedExcept(2, message: ""))
        for full in [
            "", "{}", #"{"partialSuccess":{}}"#, #"{"partialSuccess":{"errorMessage":"a warning"}}"#,
            #"{"partialSuccess":{"rejectedLogRecords":"0"}}"#,
        ] {
            #expect(try Self.verdict(200, full) == .acknowledged)
        }
    }

    @Test("tries again what the protocol calls retryable", arguments: [429, 502, 503, 504])
    func retryable(status: Int) throws {
        #expect(try Self.verdict(status) == .later(after: nil, message: "status \(status)"))
    }

    @Test("doubts the records when the server fails in another way", arguments: [500, 501, 505, 599])
    func failures(status: Int) throws {
        #expect(try Self.verdict(status) == .refused(isVerdict: false, message: "status \(status)"))
    }
}
