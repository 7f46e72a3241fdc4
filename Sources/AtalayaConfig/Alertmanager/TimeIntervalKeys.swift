/// When: the settings of one of the `time_intervals` of alertmanager.yml.
enum TimeIntervalKeys {
    static let table = KeyTable(
        "a time interval",
        [
            .key("times", .list(.table { times })),
            .key("weekdays", .list(.form(form(TimeInterval.Span.init(weekdays:))))),
            .key("days_of_month", .list(.form(form(TimeInterval.Span.init(daysOfMonth:))))),
            .key("months", .list(.form(form(TimeInterval.Span.init(months:))))),
            .key("years", .list(.form(form(TimeInterval.Span.init(years:))))),
            .key("location", .form(location)),
        ])

    private static let times = KeyTable(
        "a time of the day",
        [
            .key("start_time", .form(form(TimeInterval.minute)), isRequired: true),
            .key("end_time", .form(form(TimeInterval.minute)), isRequired: true),
        ],
        constraints: [
            .rule("time-interval") { node in
                guard let start = minute(node["start_time"]), let end = minute(node["end_time"]), start >= end else {
                    return []
                }
                return [
                    CheckFinding(node, "the time ends before it begins; over midnight takes two times of two intervals")
                ]
            }
        ])

    private static func minute(_ node: DocumentNode?) -> Int? {
        node?.string.flatMap { try? TimeInterval.minute($0) }
    }

    private static func form<T>(_ read: @escaping @Sendable (String) throws(ConfigError) -> T) -> TextForm {
        TextForm("time-interval") { text in
            do throws(ConfigError) {
                _ = try read(text)
                return nil
            } catch {
                return error.message
            }
        }
    }

    private static let zone = KnownForm("[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")

    /// The names of IANA are not known here; their form is.
    private static let location = TextForm("time-interval") { text in
        let isRight = text.isEmpty || zone.matches(text)
        return isRight ? nil : "'\(text)' is not the name of a time zone such as Europe/Berlin"
    }
}
