/// Walks the fields of one message of protocol buffers. Every length is checked against what is there.
struct ProtobufReader {
    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(ArraySlice<UInt8>)
    }

    /// What breaks the encoding, and at which byte of the whole.
    struct Problem: Error {
        let message: String
        let offset: Int
    }

    private let bytes: ArraySlice<UInt8>
    /// The next byte, counted from the beginning of the whole.
    private(set) var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }

    func problem(_ message: String) -> Problem { Problem(message: message, offset: index) }

    /// The next field with its number; nil at the end.
    mutating func next() throws(Problem) -> (field: UInt64, value: Value)? {
        guard !isAtEnd else { return nil }
        let tag = try varint()
        let field = tag &>> 3
        guard field > 0 else { throw problem("no field has the number 0") }
        switch tag & 7 {
        case 0: return (field, .varint(try varint()))
        case 1: return (field, .fixed64(try fixed(8)))
        case 2: return (field, .bytes(try delimited()))
        case 5: return (field, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw problem("fields of wire type \(tag & 7) are not used")
        }
    }

    /// As many bytes as the number before them says.
    mutating func delimited() throws(Problem) -> ArraySlice<UInt8> {
        let length = try varint()
        guard length <= UInt64(bytes.endIndex - index) else {
            throw problem("\(length) bytes are announced, \(bytes.endIndex - index) are left")
        }
        let start = index
        index += Int(length)
        return bytes[start..<index]
    }

    mutating func varint() throws(Problem) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard !isAtEnd else { throw problem("a number ends in the middle") }
            let byte = bytes[index]
            index += 1
            // The tenth byte has one bit left.
            guard shift < 63 || byte < 2 else { throw problem("a number has more than 64 bits") }
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { return value }
        }
        throw problem("a number has more than ten bytes")
    }

    private mutating func fixed(_ count: Int) throws(Problem) -> UInt64 {
        guard bytes.endIndex - index >= count else { throw problem("a number ends in the middle") }
        var value: UInt64 = 0
        for offset in 0..<count { value |= UInt64(bytes[index + offset]) &<< UInt64(8 * offset) }
        index += count
        return value
    }
}

extension ProtobufReader.Value {
    /// A field of another type than expected counts as absent, as an unknown field does.
    var number: UInt64? {
        if case .varint(let value) = self { value } else { nil }
    }

    /// Of type `sint32` or `sint64`.
    var signed: Int64? { number.map(Self.signed) }

    static func signed(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
    }

    var double: Double? {
        if case .fixed64(let bits) = self { Double(bitPattern: bits) } else { nil }
    }

    var bytes: ArraySlice<UInt8>? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }
}
