/// Reads MessagePack from bytes in memory, one piece after the other, and trusts none of it.
///
/// Every problem is a `LogsError` with the offset at which the offending value begins: `.truncated` when the bytes end
/// too early, `.malformed` when they are not what was asked for, `.limitExceeded` when they ask for too much. After an
/// error the reader stands where it stood before.
///
/// ```swift
/// var reader = MessagePackReader(bytes)
/// while !reader.isAtEnd {
///     let value = try reader.readValue()
/// }
/// ```
public struct MessagePackReader: Sendable {
    /// What kind of value comes next.
    public enum Kind: Hashable, Sendable {
        case null, bool, integer, float, string, binary, array, map, `extension`
        /// The one byte that MessagePack does not use.
        case invalid
    }

    let bytes: [UInt8]
    let end: Int
    public let limits: MessagePackLimits
    /// Offset in the array of the next byte to read.
    public private(set) var position: Int
    /// Whether strings that are not UTF-8 are read as `LineText` writes them instead of being refused.
    public let escapesInvalidText: Bool
    /// Strings that were escaped so far.
    public private(set) var escapedTexts = 0
    /// Values read so far, against `limits.valuesMax`.
    private var valuesRead = 0

    /// Reads all of `bytes`, or the part in `range`, in place. Offsets count from the array's first byte either way.
    ///
    /// A range that reaches beyond the array is cut to it.
    public init(
        _ bytes: [UInt8], in range: Range<Int>? = nil, limits: MessagePackLimits = .init(),
        escapesInvalidText: Bool = false
    ) {
        let range = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
        self.bytes = bytes
        self.limits = limits
        self.escapesInvalidText = escapesInvalidText
        position = range.lowerBound
        end = range.upperBound
    }

    public var isAtEnd: Bool { position >= end }

    /// The kind of the next value, or `nil` at the end.
    public var nextKind: Kind? {
        isAtEnd ? nil : Self.kind(of: bytes[position])
    }

    static func kind(of first: UInt8) -> Kind {
        switch first {
        case 0x00...0x7f, 0xcc...0xd3, 0xe0...0xff: .integer
        case 0x80...0x8f, 0xde, 0xdf: .map
        case 0x90...0x9f, 0xdc, 0xdd: .array
        case 0xa0...0xbf, 0xd9...0xdb: .string
        case 0xc0: .null
        case 0xc2, 0xc3: .bool
        case 0xc4...0xc6: .binary
        case 0xc7...0xc9, 0xd4...0xd8: .extension
        case 0xca, 0xcb: .float
        default: .invalid
        }
    }
}

// MARK: - Headers and scalars

extension MessagePackReader {
    /// Reads the header of an array and returns its number of values.
    public mutating func readArrayHeader() throws(LogsError) -> Int {
        let start = position
        let first = try begin(.array)
        switch first {
        case MessagePackFormat.array16: return try count(bytesInLength: 2, perElement: 1, from: start)
        case MessagePackFormat.array32: return try count(bytesInLength: 4, perElement: 1, from: start)
        default: return Int(first & 15)
        }
    }

    /// Reads the header of a map and returns its number of keys.
    public mutating func readMapHeader() throws(LogsError) -> Int {
        let start = position
        let first = try begin(.map)
        switch first {
        case MessagePackFormat.map16: return try count(bytesInLength: 2, perElement: 2, from: start)
        case MessagePackFormat.map32: return try count(bytesInLength: 4, perElement: 2, from: start)
        default: return Int(first & 15)
        }
    }

    /// Reads an integer as a value, whatever its encoding.
    public mutating func readInteger() throws(LogsError) -> LogValue {
        let start = position
        let first = try begin(.integer)
        switch first {
        case 0x00...0x7f: return .integer(Int64(first))
        case 0xe0...0xff: return .integer(Int64(Int8(bitPattern: first)))
        case MessagePackFormat.signed8: return .integer(Int64(Int8(truncatingIfNeeded: try bigEndian(1, from: start))))
        case MessagePackFormat.signed16:
            return .integer(Int64(Int16(truncatingIfNeeded: try bigEndian(2, from: start))))
        case MessagePackFormat.signed32:
            return .integer(Int64(Int32(truncatingIfNeeded: try bigEndian(4, from: start))))
        case MessagePackFormat.signed64: return .integer(Int64(bitPattern: try bigEndian(8, from: start)))
        default:
            // unsigned8 … unsigned64 have 1, 2, 4 and 8 bytes.
            let value = try bigEndian(1 << Int(first - MessagePackFormat.unsigned8), from: start)
            return value <= UInt64(Int64.max) ? .integer(Int64(value)) : .unsigned(value)
        }
    }

    public mutating func readDouble() throws(LogsError) -> Double {
        let start = position
        if try begin(.float) == MessagePackFormat.float32 {
            return Double(Float(bitPattern: UInt32(truncatingIfNeeded: try bigEndian(4, from: start))))
        }
        return Double(bitPattern: try bigEndian(8, from: start))
    }

    public mutating func readBool() throws(LogsError) -> Bool {
        try begin(.bool) == MessagePackFormat.yes
    }

    public mutating func readNull() throws(LogsError) {
        _ = try begin(.null)
    }

    /// Reads a string's bytes without asking whether they are UTF-8.
    public mutating func readStringBytes() throws(LogsError) -> ArraySlice<UInt8> {
        let start = position
        let first = try begin(.string)
        switch first {
        case MessagePackFormat.string8: return try payload(bytesInLength: 1, from: start)
        case MessagePackFormat.string16: return try payload(bytesInLength: 2, from: start)
        case MessagePackFormat.string32: return try payload(bytesInLength: 4, from: start)
        default: return try take(Int(first & 31), from: start)
        }
    }

    /// Reads a string.
    ///
    /// - Throws: `.malformed` also when its bytes are not UTF-8, unless the reader escapes them.
    public mutating func readString() throws(LogsError) -> String {
        let start = position
        let bytes = try readStringBytes()
        if let string = String(validating: bytes, as: UTF8.self) { return string }
        guard escapesInvalidText else {
            position = start
            throw LogsError(.malformed, "the bytes of a string are not UTF-8", offset: start)
        }
        escapedTexts += 1
        return LineText(bytes.span).string
    }

    public mutating func readBinary() throws(LogsError) -> ArraySlice<UInt8> {
        let start = position
        // binary8, binary16 and binary32 have lengths of 1, 2 and 4 bytes.
        return try payload(bytesInLength: 1 << Int(try begin(.binary) - MessagePackFormat.binary8), from: start)
    }

    /// Reads an extension value: its type and its bytes.
    public mutating func readExtension() throws(LogsError) -> (type: Int8, bytes: ArraySlice<UInt8>) {
        let start = position
        let first = try begin(.extension)
        let byteCount: Int
        switch first {
        case MessagePackFormat.extension8...MessagePackFormat.extension32:
            byteCount = Int(try bigEndian(1 << Int(first - MessagePackFormat.extension8), from: start))
        default: byteCount = 1 << Int(first - MessagePackFormat.fixExtension1)
        }
        let type = Int8(truncatingIfNeeded: try bigEndian(1, from: start))
        return (type, try take(byteCount, from: start))
    }

    // MARK: Steps

    /// Takes the first byte of a value of `kind`.
    private mutating func begin(_ kind: Kind) throws(LogsError) -> UInt8 {
        guard position < end else { throw LogsError(.truncated, "the bytes end before a value", offset: position) }
        let first = bytes[position]
        let found = Self.kind(of: first)
        guard found == kind else {
            throw LogsError(.malformed, "expected \(kind), found \(found)", offset: position)
        }
        guard valuesRead < limits.valuesMax else {
            throw LogsError(.limitExceeded, "more than \(limits.valuesMax) values", offset: position)
        }
        valuesRead += 1
        position += 1
        return first
    }

    private mutating func bigEndian(_ byteCount: Int, from start: Int) throws(LogsError) -> UInt64 {
        guard end - position >= byteCount else { throw truncated(from: start) }
        var value: UInt64 = 0
        for _ in 0..<byteCount {
            value = value << 8 | UInt64(bytes[position])
            position += 1
        }
        return value
    }

    /// A count from a header. Each element takes a byte or more, so a count beyond the bytes left is a lie or a cut.
    private mutating func count(
        bytesInLength: Int, perElement: Int, from start: Int
    ) throws(LogsError) -> Int {
        let count = Int(try bigEndian(bytesInLength, from: start))
        guard count * perElement <= end - position else { throw truncated(from: start) }
        return count
    }

    private mutating func payload(bytesInLength: Int, from start: Int) throws(LogsError) -> ArraySlice<UInt8> {
        try take(Int(try bigEndian(bytesInLength, from: start)), from: start)
    }

    private mutating func take(_ byteCount: Int, from start: Int) throws(LogsError) -> ArraySlice<UInt8> {
        guard byteCount <= limits.valueBytesMax else {
            position = start
            throw LogsError(
                .limitExceeded, "a value of \(byteCount) bytes is longer than \(limits.valueBytesMax)", offset: start)
        }
        guard end - position >= byteCount else { throw truncated(from: start) }
        defer { position += byteCount }
        return bytes[position..<(position + byteCount)]
    }

    /// Steps back to the value's first byte and says that it is cut.
    private mutating func truncated(from start: Int) -> LogsError {
        position = start
        return LogsError(.truncated, "the bytes end inside a value", offset: start)
    }

    /// Steps back to where a larger thing began.
    mutating func rewind(to start: Int) {
        position = start
    }
}
