/// Reads times as RFC 3339 section 5.6 has them. The separator may also be a space, which the RFC allows for
/// readability and many loggers use.
enum RFC3339Time {
    static func parse(_ string: String) -> LogTime? {
        let bytes = string.utf8.span
        var position = 0
        guard let year = number(bytes, &position, digits: 4), skip(bytes, &position, "-"),
            let month = number(bytes, &position, digits: 2), skip(bytes, &position, "-"),
            let day = number(bytes, &position, digits: 2), 1...12 ~= month, 1...daysIn(month, of: year) ~= day,
            skip(bytes, &position, "T") || skip(bytes, &position, "t") || skip(bytes, &position, " "),
            let hour = number(bytes, &position, digits: 2), hour <= 23, skip(bytes, &position, ":"),
            let minute = number(bytes, &position, digits: 2), minute <= 59, skip(bytes, &position, ":"),
            // 60 is a leap second. Times here have none, so it is the first second of the next minute.
            let second = number(bytes, &position, digits: 2), second <= 60,
            let nanoseconds = fraction(bytes, &position), let offset = offset(bytes, &position), position == bytes.count
        else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        return LogTime(
            seconds: Int64(days * 86_400 + hour * 3_600 + minute * 60 + second - offset), nanoseconds: nanoseconds)
    }

    private static func number(_ bytes: Span<UInt8>, _ position: inout Int, digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit(bytes[position]) else { return nil }
            value = value * 10 + digit
            position += 1
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int? {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte ? Int(byte - UInt8(ascii: "0")) : nil
    }

    private static func skip(_ bytes: Span<UInt8>, _ position: inout Int, _ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Nanoseconds of an optional fraction, or `nil` for a point that no digit follows.
    private static func fraction(_ bytes: Span<UInt8>, _ position: inout Int) -> UInt32? {
        guard skip(bytes, &position, ".") else { return 0 }
        var nanoseconds: UInt32 = 0
        var count = 0
        while position < bytes.count, let digit = digit(bytes[position]) {
            if count < 9 { nanoseconds = nanoseconds * 10 + UInt32(digit) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 9 - count) { nanoseconds *= 10 }
        return nanoseconds
    }

    /// Seconds east of UTC.
    private static func offset(_ bytes: Span<UInt8>, _ position: inout Int) -> Int? {
        if skip(bytes, &position, "Z") || skip(bytes, &position, "z") { return 0 }
        let isWest = skip(bytes, &position, "-")
        guard isWest || skip(bytes, &position, "+"), let hours = number(bytes, &position, digits: 2), hours <= 23,
            skip(bytes, &position, ":"), let minutes = number(bytes, &position, digits: 2), minutes <= 59
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isWest ? -seconds : seconds
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01, in the Gregorian calendar carried back as RFC 3339 does. Years are counted from March, so
    /// that the leap day is the last of its year and months have fixed starts: (153·m + 2) / 5 days after 1 March.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let monthsAfterMarch = (month + 9) % 12
        let leapDays = floorDivide(marchYear, 4) - floorDivide(marchYear, 100) + floorDivide(marchYear, 400)
        let marchFirstOfYearZeroToEpoch = 719_468
        return marchYear * 365 + leapDays + (153 * monthsAfterMarch + 2) / 5 + day - 1 - marchFirstOfYearZeroToEpoch
    }

    private static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
    }
}
