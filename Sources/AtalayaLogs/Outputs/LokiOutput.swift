import AtalayaModel

/// Loki's push API, as JSON: `POST /loki/api/v1/push`.
///
/// Records are grouped into streams by their labels. Within a stream they keep their order; a record with the same time
/// as the one before it gets a nanosecond more, because Loki drops a line that it has with the same time, and lines
/// without a time of their own have that of the reading.
public struct LokiOutput: HTTPOutput {
    public static let profile = HTTPOutputProfile(
        kind: .loki,
        contentType: "application/json",
        notes: """
            The labels of a stream are `tag`, the fixed `labels` and the record's `label_fields`. The line is the whole \
            record as JSON; with `message_field` it is that field's text, and the other fields become structured \
            metadata, as do `metadata_fields` in any case (Loki 3, schema 13). Loki may take a part of a request that it \
            answers with 400, and knows lines that it gets again by time and text. 2xx acknowledges, 400 and 413 refuse \
            the chunk, everything else is tried again.
            """)

    /// Loki's own default for the longest value of a label.
    private static let labelBytesMax = 2_048

    private let labels: [(name: String, value: String)]
    private let labelFields: [(name: String, path: RecordPath)]
    private let metadataFields: [(name: String, path: RecordPath)]
    private let messageField: String?

    public init(settings: HTTPOutputSettings) throws(LogsError) {
        labels = settings.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        for (name, _) in labels where Self.labelName(name) != name || name == "tag" {
            throw LogsError(.invalidArgument, "'\(name)' cannot be a label of Loki")
        }
        labelFields = settings.labelFields.map { (Self.labelName($0), RecordPath($0)) }
        var seen = Set(labels.map(\.name) + ["tag"])
        for (name, path) in labelFields where !seen.insert(name).inserted {
            throw LogsError(.invalidArgument, "the label \(name) (of the field \(path.text)) is there twice")
        }
        metadataFields = settings.metadataFields.map { (Self.labelName($0), RecordPath($0)) }
        messageField = settings.messageField
    }

    public func request(for batch: RecordBatch) throws(LogsError) -> OutputRequest {
        var streams: [[String]: Int] = [:]
        var contents: [Stream] = []
        for record in batch.records {
            let values = labelValues(of: record)
            let index = streams[values] ?? contents.count
            if index == contents.count {
                streams[values] = index
                contents.append(Stream(values: values))
            }
            contents[index].append(record, self)
        }
        var json = JSONWriter(capacity: contents.reduce(256) { $0 + $1.json.bytes.count + 256 })
        json.append("{\"streams\":[")
        for (position, stream) in contents.enumerated() {
            if position > 0 { json.append(",") }
            json.append("{\"stream\":{\"tag\":")
            json.append(text: Self.cut(batch.tag))
            for (name, value) in labels {
                json.append(",")
                json.append(text: name)
                json.append(":")
                json.append(text: value)
            }
            for (label, value) in zip(labelFields, stream.values) where !value.isEmpty {
                json.append(",")
                json.append(text: label.name)
                json.append(":")
                json.append(text: value)
            }
            json.append("},\"values\":[")
            json.append(verbatim: stream.json.bytes)
            json.append("]}")
        }
        json.append("]}")
        return OutputRequest(
            path: "/loki/api/v1/push", contentType: Self.profile.contentType, body: json.bytes)
    }

    public func verdict(on answer: HTTPAnswer, to batch: RecordBatch) -> OutputVerdict {
        AnswerRules.verdict(on: answer)
    }

    /// Empty where the record has no such field: to Loki an empty label is none.
    private func labelValues(of record: LogRecord) -> [String] {
        labelFields.map { Self.cut($0.path.value(in: record)?.plainText ?? "") }
    }

    /// The beginning of a value, whole characters; the field itself stays in the line.
    private static func cut(_ value: String) -> String {
        guard value.utf8.count > labelBytesMax else { return value }
        var end = value.utf8.index(value.utf8.startIndex, offsetBy: labelBytesMax)
        while end.samePosition(in: value.unicodeScalars) == nil { end = value.utf8.index(before: end) }
        return String(value[..<end])
    }

    /// What Loki allows as a name: letters, digits and underscores, no digit first.
    private static func labelName(_ field: String) -> String {
        var name = String(
            String.UnicodeScalarView(
                field.unicodeScalars.map {
                    $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) ? $0 : "_"
                }))
        if name.first.map({ ("0"..."9").contains($0) }) ?? true { name = "_" + name }
        return name
    }

    /// The lines of one set of labels.
    private struct Stream {
        let values: [String]
        var json = JSONWriter()
        private var lastOriginal: Int64?
        private var last: Int64 = 0

        init(values: [String]) { self.values = values }

        mutating func append(_ record: LogRecord, _ output: LokiOutput) {
            let original = DecimalTime.nanoseconds(record.time)
            let time = lastOriginal == original && last < .max ? last + 1 : original
            if lastOriginal != nil { json.append(",") }
            lastOriginal = original
            last = time
            json.append("[\"")
            json.append(number: time)
            json.append("\",")
            output.appendLine(of: record, into: &json)
            json.append("]")
        }
    }

    /// The line, and the structured metadata if there is any.
    private func appendLine(of record: LogRecord, into json: inout JSONWriter) {
        var metadata: [LogField] = []
        if let messageField, let message = record[messageField]?.stringValue {
            json.append(text: message)
            metadata = record.fields.filter { $0.key != messageField || $0.value != .string(message) }
                .map { LogField(Self.labelName($0.key), $0.value) }
        } else {
            var line = JSONWriter()
            line.append(.map(record.fields))
            json.append(text: String(decoding: line.bytes, as: UTF8.self))
            for (name, path) in metadataFields {
                if let value = path.value(in: record) { metadata.append(LogField(name, value)) }
            }
        }
        guard !metadata.isEmpty else { return }
        // Values of structured metadata are text.
        json.append(",{")
        json.appendMembers(metadata.map { LogField($0.key, .string($0.value.plainText ?? Self.json($0.value))) })
        json.append("}")
    }

    private static func json(_ value: LogValue) -> String {
        var json = JSONWriter()
        json.append(value)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
