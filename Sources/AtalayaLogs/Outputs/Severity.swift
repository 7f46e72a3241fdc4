/// The severities of OpenTelemetry's data model: 1 (trace) to 24 (fatal4).
enum Severity {
    /// The number for a level as loggers write it; `nil` for words that are none.
    static func number(of level: String) -> Int? { numbers[level.lowercased()] }

    /// swift-log's levels, syslog's severities, and what else is often written.
    private static let numbers: [String: Int] = [
        "trace": 1, "debug": 5, "info": 9, "information": 9, "informational": 9, "notice": 10, "warn": 13,
        "warning": 13,
        "error": 17, "err": 17, "crit": 18, "critical": 18, "alert": 19, "emerg": 21, "emergency": 21, "fatal": 21,
        "panic": 21,
    ]
}
