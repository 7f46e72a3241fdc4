/// Turns lines into entries without a `String`, a record or an allocation for each line: everything around the line is
/// encoded once.
///
/// Use it where lines are shipped as they are; where they are parsed, append records instead.
public struct LineEntryTemplate: Hashable, Sendable {
    /// The array header of the entry.
    private let head: [UInt8]
    /// From the record's map header to the key whose value the line becomes.
    private let middle: [UInt8]

    /// - Parameters:
    ///   - key: The field that gets the line.
    ///   - fields: Fields that every record gets, in front of the line.
    /// - Throws: `.limitExceeded` for fields that MessagePack cannot say.
    public init(key: String = "message", fields: [LogField] = []) throws(LogsError) {
        var head: [UInt8] = []
        try MessagePackWriter.writeArrayHeader(2, into: &head)
        var middle: [UInt8] = []
        try MessagePackWriter.writeMapHeader(fields.count + 1, into: &middle)
        for field in fields {
            try MessagePackWriter.write(field.key, into: &middle)
            try MessagePackWriter.write(field.value, into: &middle)
        }
        try MessagePackWriter.write(key, into: &middle)
        self.head = head
        self.middle = middle
    }

    /// Appends the entry `[time, {fields…, key: line}]`.
    ///
    /// - Returns: The number of bytes of the line that were not UTF-8 and were escaped; see `MessagePackWriter.writeText`.
    @discardableResult
    public func write(line: Span<UInt8>, time: LogTime, into buffer: inout [UInt8]) throws(LogsError) -> Int {
        buffer.append(contentsOf: head)
        EventTime.write(time, into: &buffer)
        buffer.append(contentsOf: middle)
        return try MessagePackWriter.writeText(line, into: &buffer)
    }
}
