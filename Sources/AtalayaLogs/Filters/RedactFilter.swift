public import AtalayaModel

/// Hides secrets in the texts of a record, whole or in the fields that are named. Texts inside of lists and maps are
/// looked at as well; names of fields are not.
public struct RedactFilter: RecordFilter {
    public static let kind = LogFilterKind.redact

    /// Lists and maps inside each other that are looked into; what is deeper is hidden as a whole.
    public static let depthMax = 64

    private let redactions: [Redaction]
    private let paths: [RecordPath]
    private let replacement: [UInt8]

    public init(_ declaration: LogFilter) throws(LogsError) {
        var redactions: [Redaction] = []
        for name in declaration.texts("presets") {
            guard let preset = RedactionPreset.named(name) else {
                throw LogsError(.invalidArgument, "redact: there is no preset called \(name)")
            }
            redactions.append(try Redaction(preset))
        }
        if let pattern = try declaration.pattern("pattern") { redactions.append(.pattern(pattern)) }
        if redactions.isEmpty { throw declaration.missing("presets") }
        self.redactions = redactions
        paths = declaration.paths("fields")
        replacement = Array((declaration.text("with") ?? "[redacted]").utf8)
    }

    public func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        if paths.isEmpty {
            for index in record.fields.indices { redact(&record.fields[index].value, depth: 0) }
        } else {
            for path in paths { path.edit(in: &record) { fields, index in redact(&fields[index].value, depth: 0) } }
        }
        return nil
    }

    private func redact(_ value: inout LogValue, depth: Int) {
        switch value {
        case .string(let text):
            if let redacted = redacted(text) { value = .string(redacted) }
        case .array(var elements):
            guard depth < Self.depthMax else { return value = hidden }
            value = .null
            for index in elements.indices { redact(&elements[index], depth: depth + 1) }
            value = .array(elements)
        case .map(var fields):
            guard depth < Self.depthMax else { return value = hidden }
            value = .null
            for index in fields.indices { redact(&fields[index].value, depth: depth + 1) }
            value = .map(fields)
        case .integer(let number): redact(number: String(number), in: &value)
        case .unsigned(let number): redact(number: String(number), in: &value)
        case .null, .bool, .double, .binary: break
        }
    }

    private var hidden: LogValue { .string(String(decoding: replacement, as: UTF8.self)) }

    /// The number of a card may also come as a number.
    private func redact(number text: String, in value: inout LogValue) {
        if text.utf8.count > 11, let redacted = redacted(text) { value = .string(redacted) }
    }

    /// `nil` where there is nothing to hide.
    private func redacted(_ text: String) -> String? {
        var bytes: [UInt8]?
        for redaction in redactions {
            let ranges =
                if let bytes { redaction.ranges(in: bytes.span) } else { redaction.ranges(in: text.utf8.span) }
            guard !ranges.isEmpty else { continue }
            let before = bytes ?? Array(text.utf8)
            var after: [UInt8] = []
            var position = 0
            for range in ranges {
                after += before[position..<range.lowerBound]
                after += replacement
                position = range.upperBound
            }
            after += before[position...]
            bytes = after
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
