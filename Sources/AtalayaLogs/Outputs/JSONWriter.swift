/// Writes JSON (RFC 8259): what any reader takes, also strict ones.
///
/// What JSON cannot say is said as text: bytes as hexadecimal digits, numbers that are not finite as `NaN`, `Infinity`
/// and `-Infinity`. A key that an object has twice, which most readers would lose, is numbered: `a`, `a_2`, `a_3`.
struct JSONWriter: Sendable {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Appends text that is JSON already.
    mutating func append(_ json: StaticString) {
        json.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(number: some FixedWidthInteger) { bytes.append(contentsOf: String(number).utf8) }

    /// Appends text that is JSON already.
    mutating func append(verbatim json: some Sequence<UInt8>) { bytes.append(contentsOf: json) }

    mutating func append(double: Double) {
        if double.isFinite {
            bytes.append(contentsOf: "\(double)".utf8)
        } else {
            append(text: Self.name(ofInfinite: double))
        }
    }

    static func name(ofInfinite double: Double) -> String {
        double.isNaN ? "NaN" : double < 0 ? "-Infinity" : "Infinity"
    }

    mutating func append(text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20, 0x7f:
                append("\\u00")
                append(hexadecimal: CollectionOfOne(byte))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The digits, without quotes.
    mutating func append(hexadecimal data: some Sequence<UInt8>) {
        let digits = StaticDigits.lowercase
        for byte in data {
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }

    mutating func append(_ value: LogValue) {
        switch value {
        case .null: append("null")
        case .bool(let bool): bool ? append("true") : append("false")
        case .integer(let integer): append(number: integer)
        case .unsigned(let unsigned): append(number: unsigned)
        case .double(let double): append(double: double)
        case .string(let string): append(text: string)
        case .binary(let data):
            append("\"")
            append(hexadecimal: data)
            append("\"")
        case .array(let values):
            append("[")
            for (position, value) in values.enumerated() {
                if position > 0 { append(",") }
                append(value)
            }
            append("]")
        case .map(let fields):
            append("{")
            appendMembers(fields)
            append("}")
        }
    }

    /// The members of an object, without its braces.
    mutating func appendMembers(_ fields: [LogField], afterOthers: Bool = false) {
        var isFirst = !afterOthers
        for field in UniqueKeys.of(fields) {
            if !isFirst { append(",") }
            isFirst = false
            append(text: field.key)
            append(":")
            append(field.value)
        }
    }
}

private enum StaticDigits {
    static let lowercase = Array("0123456789abcdef".utf8)
}
