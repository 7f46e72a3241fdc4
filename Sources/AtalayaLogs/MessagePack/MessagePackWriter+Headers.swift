// Headers alone, for those who have the contents already as bytes.

extension MessagePackWriter {
    /// Begins an array of `count` values.
    public static func writeArrayHeader(_ count: Int, into buffer: inout [UInt8]) throws(LogsError) {
        switch try length(count) {
        case let count where count < 16:
            buffer.append(MessagePackFormat.fixArray | UInt8(count))
        case let count where count <= 0xffff:
            buffer.append(MessagePackFormat.array16)
            buffer.appendBigEndian(UInt16(count))
        case let count:
            buffer.append(MessagePackFormat.array32)
            buffer.appendBigEndian(count)
        }
    }

    /// Begins a map of `count` keys, each followed by its value.
    public static func writeMapHeader(_ count: Int, into buffer: inout [UInt8]) throws(LogsError) {
        switch try length(count) {
        case let count where count < 16:
            buffer.append(MessagePackFormat.fixMap | UInt8(count))
        case let count where count <= 0xffff:
            buffer.append(MessagePackFormat.map16)
            buffer.appendBigEndian(UInt16(count))
        case let count:
            buffer.append(MessagePackFormat.map32)
            buffer.appendBigEndian(count)
        }
    }

    /// Begins a string of `byteCount` bytes of UTF-8.
    public static func writeStringHeader(byteCount: Int, into buffer: inout [UInt8]) throws(LogsError) {
        switch try length(byteCount) {
        case let count where count < 32:
            buffer.append(MessagePackFormat.fixString | UInt8(count))
        case let count where count <= 0xff:
            buffer.append(MessagePackFormat.string8)
            buffer.append(UInt8(count))
        case let count where count <= 0xffff:
            buffer.append(MessagePackFormat.string16)
            buffer.appendBigEndian(UInt16(count))
        case let count:
            buffer.append(MessagePackFormat.string32)
            buffer.appendBigEndian(count)
        }
    }

    /// Begins `byteCount` bytes that are not text.
    public static func writeBinaryHeader(byteCount: Int, into buffer: inout [UInt8]) throws(LogsError) {
        switch try length(byteCount) {
        case let count where count <= 0xff:
            buffer.append(MessagePackFormat.binary8)
            buffer.append(UInt8(count))
        case let count where count <= 0xffff:
            buffer.append(MessagePackFormat.binary16)
            buffer.appendBigEndian(UInt16(count))
        case let count:
            buffer.append(MessagePackFormat.binary32)
            buffer.appendBigEndian(count)
        }
    }

    private static func length(_ count: Int) throws(LogsError) -> UInt32 {
        guard let length = UInt32(exactly: count) else {
            throw LogsError(.limitExceeded, "a length of \(count) does not fit the 32 bits of MessagePack")
        }
        return length
    }
}
