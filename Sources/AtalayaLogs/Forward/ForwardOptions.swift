/// The option map at the end of a message of the forward protocol.
///
/// Receivers ignore keys that they do not know (protocol version 1, "Option"), which leaves room for our own: with
/// `source`, `from`, `to` and `sequence` a receiver can prove that nothing is missing between two chunks.
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
    /// A chunk of one span has it as `source`, `from` and `to`, and in `sequence` the number of its first record in the
    /// count of that source: the next chunk of the source begins at `sequence` + `size`. One of several spans has them in
    /// `spans`, each as `[source, from, to]` or, where records are counted, `[source, from, to, sequence, records]`. A part
    /// of a chunk that was split has the spans of the whole, with their numbers, and in `part`
    /// `[id of the whole, first event, event after the last, events of the whole]`.
    public init(_ chunk: Chunk, provenance: Bool = true) {
        self.init(
            size: chunk.eventCount, chunk: chunk.id.base64, compressed: chunk.isCompressed ? "gzip" : nil)
        guard provenance else { return }
        let records = chunk.part?.eventCount ?? chunk.eventCount
        if chunk.spans.count == 1, let span = chunk.spans.first, span.records.isEmpty || span.recordCount == records {
            others = [
                LogField("source", .string(span.source)), LogField("from", .number(span.from)),
                LogField("to", .number(span.to)),
            ]
            if !span.records.isEmpty { others.append(LogField("sequence", .number(span.records.lowerBound))) }
        } else if !chunk.spans.isEmpty {
            others = [LogField("spans", .array(chunk.spans.map(\.option)))]
        }
        if let part = chunk.part {
            let numbers = [part.events.lowerBound, part.events.upperBound, part.eventCount].map(Int64.init)
            others.append(LogField("part", .array([.string(part.whole.base64)] + numbers.map { .integer($0) })))
        }
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
                guard case .array(let parts) = span, parts.count == 3 || parts.count == 5 else { return nil }
                return SourceSpan(
                    source: parts[0], from: parts[1], to: parts[2], first: parts.count == 5 ? parts[3] : nil,
                    count: parts.count == 5 ? parts[4].unsignedNumber : nil)
            }
        }
        guard let source = self["source"], let from = self["from"], let to = self["to"] else { return [] }
        let count = (part?.eventCount ?? size).flatMap(UInt64.init(exactly:))
        return SourceSpan(source: source, from: from, to: to, first: self["sequence"], count: count).map { [$0] } ?? []
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

    /// The first of the other options called `key`.
    public subscript(key: String) -> LogValue? { others.first { $0.key == key }?.value }
}

extension SourceSpan {
    /// - Parameters:
    ///   - first: The number of its first record; without it, or with one that makes no sense, it has no numbers.
    ///   - count: Records that begin in it.
    fileprivate init?(source: LogValue, from: LogValue, to: LogValue, first: LogValue?, count: UInt64?) {
        guard case .string(let source) = source, let from = from.unsignedNumber, let to = to.unsignedNumber, from <= to
        else { return nil }
        self.init(source: source, from: from, to: to)
        guard let first = first?.unsignedNumber, let count, count <= .max - first else { return }
        records = first..<first + count
    }

    /// The span as an element of the option `spans`.
    fileprivate var option: LogValue {
        let bytes: [LogValue] = [.string(source), .number(from), .number(to)]
        guard !records.isEmpty else { return .array(bytes) }
        return .array(bytes + [.number(records.lowerBound), .number(recordCount)])
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
