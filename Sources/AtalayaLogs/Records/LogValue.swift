/// A value inside a log record: what JSON and MessagePack can both say, and binary besides.
///
/// Integers stay integers. A number that was written as `18446744073709551615` is shipped as that number and not as the
/// nearest `Double`, because identifiers are often large integers.
public enum LogValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Only for values above `Int64.max`; smaller ones are `.integer`, so that equal numbers are equal values.
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case binary([UInt8])
    case array([LogValue])
    /// Fields in the order in which they were written. Keys may repeat where the source repeats them.
    case map([LogField])
}

extension LogValue {
    /// The string, if the value is one.
    public var stringValue: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The number as a `Double`, if the value is a number; integers beyond 2^53 lose their lowest digits.
    public var doubleValue: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .unsigned(let unsigned): Double(unsigned)
        case .double(let double): double
        default: nil
        }
    }

    /// The value as text for a condition or a label: the text itself, or the JSON form of a number or a boolean; `nil`
    /// for everything else.
    public var plainText: String? {
        switch self {
        case .string(let text): text
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .unsigned(let unsigned): String(unsigned)
        case .double(let double): "\(double)"
        case .null, .binary, .array, .map: nil
        }
    }

    /// The value of the first field called `key`, if this is a map that has one. Linear in the number of fields.
    public subscript(key: String) -> LogValue? {
        guard case .map(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }
}
