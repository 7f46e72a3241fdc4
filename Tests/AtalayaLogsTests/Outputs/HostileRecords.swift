import AtalayaLogs

/// Records that break those who are not careful.
enum HostileRecords {
    static let all: [(name: String, record: LogRecord)] = [
        (
            "an ordinary one",
            LogRecord(
                time: now,
                fields: [
                    LogField("message", "GET / 200"), LogField("level", "warning"), LogField("status", 200),
                    LogField("seconds", .double(0.25)), LogField("trace_id", "0af7651916cd43dd8448eb211c80319c"),
                    LogField("span_id", "b7ad6b7169203331"),
                ])
        ),
        ("no fields", LogRecord(time: now)),
        (
            "every byte that is a character",
            LogRecord(
                time: now,
                fields: [
                    LogField("message", .string(String(decoding: UInt8.min..<128, as: UTF8.self)))
                ])
        ),
        (
            "what JavaScript and browsers stumble on",
            LogRecord(
                time: now,
                fields: [
                    LogField("message", "\u{2028}\u{2029}</script>\u{feff}\u{fffd}\u{ffff}\u{10ffff}é👩‍🚀\u{0}")
                ])
        ),
        ("every byte", LogRecord(time: now, fields: [LogField("data", .binary(Array(UInt8.min...UInt8.max)))])),
        (
            "numbers at their ends",
            LogRecord(
                time: now,
                fields: [
                    LogField("a", .integer(.min)), LogField("b", .integer(.max)), LogField("c", .unsigned(.max)),
                    LogField("d", .double(-0.0)), LogField("e", .double(.leastNonzeroMagnitude)),
                    LogField("f", .double(.greatestFiniteMagnitude)), LogField("g", .double(0.1)),
                    LogField("h", .integer(1 << 53 + 1)),
                ])
        ),
        (
            "numbers that are none",
            LogRecord(
                time: now,
                fields: [
                    LogField("a", .double(.nan)), LogField("b", .double(.infinity)), LogField("c", .double(-.infinity)),
                    LogField("list", .array([.double(.nan), .null])),
                ])
        ),
        (
            "keys that are used for something",
            LogRecord(
                time: now,
                fields: [
                    LogField("time", "noon"), LogField("@timestamp", 1), LogField("tag", "x"),
                    LogField("fluent.tag", "y"),
                    LogField("_id", "z"), LogField("streams", .array([])), LogField("trace_id", "short"),
                    LogField("level", "loud"), LogField("message", .map([LogField("a", 1)])),
                ])
        ),
        (
            "keys that are there twice",
            LogRecord(
                time: now,
                fields: [
                    LogField("a", 1), LogField("a", 2), LogField("a_2", 3), LogField("a", 4),
                    LogField("in", .map([LogField("b", true), LogField("b", .null)])),
                ])
        ),
        (
            "keys that are hardly any",
            LogRecord(
                time: now,
                fields: [
                    LogField("", ""), LogField(" ", 1), LogField("\"\\\n", 2), LogField("a.b", 3), LogField(".", 4),
                    LogField("0", 5),
                ])
        ),
        ("a deep one", LogRecord(time: now, fields: [LogField("deep", deep(100))])),
        (
            "a wide one",
            LogRecord(
                time: now, fields: (0..<2_000).map { LogField("key\($0)", .array([.integer(Int64($0))])) })
        ),
        (
            "a line of one mebibyte",
            LogRecord(
                time: now, fields: [LogField("message", .string(String(repeating: "0123456789abcde\t", count: 65_536)))]
            )
        ),
        ("the epoch", LogRecord(time: LogTime(seconds: 0), fields: [LogField("a", 1)])),
        ("before the epoch", LogRecord(time: LogTime(seconds: -86_401, nanoseconds: 1), fields: [LogField("a", 1)])),
        (
            "a leap day",
            LogRecord(
                time: LogTime(seconds: 1_709_164_799, nanoseconds: 999_999_999), fields: [LogField("a", 1)])
        ),
        (
            "after 32 bits of seconds",
            LogRecord(
                time: LogTime(seconds: 4_294_967_296, nanoseconds: 7), fields: [LogField("a", 1)])
        ),
    ]

    static let now = LogTime(seconds: 1_790_000_000, nanoseconds: 123_456_789)

    private static func deep(_ levels: Int) -> LogValue {
        (0..<levels).reduce(LogValue.integer(1)) { value, level in
            level.isMultiple(of: 2) ? .array([value]) : .map([LogField("in", value)])
        }
    }
}

extension LogField {
    init(_ key: String, _ text: String) { self.init(key, .string(text)) }
    init(_ key: String, _ integer: Int64) { self.init(key, .integer(integer)) }
    init(_ key: String, _ bool: Bool) { self.init(key, .bool(bool)) }
}
