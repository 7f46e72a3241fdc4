// Design
//
// The forward protocol has four modes, which a receiver tells apart by the second element of the outer array:
//
//   Message                  [tag, time, record, options?]
//   Forward                  [tag, [[time, record], …], options?]
//   PackedForward            [tag, bytes of [time, record] …, options?]
//   CompressedPackedForward  the same, with the bytes in gzip and `compressed: "gzip"` in the options
//
// Chunks always go as one of the last two, as a binary value and with options: an array of three. The other modes are
// for small senders and for testing receivers. Where options are given as `nil`, the element is left away and never
// written as null: Fluent Bit closes the connection on a null there.

/// Encodes messages of Fluentd's forward protocol, version 1.
///
/// Every function throws `.invalidArgument` for an empty tag and `.limitExceeded` for lengths beyond 32 bits.
public enum ForwardFrame {
    /// The message that carries a chunk: CompressedPackedForward, or PackedForward for a chunk without compression.
    ///
    /// Sending a chunk again gives the same bytes.
    ///
    /// - Parameter provenance: Whether to say in the options which bytes of which source the chunk covers.
    public static func encode(_ chunk: Chunk, provenance: Bool = true) throws(LogsError) -> [UInt8] {
        let parts = try parts(of: chunk, provenance: provenance)
        var buffer: [UInt8] = []
        buffer.reserveCapacity(parts.head.count + chunk.entries.count + parts.tail.count)
        buffer += parts.head
        buffer += chunk.entries
        buffer += parts.tail
        return buffer
    }

    /// What stands before and after the chunk's entries in its message, for those who send the entries without copying.
    public static func parts(
        of chunk: Chunk, provenance: Bool = true
    ) throws(LogsError) -> (head: [UInt8], tail: [UInt8]) {
        var head: [UInt8] = []
        try begin(&head, elements: 3, tag: chunk.tag)
        try MessagePackWriter.writeBinaryHeader(byteCount: chunk.entries.count, into: &head)
        var tail: [UInt8] = []
        try ForwardOptions(chunk, provenance: provenance).write(into: &tail)
        return (head, tail)
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
