/// A way to write a time in a log record.
///
/// A format is one value of this type and one entry in ``all``, which settings and help texts are read from. No format
/// guesses a time zone: a time without one is not a time, and the record gets the time at which it was read.
public struct TimeFormat: Sendable {
    /// What the format is called in settings.
    public let name: String
    /// One line for people who choose a format.
    public let help: String
    /// Whether a text that is a time by RFC 3339 is that time.
    let mayBeRFC3339: Bool
    private let read: @Sendable (LogValue) -> LogTime?

    init(
        name: String, help: String, mayBeRFC3339: Bool = false, read: @escaping @Sendable (LogValue) -> LogTime?
    ) {
        self.name = name
        self.help = help
        self.mayBeRFC3339 = mayBeRFC3339
        self.read = read
    }

    /// The time that the value stands for, or `nil` when the value is not of this format or its year is out of range.
    public func time(from value: LogValue) -> LogTime? { read(value) }

    /// Every format, the most general one first.
    public static let all: [TimeFormat] = [
        automatic, rfc3339, epochSeconds, epochMilliseconds, epochMicroseconds, epochNanoseconds,
    ]

    /// The format with this name.
    public static func named(_ name: String) -> TimeFormat? { all.first { $0.name == name } }
}

extension TimeFormat {
    /// RFC 3339 text, or a number whose size tells its unit: seconds until the year 5138, then milli-, micro- and
    /// nanoseconds from 1973 on.
    public static let automatic = TimeFormat(
        name: "automatic", help: "RFC 3339, or a number since 1970 whose size tells its unit", mayBeRFC3339: true
    ) { value in
        if case .string(let string) = value, let time = RFC3339Time.parse(string) { return time }
        return EpochTime.parse(value, unit: nil)
    }

    /// `2026-03-01T12:00:00.123456789+01:00`, with any number of fraction digits; digits beyond the ninth are left out.
    public static let rfc3339 = TimeFormat(
        name: "rfc3339", help: "2026-03-01T12:00:00.123+01:00", mayBeRFC3339: true
    ) { value in
        guard case .string(let string) = value else { return nil }
        return RFC3339Time.parse(string)
    }

    /// Seconds since 1970 as a number or as text, with a fraction if there is one.
    public static let epochSeconds = epoch(.seconds, help: "seconds since 1970, such as 1767225600.25")
    /// Milliseconds since 1970 as a number or as text.
    public static let epochMilliseconds = epoch(.milliseconds, help: "milliseconds since 1970")
    /// Microseconds since 1970 as a number or as text.
    public static let epochMicroseconds = epoch(.microseconds, help: "microseconds since 1970")
    /// Nanoseconds since 1970 as a number or as text.
    public static let epochNanoseconds = epoch(.nanoseconds, help: "nanoseconds since 1970")

    private static func epoch(_ unit: EpochTime.Unit, help: String) -> TimeFormat {
        TimeFormat(name: "epoch_\(unit)", help: help) { EpochTime.parse($0, unit: unit) }
    }
}
