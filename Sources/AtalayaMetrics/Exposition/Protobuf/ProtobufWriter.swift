/// Writes messages of protocol buffers: as much of the encoding as metrics need.
///
/// A message inside another is preceded by its length, which is known once it is written. One byte is kept for it, which
/// is enough for nearly all messages; where it is not, what was written moves up.
struct ProtobufWriter {
    private(set) var bytes: [UInt8]

    /// Appends to what is there.
    init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    /// How a value is written, in the lowest bits of the number before it.
    enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
    }

    private mutating func tag(_ field: UInt64, _ type: WireType) {
        varint(field &<< 3 | type.rawValue)
    }

    /// Seven bits a byte, the lowest first; all bytes but the last have the upper bit set.
    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Signed numbers alternate, so that small ones are short whatever their sign.
    private static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value &<< 1 ^ value &>> 63)
    }

    /// Fields that have been written before.
    mutating func append(_ fields: ArraySlice<UInt8>) {
        bytes.append(contentsOf: fields)
    }

    mutating func write(_ field: UInt64, _ value: UInt64) {
        tag(field, .varint)
        varint(value)
    }

    /// A field of type `sint32` or `sint64`.
    mutating func write(_ field: UInt64, zigzag value: Int64) {
        tag(field, .varint)
        varint(Self.zigzag(value))
    }

    /// A repeated field of type `sint64`, packed; nothing without values.
    mutating func write(_ field: UInt64, packed values: [Int64]) {
        guard !values.isEmpty else { return }
        message(field) { writer in
            for value in values { writer.varint(Self.zigzag(value)) }
        }
    }

    mutating func write(_ field: UInt64, _ value: Double) {
        tag(field, .fixed64)
        LineCursor.append(bytesMax: 8, to: &bytes) { $0.writeLittleEndian(value.bitPattern) }
    }

    mutating func write(_ field: UInt64, _ text: String) {
        tag(field, .bytes)
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends what `body` writes, at most so many bytes.
    @inline(__always)
    mutating func append(bytesMax: Int, _ body: (inout LineCursor) -> Void) {
        LineCursor.append(bytesMax: bytesMax, to: &bytes, body)
    }

    /// A message as a field of this one.
    mutating func message(_ field: UInt64, _ write: (inout ProtobufWriter) -> Void) {
        tag(field, .bytes)
        delimited(write)
    }

    /// A message that stands by itself, its length before it.
    mutating func delimited(_ write: (inout ProtobufWriter) -> Void) {
        let lengthAt = bytes.count
        bytes.append(0)
        write(&self)
        var rest = UInt64(bytes.count - lengthAt - 1)
        let count = Self.count(ofVarint: rest)
        if count > 1 { bytes.insert(contentsOf: repeatElement(0, count: count - 1), at: lengthAt) }
        for index in lengthAt..<lengthAt + count {
            bytes[index] = UInt8(truncatingIfNeeded: rest) & 0x7F | (index < lengthAt + count - 1 ? 0x80 : 0)
            rest &>>= 7
        }
    }
}
