/// A decimal number without rounding: objectives and error budgets, in which 1 - 0.999 must be 0.001.
///
/// Literals of Swift are read by their shortest text, so `99.9` is exactly 99.9. At most 18 digits; a literal beyond
/// becomes 0.
public struct ExactDecimal: Hashable, Sendable {
    /// The number is `coefficient` / 10^`scale`; no trailing zeros after the point.
    public let coefficient: Int64
    public let scale: Int

    public init(coefficient: Int64, scale: Int) {
        var (coefficient, scale) = (coefficient, max(0, min(18, scale)))
        while scale > 0 && coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads digits with at most one point: `99.9`. No exponent.
    ///
    /// - Throws: `ConfigError.Code.invalidNumber`.
    public init(_ text: String) throws(ConfigError) {
        guard let value = Self.parse(text) else {
            throw ConfigError(
                .invalidNumber, "'\(text)' is not a decimal number of at most 18 digits; write for example 99.9")
        }
        self = value
    }

    private static func parse(_ text: String) -> ExactDecimal? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, text.utf8.first != UInt8(ascii: "+") else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            parts.count == 1 || !fraction.isEmpty, whole.utf8.count + fraction.utf8.count <= 18,
            let coefficient = Int64(whole + fraction)
        else { return nil }
        return ExactDecimal(coefficient: coefficient, scale: fraction.utf8.count)
    }

    /// One hundredth, as from per cent to a ratio.
    public var hundredth: ExactDecimal { ExactDecimal(coefficient: coefficient, scale: scale + 2) }

    /// 1 minus this number: from an objective's ratio to its error budget. Meant for numbers from 0 to 1.
    public var complement: ExactDecimal {
        var one: Int64 = 1
        for _ in 0..<scale { one *= 10 }
        return ExactDecimal(coefficient: one - coefficient, scale: scale)
    }

    /// The nearest binary number, for comparisons only.
    public var approximation: Double {
        var value = Double(coefficient)
        for _ in 0..<scale { value /= 10 }
        return value
    }
}

extension ExactDecimal: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    public init(floatLiteral value: Double) {
        self = Self.parse(value.description) ?? ExactDecimal(coefficient: 0, scale: 0)
    }

    public init(integerLiteral value: Int64) {
        self.init(coefficient: value, scale: 0)
    }
}

extension ExactDecimal: CustomStringConvertible {
    public var description: String {
        guard scale > 0 else { return String(coefficient) }
        let digits = String(coefficient.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        return (coefficient < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}
