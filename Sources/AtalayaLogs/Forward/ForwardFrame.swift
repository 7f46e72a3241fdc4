// Design
//
// The forward protocol has four modes, which a receiver tells apart by the second element of the outer array:
//
//   Message                  [tag, time, record, options?]
//   Forward                  [tag, [[time, record], …], options?]
//   PackedForward            [tag, bytes of [time, record] …, options?]
//   CompressedPackedForward  the same, with the bytes in gzip and `compressed: "gzip"` in the options
//
// Chunks go as one of the last two unless a setting says otherwise, as a binary value and with options: an array of
// three. The other modes are for receivers that know no more. Where options are given as `nil`, the element is left away and never
// written as null: Fluent Bit closes the connection on a null there.

/// Encodes messages of Fluentd's forward protocol, version 1.
///
/// Every function throws `.invalidArgument` for an empty tag and `.limitExceeded` for lengths beyond 32 bits.
public enum ForwardFrame {
    /// The message that carries a chunk.
    ///
    /// Sending a chunk again gives the same bytes.
    ///
    /// - Parameters:
    ///   - mode: How. A chunk that is not compressed goes as PackedForward where CompressedPackedForward is asked for,
    ///     and one of several events as Forward where Message is, which has room for one.
    ///   - provenance: Whether to say in the options which bytes of which source the chunk covers.
    /// - Throws: Also `malformed`, when a mode without compression is asked for and the chunk's gzip is not sound.
    public static func encode(
        _ chunk: Chunk, mode: ForwardMode = .compressedPackedForward, provenance: Bool = true
    ) throws(LogsError) -> [UInt8] {
        let parts = try parts(of: chunk, mode: mode, provenance: provenance)
        var buffer: [UInt8] = []
        buffer.reserveCapacity(parts.head.count + parts.entries.count + parts.tail.count)
        buffer += parts.head
        buffer += parts.entries
        buffer += parts.tail
        return buffer
    }

    /// The same in three pieces, for those who send the entries without copying: what stands before them, the entries,
    /// and what stands after them.
    public static func parts(
        of chunk: Chunk, mode: ForwardMode = .compressedPackedForward, provenance: Bool = true
    ) throws(LogsError) -> (head: [UInt8], entries: [UInt8], tail: [UInt8]) {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        var options = ForwardOptions(chunk, provenance: provenance)
        var entries = chunk.entries
        if mode != .compressedPackedForward, chunk.isCompressed {
            options.compressed = nil
            entries = try chunk.plainEntries()
        }
        switch mode {
        case .message where chunk.eventCount == 1:
            // The entry is [time, record]; the message has both as elements of its own.
            guard entries.first == 0x92 else {
                throw LogsError(.malformed, "the entry is not an array of two", offset: 0)
            }
            try begin(&head, elements: 4, tag: chunk.tag)
            entries.removeFirst()
            options.size = nil
        case .message, .forward:
            try begin(&head, elements: 3, tag: chunk.tag)
            try MessagePackWriter.writeArrayHeader(chunk.eventCount, into: &head)
        case .packedForward, .compressedPackedForward:
            try begin(&head, elements: 3, tag: chunk.tag)
            try MessagePackWriter.writeBinaryHeader(byteCount: entries.count, into: &head)
        }
        try options.write(into: &tail)
        return (head, entries, tail)
    }

    /// Message mode: one event.
    public static func encodeMessage(
        tag: String, record: LogRecord, options: ForwardOptions? = nil
    ) throws(LogsError) -> [UInt8] {
        var buffer: [UInt8] = []
        try begin(&buffer, elements: options == nil ? 3 : 4, tag: tag)
        EventTime.write(record.time, into: &buffer)
        try MessagePackWriter.write(record.fields, into: &buffer)
        try options?.write(into: &buffer)
        return buffer
    }

    /// Forward mode: an array of events.
    public static func encodeForward(
        tag: String, records: [LogRecord], options: ForwardOptions? = nil
    ) throws(LogsError) -> [UInt8] {
        var buffer: [UInt8] = []
        try begin(&buffer, elements: options == nil ? 2 : 3, tag: tag)
        try MessagePackWriter.writeArrayHeader(records.count, into: &buffer)
        for record in records { try ForwardEntry.write(record, into: &buffer) }
        try options?.write(into: &buffer)
        return buffer
    }

    /// PackedForward mode with entries that are encoded already, and for CompressedPackedForward compressed already.
    public static func encodePacked(
        tag: String, entries: [UInt8], options: ForwardOptions? = nil
    ) throws(LogsError) -> [UInt8] {
        var buffer: [UInt8] = []
        try begin(&buffer, elements: options == nil ? 2 : 3, tag: tag)
        try MessagePackWriter.writeBinary(entries, into: &buffer)
        try options?.write(into: &buffer)
        return buffer
    }

    private static func begin(_ buffer: inout [UInt8], elements: Int, tag: String) throws(LogsError) {
        guard !tag.isEmpty else { throw LogsError(.invalidArgument, "a tag must not be empty") }
        try MessagePackWriter.writeArrayHeader(elements, into: &buffer)
        try MessagePackWriter.write(tag, into: &buffer)
    }
}
