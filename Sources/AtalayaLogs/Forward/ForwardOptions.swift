/// The option map at the end of a message of the forward protocol.
///
/// Receivers ignore keys that they do not know (protocol version 1, "Option"), which leaves room for our own: with
/// `source`, `from`, `to` and `sequence` a receiver can prove that no bytes are missing between two chunks.
public struct ForwardOptions: Hashable, Sendable {
    /// The number of events.
    public var size: Int?
    /// The chunk's ID as it stands on the wire. Its presence asks for an acknowledgement with the very same string;
    /// Fluentd's own end with a line feed.
    public var chunk: String?
    /// The compression of the entries: `gzip`, or `text` for none.
    public var compressed: String?
    /// Everything else, in order.
    public var others: [LogField]

    public init(size: Int? = nil, chunk: String? = nil, compressed: String? = nil, others: [LogField] = []) {
        self.size = size
        self.chunk = chunk
        self.compressed = compressed
        self.others = others
    }

    /// The options of a chunk: size, ID, compression, and where it comes from.
    ///
    /// A chunk of one span has it as `source`, `from` and `to`; one of several has them in `spans`, each as
    /// `[source, from, to]`. A part of a chunk that was split has the spans of the whole, and in `part`
    /// `[id of the whole, first event, event after the last, events of the whole]`.
    public init(_ chunk: Chunk, provenance: Bool = true) {
        self.init(
            size: chunk.eventCount, chunk: chunk.id.base64, compressed: chunk.isCompressed ? "gzip" : nil)
        guard provenance else { return }
        if chunk.spans.count == 1, let span = chunk.spans.first {
            others = [
                LogField("source", .string(span.source)), LogField("from", .number(span.from)),
                LogField("to", .number(span.to)),
            ]
        } else if !chunk.spans.isEmpty {
            let spans = chunk.spans.map { LogValue.array([.string($0.source), .number($0.from), .number($0.to)]) }
            others = [LogField("spans", .array(spans))]
        }
        if let part = chunk.part {
            let numbers = [part.events.lowerBound, part.events.upperBound, part.eventCount].map(Int64.init)
            others.append(LogField("part", .array([.string(part.whole.base64)] + numbers.map { .integer($0) })))
        }
        if let sequence = chunk.sequence { others.append(LogField("sequence", .number(sequence))) }
    }

    /// Appends the map.
    func write(into buffer: inout [UInt8]) throws(LogsError) {
        try MessagePackWriter.write(fields, into: &buffer)
    }

    /// All options as they stand on the wire.
    var fields: [LogField] {
        var fields: [LogField] = []
        if let size { fields.append(LogField("size", .integer(Int64(size)))) }
        if let chunk { fields.append(LogField("chunk", .string(chunk))) }
        if let compressed { fields.append(LogField("compressed", .string(compressed))) }
        return fields + others
    }
}

// MARK: - Where a batch comes from

extension ForwardOptions {
    /// The spans that the sender says the batch covers; empty when it says nothing, or nothing that makes sense.
    public var spans: [SourceSpan] {
        if case .array(let spans) = self["spans"] {
            return spans.compactMap { span in
                guard case .array(let parts) = span, parts.count == 3 else { return nil }
                return SourceSpan(source: parts[0], from: parts[1], to: parts[2])
            }
        }
        guard let source = self["source"], let from = self["from"], let to = self["to"] else { return [] }
        return SourceSpan(source: source, from: from, to: to).map { [$0] } ?? []
    }

    /// What the batch is of a chunk that was split; `nil` for a whole one, or when the option makes no sense.
    public var part: ChunkPart? {
        guard case .array(let values)? = self["part"], values.count == 4, case .string(let id) = values[0],
            let whole = ChunkID(base64: id)
        else { return nil }
        let numbers = values.dropFirst().compactMap { $0.unsignedNumber.flatMap { Int(exactly: $0) } }
        guard numbers.count == 3, numbers[0] < numbers[1], numbers[1] <= numbers[2] else { return nil }
        return ChunkPart(whole: whole, events: numbers[0]..<numbers[1], eventCount: numbers[2])
    }

    /// The number of the chunk in the sender's own count.
    public var sequence: UInt64? { self["sequence"]?.unsignedNumber }

    /// The first of the other options called `key`.
    public subscript(key: String) -> LogValue? { others.first { $0.key == key }?.value }
}

extension SourceSpan {
    fileprivate init?(source: LogValue, from: LogValue, to: LogValue) {
        guard case .string(let source) = source, let from = from.unsignedNumber, let to = to.unsignedNumber, from <= to
        else { return nil }
        self.init(source: source, from: from, to: to)
    }
}

extension LogValue {
    /// The integer in its one form: unsigned only above `Int64.max`.
    fileprivate static func number(_ value: UInt64) -> LogValue {
        Int64(exactly: value).map { .integer($0) } ?? .unsigned(value)
    }

    fileprivate var unsignedNumber: UInt64? {
        switch self {
        case .integer(let value): UInt64(exactly: value)
        case .unsigned(let value): value
        default: nil
        }
    }
}
