/// Writes MessagePack to the end of the caller's buffer, each value in its shortest form.
///
/// Nothing is kept between calls, so the pieces can be mixed freely: a header for a map of two, a key, a value, and so
/// on. That the number of values agrees with the headers is up to the caller.
///
/// ```swift
/// try MessagePackWriter.writeMapHeader(1, into: &buffer)
/// try MessagePackWriter.write("log", into: &buffer)
/// try MessagePackWriter.writeString(utf8: line, into: &buffer)    // no String on the way
/// ```
///
/// What throws does so only for lengths beyond the format's 32 bits (`LogsError.Code.limitExceeded`), and then has
/// written nothing.
public enum MessagePackWriter {
    /// How deep `write(_:into:)` follows arrays and maps inside each other.
    public static let depthMax = 128

    public static func writeNull(into buffer: inout [UInt8]) {
        buffer.append(MessagePackFormat.null)
    }

    public static func write(_ value: Bool, into buffer: inout [UInt8]) {
        buffer.append(value ? MessagePackFormat.yes : MessagePackFormat.no)
    }

    public static func write(_ value: Int64, into buffer: inout [UInt8]) {
        guard value < 0 else { return write(UInt64(value), into: &buffer) }
        switch value {
        case -32 ... -1:
            buffer.append(UInt8(bitPattern: Int8(value)))
        case Int64(Int8.min)..<0:
            buffer.append(MessagePackFormat.signed8)
            buffer.append(UInt8(bitPattern: Int8(value)))
        case Int64(Int16.min)..<0:
            buffer.append(MessagePackFormat.signed16)
            buffer.appendBigEndian(UInt16(bitPattern: Int16(value)))
        case Int64(Int32.min)..<0:
            buffer.append(MessagePackFormat.signed32)
            buffer.appendBigEndian(UInt32(bitPattern: Int32(value)))
        default:
            buffer.append(MessagePackFormat.signed64)
            buffer.appendBigEndian(UInt64(bitPattern: value))
        }
    }

    public static func write(_ value: UInt64, into buffer: inout [UInt8]) {
        switch value {
        case ...0x7f:
            buffer.append(UInt8(value))
        case ...0xff:
            buffer.append(MessagePackFormat.unsigned8)
            buffer.append(UInt8(value))
        case ...0xffff:
            buffer.append(MessagePackFormat.unsigned16)
            buffer.appendBigEndian(UInt16(value))
        case ...0xffff_ffff:
            buffer.append(MessagePackFormat.unsigned32)
            buffer.appendBigEndian(UInt32(value))
        default:
            buffer.append(MessagePackFormat.unsigned64)
            buffer.appendBigEndian(value)
        }
    }

    /// Always the 64-bit form: a shorter one would not always be the same number.
    public static func write(_ value: Double, into buffer: inout [UInt8]) {
        buffer.append(MessagePackFormat.float64)
        buffer.appendBigEndian(value.bitPattern)
    }

    public static func write(_ string: String, into buffer: inout [UInt8]) throws(LogsError) {
        let utf8 = string.utf8
        try writeStringHeader(byteCount: utf8.count, into: &buffer)
        buffer.append(contentsOf: utf8)
    }

    /// Writes bytes that are known to be UTF-8 as a string. For bytes that may not be, there is `writeText`.
    public static func writeString(utf8 bytes: Span<UInt8>, into buffer: inout [UInt8]) throws(LogsError) {
        try writeStringHeader(byteCount: bytes.count, into: &buffer)
        buffer.append(copying: bytes)
    }

    public static func writeBinary(_ bytes: [UInt8], into buffer: inout [UInt8]) throws(LogsError) {
        try writeBinaryHeader(byteCount: bytes.count, into: &buffer)
        buffer.append(contentsOf: bytes)
    }

    /// Writes a value with everything in it.
    ///
    /// - Throws: `.limitExceeded` for nesting deeper than `depthMax` or lengths beyond 32 bits. The buffer may then end
    ///   with a part of the value; truncate it to where it was.
    public static func write(_ value: LogValue, into buffer: inout [UInt8]) throws(LogsError) {
        try write(value, depth: 0, into: &buffer)
    }

    /// Writes fields as a map, in their order.
    public static func write(_ fields: [LogField], into buffer: inout [UInt8]) throws(LogsError) {
        try write(fields, depth: 0, into: &buffer)
    }

    private static func write(_ value: LogValue, depth: Int, into buffer: inout [UInt8]) throws(LogsError) {
        switch value {
        case .null: writeNull(into: &buffer)
        case .bool(let value): write(value, into: &buffer)
        case .integer(let value): write(value, into: &buffer)
        case .unsigned(let value): write(value, into: &buffer)
        case .double(let value): write(value, into: &buffer)
        case .string(let value): try write(value, into: &buffer)
        case .binary(let value): try writeBinary(value, into: &buffer)
        case .array(let elements):
            try checkDepth(depth)
            try writeArrayHeader(elements.count, into: &buffer)
            for element in elements { try write(element, depth: depth + 1, into: &buffer) }
        case .map(let fields): try write(fields, depth: depth, into: &buffer)
        }
    }

    private static func write(_ fields: [LogField], depth: Int, into buffer: inout [UInt8]) throws(LogsError) {
        try checkDepth(depth)
        try writeMapHeader(fields.count, into: &buffer)
        for field in fields {
            try write(field.key, into: &buffer)
            try write(field.value, depth: depth + 1, into: &buffer)
        }
    }

    private static func checkDepth(_ depth: Int) throws(LogsError) {
        guard depth < depthMax else {
            throw LogsError(.limitExceeded, "the value is nested deeper than \(depthMax)")
        }
    }
}
