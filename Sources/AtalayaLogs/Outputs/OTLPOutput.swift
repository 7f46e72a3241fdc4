import AtalayaModel

/// OpenTelemetry's protocol for logs over HTTP, as JSON: `POST /v1/logs`.
///
/// JSON by the rules of Protocol Buffers 3 with those of OTLP on top: names in lower camel case, 64-bit integers as
/// text, bytes as Base64, but the ids of traces and spans as hexadecimal digits.
public struct OTLPOutput: HTTPOutput {
    public static let profile = HTTPOutputProfile(
        kind: .otlp,
        contentType: "application/json",
        notes: """
            `labels` are the attributes of the resource (`service.name`). The body is the record's `message_field` \
            (`message` unless given), the severity comes from `level_field`, trace and span from `trace_id` and `span_id` \
            where they are ids; every other field is an attribute, and `fluent.tag` the tag. 200 acknowledges; what a \
            partial success rejects is counted as dropped, for the protocol forbids to send it again. 429, 502, 503 and \
            504 are tried again, and so are answers that are about us (401, 403, 404, redirects); 400 and 413 refuse the \
            chunk, other errors may.
            """)

    private static let defaultMessageField = "message"

    private let attributes: [(key: String, value: String)]
    private let messageField: String
    private let levelField: String

    public init(settings: HTTPOutputSettings) throws(LogsError) {
        attributes = settings.labels.sorted { $0.key < $1.key }
        messageField = settings.messageField ?? Self.defaultMessageField
        levelField = settings.levelField
    }

    public func request(for batch: RecordBatch) throws(LogsError) -> OutputRequest {
        var json = JSONWriter()
        json.append("{\"resourceLogs\":[{\"resource\":{\"attributes\":[")
        for (position, attribute) in attributes.enumerated() {
            if position > 0 { json.append(",") }
            Self.append(attribute.key, .string(attribute.value), into: &json)
        }
        json.append("]},\"scopeLogs\":[{\"scope\":{\"name\":\"atalaya\"},\"logRecords\":[")
        for (position, record) in batch.records.enumerated() {
            if position > 0 { json.append(",") }
            append(record, tag: batch.tag, into: &json)
        }
        json.append("]}]}]}")
        return OutputRequest(path: "/v1/logs", contentType: Self.profile.contentType, body: json.bytes)
    }

    public func verdict(on answer: HTTPAnswer, to batch: RecordBatch) -> OutputVerdict {
        switch answer.status {
        case 200..<300: Self.partialSuccess(answer, of: batch.records.count)
        case 408, 425, 500, 501, 505...: .refused(isVerdict: false, message: AnswerRules.message(of: answer))
        default: AnswerRules.verdict(on: answer)
        }
    }

    /// `{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"…"}}`; no answer in words is a full success.
    private static func partialSuccess(_ answer: HTTPAnswer, of count: Int) -> OutputVerdict {
        let limits = JSONLimits(bytesMax: answer.body.count, depthMax: 16, valuesMax: 1_000)
        guard let partial = (try? JSONReader.read(answer.body.span, limits: limits))?["partialSuccess"],
            let rejected = partial["rejectedLogRecords"]?.plainText.flatMap(Int.init), rejected > 0
        else { return .acknowledged }
        let message = AnswerRules.oneLine((partial["errorMessage"]?.stringValue ?? "").utf8)
        return .acknowledgedExcept(min(rejected, count), message: message)
    }

    // MARK: Records

    private func append(_ record: LogRecord, tag: String, into json: inout JSONWriter) {
        // Times before 1970 cannot be said; 0 stands for an unknown time.
        let time = max(0, DecimalTime.nanoseconds(record.time))
        json.append("{\"timeUnixNano\":\"")
        json.append(number: time)
        json.append("\",\"observedTimeUnixNano\":\"")
        json.append(number: time)
        json.append("\"")
        var taken: Set<Int> = []
        func take(_ key: String, _ isWanted: (LogValue) -> Bool) -> LogValue? {
            guard let index = record.fields.firstIndex(where: { $0.key == key }), isWanted(record.fields[index].value)
            else { return nil }
            taken.insert(index)
            return record.fields[index].value
        }
        if let level = take(levelField, { $0.stringValue.flatMap(Severity.number) != nil })?.stringValue,
            let number = Severity.number(of: level)
        {
            json.append(",\"severityNumber\":")
            json.append(number: number)
            json.append(",\"severityText\":")
            json.append(text: level)
        }
        if let body = take(messageField, { _ in true }) {
            json.append(",\"body\":")
            Self.append(body, into: &json)
        }
        if let trace = take("trace_id", { Self.isID($0, digits: 32) })?.stringValue {
            json.append(",\"traceId\":")
            json.append(text: trace.lowercased())
        }
        if let span = take("span_id", { Self.isID($0, digits: 16) })?.stringValue {
            json.append(",\"spanId\":")
            json.append(text: span.lowercased())
        }
        json.append(",\"attributes\":[")
        Self.append("fluent.tag", .string(tag), into: &json)
        let others = record.fields.indices.filter { !taken.contains($0) }.map { record.fields[$0] }
        for field in UniqueKeys.of(others, reserved: ["fluent.tag"]) {
            json.append(",")
            Self.append(field.key, field.value, into: &json)
        }
        json.append("]}")
    }

    /// An id is so many hexadecimal digits, not all of them zero.
    private static func isID(_ value: LogValue, digits: Int) -> Bool {
        guard let text = value.stringValue, text.utf8.count == digits else { return false }
        return text.allSatisfy { $0.isASCII && $0.isHexDigit } && text.contains { $0 != "0" }
    }

    private static func append(_ key: String, _ value: LogValue, into json: inout JSONWriter) {
        json.append("{\"key\":")
        json.append(text: key)
        json.append(",\"value\":")
        append(value, into: &json)
        json.append("}")
    }

    /// An `AnyValue`. Integers are text, as protobuf has it for those of 64 bits.
    private static func append(_ value: LogValue, into json: inout JSONWriter) {
        switch value {
        case .null: json.append("{}")
        case .bool(let bool): bool ? json.append("{\"boolValue\":true}") : json.append("{\"boolValue\":false}")
        case .integer(let integer): append("intValue", text: String(integer), into: &json)
        // Beyond the integers that the protocol has.
        case .unsigned(let unsigned): append("stringValue", text: String(unsigned), into: &json)
        case .double(let double):
            json.append("{\"doubleValue\":")
            json.append(double: double)
            json.append("}")
        case .string(let string): append("stringValue", text: string, into: &json)
        case .binary(let data): append("bytesValue", text: Base64.encode(data), into: &json)
        case .array(let values):
            json.append("{\"arrayValue\":{\"values\":[")
            for (position, value) in values.enumerated() {
                if position > 0 { json.append(",") }
                append(value, into: &json)
            }
            json.append("]}}")
        case .map(let fields):
            json.append("{\"kvlistValue\":{\"values\":[")
            for (position, field) in UniqueKeys.of(fields).enumerated() {
                if position > 0 { json.append(",") }
                append(field.key, field.value, into: &json)
            }
            json.append("]}}")
        }
    }

    private static func append(_ kind: StaticString, text: String, into json: inout JSONWriter) {
        json.append("{\"")
        json.append(kind)
        json.append("\":")
        json.append(text: text)
        json.append("}")
    }
}
