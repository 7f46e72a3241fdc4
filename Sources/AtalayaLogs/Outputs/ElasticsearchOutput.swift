import AtalayaModel

/// The bulk API of Elasticsearch and OpenSearch: `POST /_bulk`, two lines of JSON a record.
///
/// Records are created under names that they keep, so that one which comes again is not stored again: the server then
/// answers 409, which is as good as 201. The answer judges each record.
public struct ElasticsearchOutput: HTTPOutput {
    public static let profile = HTTPOutputProfile(
        kind: .elasticsearch,
        contentType: "application/x-ndjson",
        notes: """
            A document is the record and its time as `@timestamp`; a record's own field `@timestamp` becomes \
            `record_@timestamp`. It is created in `index` under a name of its own, so that one sent twice is stored once. \
            The answer judges each record: 2xx and 409 are done, 429 and 5xx are sent again, others are dropped and \
            counted. For a whole request 400 and 413 refuse the chunk, everything else is tried again.
            """)

    private static let timeKey = "@timestamp"
    /// What of the answer is read; the rest, ten times as long, is not sent.
    private static let path = "/_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason"

    private let index: IndexName

    public init(settings: HTTPOutputSettings) throws(LogsError) {
        index = try IndexName(settings.index)
    }

    public func request(for batch: RecordBatch) throws(LogsError) -> OutputRequest {
        var json = JSONWriter()
        for (number, record) in batch.records.enumerated() {
            json.append("{\"create\":{\"_index\":")
            json.append(text: index.name(tag: batch.tag, time: record.time))
            json.append(",\"_id\":")
            json.append(text: batch.name(ofRecord: number))
            json.append("}}\n{\"@timestamp\":\"")
            json.append(verbatim: CivilTime(record.time).rfc3339.utf8)
            json.append("\"")
            json.appendMembers(UniqueKeys.of(record.fields, reserved: [Self.timeKey]), afterOthers: true)
            json.append("}\n")
        }
        return OutputRequest(path: Self.path, contentType: Self.profile.contentType, body: json.bytes)
    }

    public func verdict(on answer: HTTPAnswer, to batch: RecordBatch) -> OutputVerdict {
        guard (200..<300).contains(answer.status) else { return AnswerRules.verdict(on: answer) }
        // Read with what it may at most have: an item has about six values.
        let limits = JSONLimits(bytesMax: answer.body.count, depthMax: 16, valuesMax: 64 + 32 * batch.records.count)
        guard let value = try? JSONReader.read(answer.body.span, limits: limits), let hasErrors = value["errors"] else {
            return .later(after: nil, message: "the answer is not that of a bulk request")
        }
        if hasErrors == .bool(false) { return .acknowledged }
        guard case .array(let items) = value["items"], items.count == batch.records.count else {
            return .later(after: nil, message: "the answer does not judge each record")
        }
        var message = ""
        let fates = items.map { item -> RecordFate in
            // Each item is an object with one member, named by the action.
            guard case .map(let actions) = item, let result = actions.first?.value,
                case .integer(let status) = result["status"]
            else { return .again }
            let fate: RecordFate =
                switch status {
                case 200..<300, 409: .acknowledged
                case 429, 500...: .again
                default: .refused
                }
            if fate != .acknowledged, message.isEmpty { message = Self.message(of: result["error"], status: status) }
            return fate
        }
        return fates.allSatisfy { $0 == .acknowledged } ? .acknowledged : .judged(fates, message: message)
    }

    private static func message(of error: LogValue?, status: Int64) -> String {
        let words = [error?["type"]?.stringValue, error?["reason"]?.stringValue].compactMap { $0 }
        let text = words.isEmpty ? "" : ": " + words.joined(separator: ": ")
        return AnswerRules.oneLine("status \(status)\(text)".utf8)
    }
}
