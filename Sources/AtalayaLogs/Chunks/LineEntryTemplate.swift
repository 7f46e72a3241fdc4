/// Turns lines into entries without a `String`, a record or an allocation for each line: everything around the line is
/// encoded once.
///
/// Use it where lines are shipped as they are; where they are parsed, append records instead.
public struct LineEntryTemplate: Hashable, Sendable {
    /// Everything in front of the line: array header, time, map header, fields, and the key whose value the line
    /// becomes.
    private var front: [UInt8]
    private let timeIndex: Int
    private var time = LogTime(seconds: 0)

    /// - Parameters:
    ///   - key: The field that gets the line.
    ///   - fields: Fields that every record gets, in front of the line.
    /// - Throws: `.limitExceeded` for fields that MessagePack cannot say.
    public init(key: String = "message", fields: [LogField] = []) throws(LogsError) {
        var front: [UInt8] = []
        try MessagePackWriter.writeArrayHeader(2, into: &front)
        self.timeIndex = front.count
        EventTime.write(LogTime(seconds: 0), into: &front)
        try MessagePackWriter.writeMapHeader(fields.count + 1, into: &front)
        for field in fields {
            try MessagePackWriter.write(field.key, into: &front)
            try MessagePackWriter.write(field.value, into: &front)
        }
        try MessagePackWriter.write(key, into: &front)
        self.front = front
    }

    /// Says which time the entries have from now on: mostly one for each batch of reading.
    public mutating func setTime(_ time: LogTime) {
        guard time != self.time else { return }
        var bytes: [UInt8] = []
        EventTime.write(time, into: &bytes)
        front.replaceSubrange(timeIndex..<timeIndex + bytes.count, with: bytes)
        self.time = time
    }

    /// Appends the entry `[time, {fields…, key: line}]`.
    ///
    /// - Returns: The number of bytes of the line that were not UTF-8 and were escaped; see `MessagePackWriter.writeText`.
    @discardableResult
    public func write(line: Span<UInt8>, into buffer: inout [UInt8]) throws(LogsError) -> Int {
        buffer.append(contentsOf: front)
        return try MessagePackWriter.writeText(line, into: &buffer)
    }
}
