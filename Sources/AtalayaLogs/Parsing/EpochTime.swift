/// Reads times that are written as a number since 1970-01-01T00:00:00Z.
enum EpochTime {
    /// How many decimal places of a second one unit is.
    enum Unit: Int {
        case seconds = 0
        case milliseconds = 3
        case microseconds = 6
        case nanoseconds = 9

        /// The unit that puts a number of this size nearest to the present.
        init(magnitude: Double) {
            self =
                switch magnitude {
                case ..<1e11: .seconds
                case ..<1e14: .milliseconds
                case ..<1e17: .microseconds
                default: .nanoseconds
                }
        }
    }

    /// The time, or `nil` for what is no number and for numbers beyond what `LogTime` holds.
    static func parse(_ value: LogValue, unit: Unit?) -> LogTime? {
        switch value {
        case .integer(let integer):
            return time(
                Int128(integer), fraction: 0, unit: unit ?? Unit(magnitude: Double(integer).magnitude),
                isNegative: false)
        case .double(let double):
            return time(double, unit: unit ?? Unit(magnitude: double.magnitude))
        case .string(let string):
            return decimal(string, unit: unit)
        default:
            return nil
        }
    }

    /// A `Double` near the present holds seconds to about 0.2 µs, so that what follows the microseconds is noise.
    private static func time(_ double: Double, unit: Unit) -> LogTime? {
        let microseconds = double * power(6 - unit.rawValue)
        guard microseconds.magnitude < 9e18 else { return nil }
        // Rounded by hand: `rounded()` would need the C library's mathematics, which nothing else here does.
        return time(nanoseconds: Int128(Int64(microseconds + (microseconds < 0 ? -0.5 : 0.5))) * 1_000)
    }

    /// Text such as `-1441588984.123456789`, digit by digit, so that nanoseconds survive.
    private static func decimal(_ string: String, unit: Unit?) -> LogTime? {
        var digits = string.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.count <= 19, let integer = number(whole[...]) else {
            return nil
        }
        var fraction: Int128 = 0
        if parts.count == 2 {
            guard !parts[1].isEmpty, let first = number(parts[1].prefix(9)), number(parts[1].dropFirst(9)) != nil else {
                return nil
            }
            fraction = first
            for _ in 0..<max(0, 9 - parts[1].count) { fraction *= 10 }
        }
        return time(
            integer, fraction: fraction, unit: unit ?? Unit(magnitude: Double(integer)), isNegative: isNegative)
    }

    /// The value of digits, all of which must be digits; long runs wrap, and are only asked whether they are digits.
    private static func number(_ digits: Substring.UTF8View) -> Int128? {
        var value: Int128 = 0
        for byte in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value &* 10 &+ Int128(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// - Parameter fraction: billionths of the unit.
    private static func time(_ integer: Int128, fraction: Int128, unit: Unit, isNegative: Bool) -> LogTime? {
        var scale: Int128 = 1
        for _ in 0..<unit.rawValue { scale *= 10 }
        let nanoseconds = (integer * 1_000_000_000 + fraction) / scale
        return time(nanoseconds: isNegative ? -nanoseconds : nanoseconds)
    }

    private static func time(nanoseconds: Int128) -> LogTime? {
        var (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 {
            seconds -= 1
            rest += 1_000_000_000
        }
        guard let seconds = Int64(exactly: seconds) else { return nil }
        return LogTime(seconds: seconds, nanoseconds: UInt32(rest))
    }

    private static func power(_ exponent: Int) -> Double {
        switch exponent {
        case 6: 1e6
        case 3: 1e3
        case 0: 1
        default: 1e-3
        }
    }
}
