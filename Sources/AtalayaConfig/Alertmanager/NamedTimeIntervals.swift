/// An entry of `time_intervals`: a name for a time that routes mute or activate by.
public struct NamedTimeIntervals: AlertmanagerSection {
    public var source = SectionSource()
    public var name: String
    /// One of them is enough.
    public var timeIntervals: [TimeInterval]

    public init(_ name: String, _ timeIntervals: [TimeInterval]) {
        self.name = name
        self.timeIntervals = timeIntervals
    }

    public static let schema = SectionSchema<Self>(
        "a time interval", { NamedTimeIntervals("", []) }, identity: { $0.name }
    ) {
        $0.required("name", \.name, .text)
        $0.list("time_intervals", \.timeIntervals, .list(.timeInterval))
    }
}

extension NamedTimeIntervals: SwiftPrintable {
    func swift(_ printer: inout SwiftValuePrinter) -> String {
        let times = SettingForm<[TimeInterval]>.list(.timeInterval).swift(timeIntervals, &printer)
        return "NamedTimeIntervals(\(SwiftLiteral.text(name)), \(times))"
    }
}

extension SettingForm where Value == TimeInterval {
    fileprivate static var timeInterval: Self {
        SettingForm(
            kind: .table { TimeIntervalKeys.table }, read: { try? TimeInterval($0) },
            write: { interval, _ in interval.document() }, swift: { interval, _ in interval.swift })
    }
}

extension TimeInterval {
    /// As alertmanager.yml has it.
    func document() -> Document {
        .fields {
            $0.set(
                "times",
                nonEmpty: times.map {
                    [
                        "start_time": .string(Self.clock($0.lowerBound)),
                        "end_time": .string(Self.clock($0.upperBound)),
                    ]
                })
            $0.set("weekdays", nonEmpty: weekdays.map { .string(Span.text($0, of: Span.weekdays, from: 0)) })
            $0.set("days_of_month", nonEmpty: daysOfMonth.map { .string(Span.text($0.first, $0.last)) })
            $0.set("months", nonEmpty: months.map { .string(Span.text($0, of: Span.months, from: 1)) })
            $0.set("years", nonEmpty: years.map { .string(Span.text($0.lowerBound, $0.upperBound)) })
            $0.set("location", string: location)
        }
    }

    /// `08:30` of a minute of the day.
    private static func clock(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }

    fileprivate var swift: String {
        let parts: [(String, [String])] = [
            ("times", times.map { "\($0.lowerBound)..<\($0.upperBound)" }),
            ("weekdays", weekdays.map { "\($0.lowerBound)...\($0.upperBound)" }),
            ("daysOfMonth", daysOfMonth.map { "TimeInterval.Span(\($0.first), \($0.last))" }),
            ("months", months.map { "\($0.lowerBound)...\($0.upperBound)" }),
            ("years", years.map { "\($0.lowerBound)...\($0.upperBound)" }),
        ]
        var arguments = parts.filter { !$0.1.isEmpty }.map { "\($0.0): [\($0.1.joined(separator: ", "))]" }
        if let location { arguments.append("location: \(SwiftLiteral.text(location))") }
        return "TimeInterval(\(arguments.joined(separator: ", ")))"
    }
}

extension TimeInterval.Span {
    /// A number, or two with a colon between them.
    fileprivate static func text(_ first: Int, _ last: Int) -> String {
        first == last ? "\(first)" : "\(first):\(last)"
    }

    /// By their names; a number that has none stands as itself, for a check to find.
    fileprivate static func text(_ range: ClosedRange<Int>, of names: [String], from base: Int) -> String {
        func name(_ number: Int) -> String {
            names.indices.contains(number - base) ? names[number - base] : "\(number)"
        }
        let (first, last) = (name(range.lowerBound), name(range.upperBound))
        return first == last ? first : "\(first):\(last)"
    }
}
