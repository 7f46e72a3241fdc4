/// Reads times as RFC 3339 section 5.6 has them. The separator may also be a space, which the RFC allows for
/// readability and many loggers use.
enum RFC3339Time {
    static func parse(_ string: String) -> LogTime? { parse(string.utf8.span) }

    static func parse(_ bytes: Span<UInt8>) -> LogTime? {
        var reader = TimeReader()
        guard let year = reader.number(bytes, digits: 4), reader.skip(bytes, "-"),
            let month = reader.number(bytes, digits: 2), reader.skip(bytes, "-"),
            let day = reader.number(bytes, digits: 2), let date = CivilDate(year: year, month: month, day: day),
            reader.skip(bytes, "T") || reader.skip(bytes, "t") || reader.skip(bytes, " "),
            let clock = reader.clock(bytes), let nanoseconds = reader.fraction(bytes),
            let offset = offset(bytes, &reader), reader.position == bytes.count
        else { return nil }
        return LogTime(seconds: Int64(date.daysSinceEpoch * 86_400 + clock - offset), nanoseconds: nanoseconds)
    }

    /// Seconds east of UTC.
    private static func offset(_ bytes: Span<UInt8>, _ reader: inout TimeReader) -> Int? {
        if reader.skip(bytes, "Z") || reader.skip(bytes, "z") { return 0 }
        let isWest = reader.skip(bytes, "-")
        guard isWest || reader.skip(bytes, "+"), let hours = reader.number(bytes, digits: 2), hours <= 23,
            reader.skip(bytes, ":"), let minutes = reader.number(bytes, digits: 2), minutes <= 59
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isWest ? -seconds : seconds
    }
}
