import Atalaya
import Foundation
import Testing

/// What the output by OTLP writes, read by OpenTelemetry's own messages through protobuf's reader of JSON, which knows
/// every name and refuses every other one.
@Suite("OpenTelemetry's reader")
struct OpenTelemetryPeerTests {
    @Test("finds in a request every record as it was", .needs(.openTelemetry), arguments: 0..<3)
    func records(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let records = Self.hostile + (0..<200).map { _ in Self.record(&random) }
        let id = try #require(ChunkID(base64: "AAECAwQFBgcICQoLDA0ODw=="))
        let settings = HTTPOutputSettings(labels: ["service.name": "shop", "deployment.environment": "test \"é\""])
        let output = try OTLPOutput(settings: settings)
        let body = try output.request(for: RecordBatch(tag: "shop.app", records: records, id: id)).body

        let outcome = try await Peer.openTelemetry.run(
            ["-c", Self.script], input: String(decoding: body, as: UTF8.self))
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let read = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(
            read["resource"] as? NSArray == [
                ["deployment.environment", ["string": "test \"é\""]], ["service.name", ["string": "shop"]],
            ])
        let found = try #require(read["records"] as? [NSDictionary])
        #expect(found.count == records.count)
        for (number, (found, record)) in zip(found, records).enumerated() {
            #expect(found == Self.expected(record), "seed \(seed), record \(number)")
        }
    }

    // MARK: What is to be found

    /// A record as the script says it.
    private static func expected(_ record: LogRecord) -> NSDictionary {
        let time = String(record.time.seconds * 1_000_000_000 + Int64(record.time.nanoseconds))
        var attributes: [Any] = [["fluent.tag", ["string": "shop.app"]]]
        var expected: [String: Any] = [
            "time": time, "observed": time, "severity": 0, "text": "", "trace": "", "span": "",
        ]
        for field in record.fields {
            switch (field.key, field.value) {
            case ("level", .string("warning")):
                expected["severity"] = 13
                expected["text"] = "warning"
            case ("message", let value): expected["body"] = Self.said(value)
            case ("trace_id", .string(let text)) where text.count == 32: expected["trace"] = text
            case ("span_id", .string(let text)) where text.count == 16: expected["span"] = text
            default: attributes.append([field.key, Self.said(field.value)] as [Any])
            }
        }
        expected["attributes"] = attributes
        return NSDictionary(dictionary: expected)
    }

    private static func said(_ value: LogValue) -> Any {
        switch value {
        case .null: NSNull()
        case .bool(let bool): ["bool": bool]
        case .integer(let integer): ["int": String(integer)]
        case .unsigned(let unsigned): ["string": String(unsigned)]
        case .double(let double): ["double": double.isNaN ? "nan" : String(format: "%016lx", double.bitPattern)]
        case .string(let string): ["string": string]
        case .binary(let bytes): ["bytes": bytes.map { String(format: "%02x", $0) }.joined()]
        case .array(let values): ["array": values.map(Self.said)]
        case .map(let fields): ["map": fields.map { [$0.key, Self.said($0.value)] as [Any] }]
        }
    }

    // MARK: Records

    private static let hostile = [
        LogRecord(
            time: LogTime(seconds: 1_772_600_767, nanoseconds: 999_999_999),
            fields: [
                LogField("message", .string("quotes \" back \\ \u{0} \u{1f} \u{7f} \u{2028} é 😀")),
                LogField("level", .string("warning")), LogField("", .string("no name")),
                LogField("trace_id", .string("0af7651916cd43dd8448eb211c80319c")),
                LogField("span_id", .string("b7ad6b7169203331")),
            ]),
        LogRecord(
            time: LogTime(seconds: 0, nanoseconds: 1),
            fields: [
                LogField("message", .map([LogField("nested", .array([.null, .map([]), .array([])]))])),
                LogField("least", .integer(.min)), LogField("most", .integer(.max)), LogField("more", .unsigned(.max)),
                LogField("nan", .double(.nan)), LogField("infinite", .double(-.infinity)),
                LogField("tiny", .double(.leastNonzeroMagnitude)), LogField("huge", .double(.greatestFiniteMagnitude)),
                LogField("bytes", .binary(Array(0...255))), LogField("none", .binary([])),
                LogField("trace_id", .string("too short")), LogField("span_id", .integer(7)),
            ]),
        LogRecord(time: LogTime(seconds: 4_294_967_295), fields: []),
    ]

    private static func record(_ random: inout SeededGenerator) -> LogRecord {
        let time = LogTime(
            seconds: Int64.random(in: 0...4_294_967_295, using: &random),
            nanoseconds: UInt32.random(in: 0..<1_000_000_000, using: &random))
        let fields = (0..<Int.random(in: 0...6, using: &random)).map { number in
            LogField("field \(number)", Self.value(&random, depth: 3))
        }
        return LogRecord(time: time, fields: fields)
    }

    private static func value(_ random: inout SeededGenerator, depth: Int) -> LogValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .integer(Int64(truncatingIfNeeded: random.next() >> UInt64.random(in: 0..<64, using: &random)))
        case 3: .unsigned(UInt64(Int64.max) + 1 + random.next() / 2)
        case 4: .double(Double(bitPattern: random.next()))
        case 5:
            .string(
                String(
                    String.UnicodeScalarView(
                        (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
                            Unicode.Scalar(UInt32.random(in: 0...0x1_0000, using: &random))
                        })))
        case 6:
            .binary((0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        case 7: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in Self.value(&random, depth: depth - 1) })
        default:
            .map(
                (0..<Int.random(in: 0...4, using: &random)).map { number in
                    LogField("key \(number)", Self.value(&random, depth: depth - 1))
                })
        }
    }

    /// Reads a request and says it in words of its own. OTLP writes the ids of traces and spans as hexadecimal digits,
    /// where JSON's rules of protobuf have Base64.
    private static let script = #"""
        import base64, json, struct, sys
        from google.protobuf import json_format
        from opentelemetry.proto.collector.logs.v1 import logs_service_pb2

        def value(any):
            kind = any.WhichOneof("value")
            if kind is None: return None
            content = getattr(any, kind)
            if kind == "string_value": return {"string": content}
            if kind == "bool_value": return {"bool": content}
            if kind == "int_value": return {"int": str(content)}
            if kind == "double_value": return {"double": "nan" if content != content else struct.pack(">d", content).hex()}
            if kind == "bytes_value": return {"bytes": content.hex()}
            if kind == "array_value": return {"array": [value(item) for item in content.values]}
            return {"map": [[item.key, value(item.value)] for item in content.values]}

        document = json.loads(sys.stdin.buffer.read().decode("utf-8", "strict"), strict=True)
        for resource in document["resourceLogs"]:
            for scope in resource["scopeLogs"]:
                for record in scope["logRecords"]:
                    for name in "traceId", "spanId":
                        if name in record:
                            record[name] = base64.b64encode(bytes.fromhex(record[name])).decode()
        request = json_format.Parse(json.dumps(document), logs_service_pb2.ExportLogsServiceRequest())
        [resource] = request.resource_logs
        [scope] = resource.scope_logs
        records = []
        for record in scope.log_records:
            said = {
                "time": str(record.time_unix_nano), "observed": str(record.observed_time_unix_nano),
                "severity": record.severity_number, "text": record.severity_text,
                "trace": record.trace_id.hex(), "span": record.span_id.hex(),
                "attributes": [[item.key, value(item.value)] for item in record.attributes],
            }
            if record.HasField("body"): said["body"] = value(record.body)
            records.append(said)
        print(json.dumps({
            "resource": [[item.key, value(item.value)] for item in resource.resource.attributes], "records": records}))
        """#
}
