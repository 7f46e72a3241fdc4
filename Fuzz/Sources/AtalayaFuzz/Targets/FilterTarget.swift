import AtalayaLogs
import AtalayaModel

/// Records from JSON lines through every filter: whatever they hold, none traps.
struct FilterTarget: FuzzTarget {
    let name = "filters"

    let seeds = words([
        #"{"message":"card 4111 1111 1111 1111, ada@example.org, 203.0.113.7","level":"info"}"#,
        #"{"message":"Authorization: Bearer abc.def","url":"postgres://u:p@h/x","a":{"b":["2001:db8::1",4111111111111111]}}"#,
        #"{"a.b":1,"a":{"b":{"a":{}}},"a":null,"message":7}"#,
    ])

    let dictionary = words([
        "4111111111111111", " ", "-", "@", "://", ":", "Bearer ", "::", ".", "203.0.113.7", "\\u0000", "é", "{\"b\":",
        "[",
    ])

    /// Made once, because most of the time would go into compiling patterns; each record gets a copy without a past.
    private let filters: [any RecordFilter] = LogFilterKind.all.compactMap { kind in
        var declaration = LogFilter(
            kind,
            [
                "where": .conditions([LogCondition("a.b", isOneOf: ["1"])]), "pattern": .text("(a+)+$|b"),
                "ratio": .number(0.5), "records": .number(3), "presets": .texts(RedactionPreset.all.map(\.name)),
            ])
        declaration.options["fields"] =
            kind == .rename || kind == .add ? .pairs([LogOptionPair("a", "b")]) : .texts(["a.b", "message"])
        return try? RecordFilters.make(declaration)
    }

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        try require(filters.count == LogFilterKind.all.count, "a filter was refused")
        let parsed = JSONParser().parse(input.span, readAt: LogTime(seconds: 1))
        for filter in filters {
            var filter = filter
            var record = parsed.record
            for turn in 0..<3 { _ = filter.apply(to: &record, at: .seconds(turn)) }
        }
    }
}
