/// Arguments at their worst, for tables of tests that end if nothing traps.
enum HostileValues {
    static let strings = [
        "", " ", "a", "é", "e\u{301}", "\"", "\\", "\n", "\r\n", "\u{0}", "\u{FEFF}", "__name__", "le", "quantile",
        "a b", "9",
        "_total", "total", "a_total", "a_bucket", "a_info", "seconds", "..", "a:b", "{}", "# EOF",
        "otel_metric_overflow",
        "*", "[", "%", "%zz", "/", "//", "?name[]=", String(repeating: "x", count: 3_000),
        String(repeating: "🚀", count: 500),
    ]
    static let integers: [Int] = [0, 1, -1, .min, .max, .min + 1, .max - 1, 1 << 32, 1 << 53]
    static let doubles: [Double] = [
        0, -0.0, 1, -1, 0.1, .nan, -.nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 9.223372036854775e18, 1e300,
    ]
    static let durations: [Duration] = [
        .zero, .seconds(-1), .seconds(Int64.max), .seconds(Int64.min), .nanoseconds(1), .nanoseconds(Int64.min),
        Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999),
    ]
}
