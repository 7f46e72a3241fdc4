import AtalayaZlib

/// Decodes one complete message and holds it against the rules.
///
/// Rules that the configuration tolerates are noted in `tolerated`, once each; the first other one that is broken ends
/// the decoding.
struct ForwardMessageDecoder {
    let bytes: [UInt8]
    let range: Range<Int>
    let configuration: ForwardReceiverConfiguration
    private(set) var tolerated: [ForwardBreach] = []
    /// Where the packed entries begin in the array that is being read, while they are.
    var entriesStart: Int?

    /// `range` is the message's place in `bytes`; the framer has found that it is complete.
    init(_ bytes: [UInt8], in range: Range<Int>, configuration: ForwardReceiverConfiguration) {
        self.bytes = bytes
        self.range = range
        self.configuration = configuration
    }

    /// The batch, or `nil` for a heartbeat that is tolerated.
    mutating func decode() throws(ForwardBreach) -> ReceivedBatch? {
        var reader = makeReader(bytes, in: range)
        if reader.nextKind == .null {
            try note(.heartbeat, "a null was sent as a heartbeat", offset: range.lowerBound)
            return nil
        }
        let elementCount = try read(.frameArray) { () throws(LogsError) in try reader.readArrayHeader() }
        guard (2...4).contains(elementCount) else {
            throw breach(.frameArray, "a message has \(elementCount) elements", offset: range.lowerBound)
        }
        let tag = try readTag(&reader)
        let mode = try findMode(reader, elementCount: elementCount)
        let hasOptions = elementCount == mode.elementCounts.upperBound
        return switch mode {
        case .message: try decodeMessage(&reader, tag: tag, hasOptions: hasOptions)
        case .forward: try decodeForward(&reader, tag: tag, hasOptions: hasOptions)
        case .packedForward, .compressedPackedForward: try decodePacked(&reader, tag: tag, hasOptions: hasOptions)
        }
    }

    private func readTag(_ reader: inout MessagePackReader) throws(ForwardBreach) -> String {
        let start = reader.position
        let tagBytes = try read(.tag) { () throws(LogsError) in try reader.readStringBytes() }
        guard !tagBytes.isEmpty else { throw breach(.tag, "the tag is empty", offset: start) }
        guard let tag = String(validating: tagBytes, as: UTF8.self) else {
            throw breach(.tag, "the tag is not UTF-8", offset: start)
        }
        return tag
    }

    /// The mode as the second element shows it. Whether packed entries are compressed comes out later.
    private func findMode(_ reader: MessagePackReader, elementCount: Int) throws(ForwardBreach) -> ForwardMode {
        let mode: ForwardMode
        switch reader.nextKind {
        case .integer, .float, .extension: mode = .message
        case .array: mode = .forward
        case .binary, .string: mode = .packedForward
        case let kind:
            let found = kind.map { "of kind \($0)" } ?? "missing"
            throw breach(.mode, "the second element is \(found)", offset: reader.position)
        }
        guard mode.elementCounts.contains(elementCount) else {
            throw breach(.mode, "\(mode.rawValue) mode with \(elementCount) elements", offset: range.lowerBound)
        }
        return mode
    }

    // MARK: - Modes

    private mutating func decodeMessage(
        _ reader: inout MessagePackReader, tag: String, hasOptions: Bool
    ) throws(ForwardBreach) -> ReceivedBatch {
        let start = reader.position
        var entries = Entries()
        let time = try read(.eventTime) { () throws(LogsError) in try reader.readEventTime() }
        entries.append(LogRecord(time: time, fields: try readRecord(&reader)), metadata: [])
        let payload = start..<reader.position
        let options = try readOptions(&reader, isPresent: hasOptions)
        try refuseCompression(options, offset: start)
        return try makeBatch(
            tag: tag, mode: .message, entries: entries, entriesBytes: payload.count, options: options, payload: payload)
    }

    private mutating func decodeForward(
        _ reader: inout MessagePackReader, tag: String, hasOptions: Bool
    ) throws(ForwardBreach) -> ReceivedBatch {
        let start = reader.position
        var entries = Entries()
        let count = try read(.mode) { () throws(LogsError) in try reader.readArrayHeader() }
        for _ in 0..<count { try readEntry(&reader, into: &entries) }
        let payload = start..<reader.position
        let options = try readOptions(&reader, isPresent: hasOptions)
        try refuseCompression(options, offset: start)
        return try makeBatch(
            tag: tag, mode: .forward, entries: entries, entriesBytes: payload.count, options: options, payload: payload)
    }

    private mutating func decodePacked(
        _ reader: inout MessagePackReader, tag: String, hasOptions: Bool
    ) throws(ForwardBreach) -> ReceivedBatch {
        let start = reader.position
        // The protocol makes a server take strings too, because old MessagePack knew no binary values.
        let isBinary = reader.nextKind == .binary
        let payload = try read(.mode) { () throws(LogsError) in
            isBinary ? try reader.readBinary() : try reader.readStringBytes()
        }
        let options = try readOptions(&reader, isPresent: hasOptions)
        switch options.compressed {
        case "gzip":
            if !isBinary { try note(.compressedBinary, "compressed entries are a string", offset: start) }
            let plain = try decompress(payload, offset: start)
            return try makeBatch(
                tag: tag, mode: .compressedPackedForward, entries: try readPacked(plain, in: plain.indices),
                entriesBytes: plain.count, options: options, payload: payload.indices)
        case nil, "text":
            guard !payload.starts(with: [0x1f, 0x8b]) else {
                throw breach(.compression, "the entries are gzip and no option says so", offset: start)
            }
            return try makeBatch(
                tag: tag, mode: .packedForward, entries: try readPacked(bytes, in: payload.indices),
                entriesBytes: payload.count, options: options, payload: payload.indices)
        case let other?:
            throw breach(.compression, "compressed is “\(other)”", offset: start)
        }
    }

    private mutating func makeBatch(
        tag: String, mode: ForwardMode, entries: Entries, entriesBytes: Int, options: ForwardOptions,
        payload: Range<Int>
    ) throws(ForwardBreach) -> ReceivedBatch {
        if let size = options.size, size != entries.records.count {
            try note(.size, "size is \(size), the events are \(entries.records.count)", offset: range.lowerBound)
        }
        var acknowledgement: [UInt8]?
        if let chunk = options.chunk {
            var answer: [UInt8] = []
            try read(.optionTypes) { () throws(LogsError) in try ForwardAck.write(chunk: chunk, into: &answer) }
            acknowledgement = answer
        }
        let payloadBytes = bytes[payload]
        return ReceivedBatch(
            tag: tag, mode: mode, records: entries.records, metadata: entries.metadata, options: options,
            wireBytes: range.count, entriesBytes: entriesBytes,
            payloadChecksum: Checksum.crc32(payloadBytes.span.bytes), acknowledgement: acknowledgement)
    }

    // MARK: - Rules

    func makeReader(_ bytes: [UInt8], in range: Range<Int>) -> MessagePackReader {
        MessagePackReader(bytes, in: range, limits: configuration.valueLimits, escapesInvalidText: true)
    }

    /// Runs a step of reading, whose failure breaks `rule`.
    func read<Value>(
        _ rule: ForwardRule, _ step: () throws(LogsError) -> Value
    ) throws(ForwardBreach) -> Value {
        do {
            return try step()
        } catch {
            switch error.code {
            case .limitExceeded: throw breach(.frameLimit, error.message, offset: error.offset)
            // The message itself is complete, so only packed entries can be cut.
            case .truncated where entriesStart != nil:
                throw breach(.entriesBoundary, "the entries end inside a value", offset: error.offset)
            default: throw breach(rule, error.message, offset: error.offset)
            }
        }
    }

    func breach(_ rule: ForwardRule, _ message: String, offset: Int?) -> ForwardBreach {
        guard let entriesStart else { return ForwardBreach(rule, message, offset: offset) }
        var breach = ForwardBreach(rule, message, offset: offset.map { $0 - entriesStart })
        breach.isInsideEntries = true
        return breach
    }

    /// Notes a broken rule that is tolerated, or throws it.
    mutating func note(_ rule: ForwardRule, _ message: String, offset: Int?) throws(ForwardBreach) {
        guard configuration.tolerates(rule) else { throw breach(rule, message, offset: offset) }
        // Once for each message: a hundred thousand bad strings are one complaint.
        guard !tolerated.contains(where: { $0.rule == rule }) else { return }
        tolerated.append(breach(rule, message, offset: offset))
    }
}
