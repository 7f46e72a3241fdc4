/// Reads times as the common log format has them: `01/Mar/2026:12:00:00 +0100`.
enum CommonLogTime {
    static func parse(_ bytes: Span<UInt8>) -> LogTime? {
        var reader = TimeReader()
        guard let day = reader.number(bytes, digits: 2), reader.skip(bytes, "/"), let month = reader.month(bytes),
            reader.skip(bytes, "/"), let year = reader.number(bytes, digits: 4), reader.skip(bytes, ":"),
            let clock = reader.clock(bytes), reader.skip(bytes, " ")
        else { return nil }
        let isWest = reader.skip(bytes, "-")
        guard isWest || reader.skip(bytes, "+"), let hours = reader.number(bytes, digits: 2), hours <= 23,
            let minutes = reader.number(bytes, digits: 2), minutes <= 59, reader.position == bytes.count
        else { return nil }
        let offset = (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
        return CivilDate(year: year, month: month, day: day)
            .map { LogTime(seconds: Int64($0.daysSinceEpoch * 86_400 + clock - offset)) }
    }
}

/// A date of the Gregorian calendar, carried back as RFC 3339 does.
struct CivilDate {
    var year: Int
    var month: Int
    var day: Int

    /// `nil` for a date that there is not.
    init?(year: Int, month: Int, day: Int) {
        guard 1...12 ~= month, 1...Self.days(in: month, of: year) ~= day else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01. Years are counted from March, so that the leap day is the last of its year and months have
    /// fixed starts: (153·m + 2) / 5 days after 1 March.
    var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let monthsAfterMarch = (month + 9) % 12
        let leapDays =
            Self.floorDivide(marchYear, 4) - Self.floorDivide(marchYear, 100) + Self.floorDivide(marchYear, 400)
        let marchFirstOfYearZeroToEpoch = 719_468
        return marchYear * 365 + leapDays + (153 * monthsAfterMarch + 2) / 5 + day - 1 - marchFirstOfYearZeroToEpoch
    }

    private static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
    }
}

/// A place in a written time that moves forward as its parts are read.
struct TimeReader {
    var position = 0

    mutating func number(_ bytes: Span<UInt8>, digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            guard let digit = bytes[position].decimalDigit else { return nil }
            value = value * 10 + digit
            position += 1
        }
        return value
    }

    mutating func skip(_ bytes: Span<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The month that an English abbreviation of three letters names.
    mutating func month(_ bytes: Span<UInt8>) -> Int? {
        for (index, name) in Self.months.enumerated() where bytes.starts(with: name, at: position) {
            position += 3
            return index + 1
        }
        return nil
    }

    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds of the day, from `12:34:56`. A leap second is the first second of the next minute.
    mutating func clock(_ bytes: Span<UInt8>) -> Int? {
        guard let hour = number(bytes, digits: 2), hour <= 23, skip(bytes, ":"),
            let minute = number(bytes, digits: 2), minute <= 59, skip(bytes, ":"),
            let second = number(bytes, digits: 2), second <= 60
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    /// Nanoseconds of an optional fraction, or `nil` for a point that no digit follows.
    mutating func fraction(_ bytes: Span<UInt8>) -> UInt32? {
        guard skip(bytes, ".") else { return 0 }
        var nanoseconds: UInt32 = 0
        var count = 0
        while position < bytes.count, let digit = bytes[position].decimalDigit {
            if count < 9 { nanoseconds = nanoseconds * 10 + UInt32(digit) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 9 - count) { nanoseconds *= 10 }
        return nanoseconds
    }
}
