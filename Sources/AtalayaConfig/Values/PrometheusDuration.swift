/// A duration as Prometheus and Alertmanager write it: `15s`, `1h30m`, `30d`. Exact to the millisecond.
///
/// The text form is Prometheus' canonical one, so that it does not change when the file is written again: units
/// descend, years and weeks appear only where they are exact (`90d`, not `12w6d`), and nothing is `0s`. A day has 24
/// hours, a year 365 days.
public struct PrometheusDuration: Hashable, Comparable, Sendable {
    /// Never negative; at most `millisecondsMax`.
    public let milliseconds: Int64

    /// Prometheus keeps durations in 64 bits of nanoseconds: about 292 years.
    public static let millisecondsMax: Int64 = Int64.max / 1_000_000

    /// A negative number becomes 0 and one out of range the maximum.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(0, milliseconds), Self.millisecondsMax)
    }

    public static let zero = PrometheusDuration(milliseconds: 0)

    public static func milliseconds(_ count: Int) -> PrometheusDuration { make(count, unit: 1) }
    public static func seconds(_ count: Int) -> PrometheusDuration { make(count, unit: 1_000) }
    public static func minutes(_ count: Int) -> PrometheusDuration { make(count, unit: 60_000) }
    public static func hours(_ count: Int) -> PrometheusDuration { make(count, unit: 3_600_000) }
    public static func days(_ count: Int) -> PrometheusDuration { make(count, unit: 86_400_000) }

    private static func make(_ count: Int, unit: Int64) -> PrometheusDuration {
        let (product, isTooLong) = Int64(count).multipliedReportingOverflow(by: unit)
        return PrometheusDuration(milliseconds: isTooLong ? (count < 0 ? 0 : millisecondsMax) : product)
    }

    /// Unit, milliseconds, and whether the canonical form uses it only when nothing is left over.
    private static let units: [(name: String, milliseconds: Int64, isExactOnly: Bool)] = [
        ("y", 31_536_000_000, true), ("w", 604_800_000, true), ("d", 86_400_000, false), ("h", 3_600_000, false),
        ("m", 60_000, false), ("s", 1_000, false), ("ms", 1, false),
    ]

    /// Reads Prometheus' grammar: whole numbers with the units y w d h m s ms, in this order, each at most once; or
    /// `0`.
    ///
    /// - Throws: `ConfigError.Code.invalidDuration` for anything else, such as `1.5h`, `1m1d`, `15` or a length
    ///   beyond 292 years.
    public init(_ text: String) throws(ConfigError) {
        func refusal(_ reason: String) -> ConfigError {
            ConfigError(.invalidDuration, "'\(text)' is not a duration: \(reason); write for example 15s, 1h30m or 30d")
        }
        if text == "0" {
            self = .zero
            return
        }
        var rest = Substring(text).utf8
        guard !rest.isEmpty else { throw refusal("it is empty") }
        var total: Int64 = 0
        var unitsLeft = Self.units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
            rest = rest.dropFirst(letters.count)
            guard !digits.isEmpty else { throw refusal("a whole number must stand before each unit") }
            guard !letters.isEmpty else { throw refusal("a number lacks its unit, or is not whole") }
            let name = String(Substring(letters))
            guard let index = unitsLeft.firstIndex(where: { $0.name == name }) else {
                let isKnown = Self.units.contains { $0.name == name }
                throw refusal(isKnown ? "units must go from large to small, each once" : "there is no unit '\(name)'")
            }
            guard let count = Int64(String(Substring(digits))) else { throw refusal("it is too long") }
            let (product, overflow) = count.multipliedReportingOverflow(by: unitsLeft[index].milliseconds)
            let (sum, sumOverflow) = total.addingReportingOverflow(product)
            guard !overflow, !sumOverflow, sum <= Self.millisecondsMax else { throw refusal("it is too long") }
            total = sum
            unitsLeft = unitsLeft[(index + 1)...]
        }
        milliseconds = total
    }

    public static func < (left: PrometheusDuration, right: PrometheusDuration) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public static func * (duration: PrometheusDuration, factor: Int) -> PrometheusDuration {
        make(factor, unit: duration.milliseconds)
    }
}

extension PrometheusDuration: CustomStringConvertible {
    public var description: String {
        if milliseconds == 0 { return "0s" }
        var rest = milliseconds
        var text = ""
        for unit in Self.units where !unit.isExactOnly || rest % unit.milliseconds == 0 {
            let count = rest / unit.milliseconds
            if count > 0 { text += "\(count)\(unit.name)" }
            rest %= unit.milliseconds
        }
        return text
    }
}

extension PrometheusDuration {
    /// The same length for Swift's own clocks.
    public var duration: Duration { .milliseconds(milliseconds) }

    /// Seconds, if there is nothing finer in it; for programs that count in whole seconds.
    public var wholeSeconds: Int64? { milliseconds % 1_000 == 0 ? milliseconds / 1_000 : nil }
}
