/// A time as a calendar and a clock in UTC show it.
public struct CivilTime: Hashable, Sendable {
    public let year: Int64
    public let month, day: Int
    public let hour, minute, second: Int
    public let nanoseconds: UInt32

    /// By the Gregorian calendar, before its invention too.
    ///
    /// Counted in eras of 400 years whose years begin in March, so that the leap day is the last of its year.
    public init(_ time: LogTime) {
        let days = time.seconds >= 0 ? time.seconds / 86_400 : (time.seconds + 1) / 86_400 - 1
        let secondOfDay = Int(time.seconds - days * 86_400)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        nanoseconds = time.nanoseconds
    }

    /// Days since 1970-01-01 of a date of the Gregorian calendar: the way back.
    static func days(year: Int64, month: Int, day: Int) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let marchMonth = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// RFC 3339 with nine digits of the second: `2026-01-02T03:04:05.678901234Z`.
    public var rfc3339: String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T\(Self.padded(hour, 2)):"
            + "\(Self.padded(minute, 2)):\(Self.padded(second, 2)).\(Self.padded(nanoseconds, 9))Z"
    }

    /// To the second, and without punctuation, for names of files: `20260102T030405Z`.
    public var compact: String {
        "\(Self.padded(year, 4))\(Self.padded(month, 2))\(Self.padded(day, 2))T\(Self.padded(hour, 2))"
            + "\(Self.padded(minute, 2))\(Self.padded(second, 2))Z"
    }

    static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
