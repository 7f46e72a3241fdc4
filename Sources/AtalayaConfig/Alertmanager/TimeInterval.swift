/// A recurring time, as Alertmanager mutes and activates routes by: every condition that is given must hold, and one of
/// its spans.
public struct TimeInterval: Hashable, Sendable {
    /// Minutes of the day, the last one not included.
    public var times: [Range<Int>]
    /// 0 is Sunday.
    public var weekdays: [ClosedRange<Int>]
    /// Negative days count from the end of the month.
    public var daysOfMonth: [Span]
    public var months: [ClosedRange<Int>]
    public var years: [ClosedRange<Int>]
    /// The zone by its name; nil: UTC. Whoever asks converts the moment.
    public var location: String?

    /// From one number to another, both included.
    public struct Span: Hashable, Sendable {
        public var first: Int
        public var last: Int

        public init(_ first: Int, _ last: Int) { (self.first, self.last) = (first, last) }
        var range: ClosedRange<Int> { first...max(first, last) }
    }

    public init(
        times: [Range<Int>] = [], weekdays: [ClosedRange<Int>] = [], daysOfMonth: [Span] = [],
        months: [ClosedRange<Int>] = [], years: [ClosedRange<Int>] = [], location: String? = nil
    ) {
        self.times = times
        self.weekdays = weekdays
        self.daysOfMonth = daysOfMonth
        self.months = months
        self.years = years
        self.location = location
    }

    /// A moment on the calendar and clock of the interval's own zone.
    public struct Moment: Hashable, Sendable {
        public var year: Int
        public var month: Int
        public var day: Int
        /// 0 is Sunday.
        public var weekday: Int
        /// Of the day.
        public var minute: Int

        public init(year: Int, month: Int, day: Int, weekday: Int, minute: Int) {
            (self.year, self.month, self.day, self.weekday, self.minute) = (year, month, day, weekday, minute)
        }

        /// The moment in UTC of seconds since 1970.
        public init(unixSeconds: Int64) {
            let days = Int((Double(unixSeconds) / 86_400).rounded(.down))
            minute = Int((unixSeconds - Int64(days) * 86_400) / 60)
            weekday = ((days % 7) + 11) % 7
            // Days since 0000-03-01, so that the leap day is the last of its year.
            let shifted = days + 719_468
            let era = Int((Double(shifted) / 146_097).rounded(.down))
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let shiftedMonth = (5 * dayOfYear + 2) / 153
            day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
            month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
            year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        }

        var daysInMonth: Int {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(max(1, month) - 1) % 12]
        }
    }

    public func contains(_ moment: Moment) -> Bool {
        func holds(_ ranges: [ClosedRange<Int>], _ value: Int) -> Bool {
            ranges.isEmpty || ranges.contains { $0.contains(value) }
        }
        guard times.isEmpty || times.contains(where: { $0.contains(moment.minute) }),
            holds(weekdays, moment.weekday), holds(months, moment.month), holds(years, moment.year)
        else { return false }
        guard !daysOfMonth.isEmpty else { return true }
        let length = moment.daysInMonth
        return daysOfMonth.contains { span in
            let first = span.first < 0 ? length + span.first + 1 : span.first
            let last = span.last < 0 ? length + span.last + 1 : span.last
            return first <= length && moment.day >= first && moment.day <= min(last, length)
        }
    }
}

// MARK: Reading

extension TimeInterval {
    private static func error(_ message: String) -> ConfigError {
        ConfigError(.invalidTimeInterval, message)
    }

    /// The minute of the day that `08:30` is; `24:00` is its end.
    static func minute(_ text: String) throws(ConfigError) -> Int {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24 && minute < 60 || hour == 24 && minute == 0
        else { throw error("'\(text)' is not a time of the day; write for example \"08:30\", in quotes") }
        return hour * 60 + minute
    }
}

extension TimeInterval.Span {
    static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// One, or two with a colon between them, in letters of either case.
    private init(_ text: String, _ what: String, read: (String) -> Int?) throws(ConfigError) {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let values = parts.map(read)
        guard (1...2).contains(parts.count), let first = values.first ?? nil, let last = values.last ?? nil else {
            throw ConfigError(.invalidTimeInterval, "'\(text)' is not \(what)")
        }
        self.init(first, last)
    }

    private func ordered(_ text: String) throws(ConfigError) -> TimeInterval.Span {
        guard first <= last else {
            throw ConfigError(.invalidTimeInterval, "'\(text)' ends before it begins")
        }
        return self
    }

    init(weekdays text: String) throws(ConfigError) {
        let span = try Self(text, "a day of the week such as monday:friday") { Self.weekdays.firstIndex(of: $0) }
        self = try span.ordered(text)
    }

    init(months text: String) throws(ConfigError) {
        let span = try Self(text, "a month such as january:march or 1:3") { word in
            Self.months.firstIndex(of: word).map { $0 + 1 } ?? Int(word)
        }
        self = try span.ordered(text)
    }

    init(years text: String) throws(ConfigError) {
        self = try Self(text, "a year such as 2026:2027") { Int($0) }.ordered(text)
    }

    init(daysOfMonth text: String) throws(ConfigError) {
        let days = (-31...31)
        self = try Self(text, "a day of the month such as 1:5 or -3:-1") { word in
            Int(word).flatMap { $0 != 0 && days.contains($0) ? $0 : nil }
        }
        // The shortest month decides whether a span can be empty.
        let shortest = 28
        guard !(first < 0 && last > 0),
            (first < 0 ? shortest + first : first) <= (last < 0 ? shortest + last : last)
        else { throw ConfigError(.invalidTimeInterval, "'\(text)' ends before it begins") }
    }
}
