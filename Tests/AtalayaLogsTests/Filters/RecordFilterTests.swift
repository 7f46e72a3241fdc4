import AtalayaLogs
import AtalayaModel
import Testing

@Suite("Filters")
struct RecordFilterTests {
    static func record(_ fields: LogField...) -> LogRecord { LogRecord(time: LogTime(seconds: 1), fields: fields) }

    static func message(_ text: String) -> LogRecord { record(LogField("message", .string(text))) }

    /// What becomes of records that come a second apart; `nil` for those that are dropped.
    static func run(
        _ kind: LogFilterKind, _ options: [String: LogOptionValue], _ records: [LogRecord],
        every step: Duration = .seconds(1)
    ) throws -> [LogRecord?] {
        var chain = try FilterChain([LogFilter(kind, options)])
        var now = Duration.zero
        return records.map { record in
            defer { now += step }
            var record = record
            return chain.apply(to: &record, at: now) == nil ? record : nil
        }
    }

    static let names = LogFilterKind.all.map(\.name)

    @Test("There is a filter for each kind that can be declared, and each says what it is missing")
    func list() {
        #expect(RecordFilters.all.map { $0.kind } == LogFilterKind.all)
        #expect(Set(Self.names).count == Self.names.count)
        for kind in LogFilterKind.all where kind != .deduplicate {
            #expect(throws: LogsError.self) { try RecordFilters.make(LogFilter(kind)) }
        }
        var unknown = LogFilter(.keep)
        unknown.kind = "no such filter"
        #expect(throws: LogsError.self) { try RecordFilters.make(unknown) }
    }

    @Test("A pattern that is none is refused", arguments: [LogFilterKind.keep, .drop, .sample, .rateLimit, .redact])
    func pattern(kind: LogFilterKind) {
        let options: [String: LogOptionValue] = [
            "pattern": .text("a("), "ratio": .number(1), "records": .number(1),
        ]
        #expect(throws: LogsError(.invalidArgument, "", offset: 1)) { try RecordFilters.make(LogFilter(kind, options)) }
    }

    // MARK: Keep and drop

    @Test("Keep and drop divide the records between them", arguments: [true, false])
    func keepAndDrop(keeps: Bool) throws {
        let records = [
            Self.record(
                LogField("level", .string("error")), LogField("http", .map([LogField("status", .integer(500))]))),
            Self.record(
                LogField("level", .string("info")), LogField("http", .map([LogField("status", .integer(500))]))),
            Self.record(LogField("level", .string("error"))),
            Self.record(
                LogField("level", .string("warning")), LogField("http", .map([LogField("status", .integer(503))]))),
        ]
        let options: [String: LogOptionValue] = [
            "where": .conditions([
                LogCondition("level", isOneOf: ["error", "warning"]),
                LogCondition("http.status", isOneOf: ["500", "503"]),
            ])
        ]
        let expected = [true, false, false, true].map { $0 == keeps }
        #expect(try Self.run(keeps ? .keep : .drop, options, records).map { $0 != nil } == expected)
    }

    @Test("A pattern looks at the message, or at the field that is named")
    func byPattern() throws {
        let records = [Self.message("GET /health 200"), Self.record(LogField("path", .string("/health")))]
        #expect(
            try Self.run(.drop, ["pattern": .text("/health")], records).map { $0 == nil } == [true, false])
        #expect(
            try Self.run(.drop, ["pattern": .text("^/health$"), "field": .text("path")], records).map { $0 == nil }
                == [false, true])
    }

    // MARK: Sample

    @Test("A sample is a share of the records, and always the same one", arguments: [0, 0.1, 0.5, 1])
    func sample(ratio: Double) throws {
        let records = (0..<4_000).map { Self.record(LogField("trace", .string("id-\($0)"))) }
        let kept = try Self.run(.sample, ["ratio": .number(ratio)], records)
        let share = Double(kept.filter { $0 != nil }.count) / 4_000
        #expect(abs(share - ratio) < 0.03)
        #expect(try Self.run(.sample, ["ratio": .number(ratio)], records) == kept)
    }

    @Test("A sample by a field keeps all records of a value or none")
    func sampleByField() throws {
        let records = (0..<300).map {
            Self.record(LogField("trace", .integer(Int64($0 / 3))), LogField("n", .integer(Int64($0))))
        }
        let kept = try Self.run(.sample, ["ratio": .number(0.5), "by": .text("trace")], records).map { $0 != nil }
        for index in stride(from: 0, to: 300, by: 3) { #expect(Set(kept[index..<(index + 3)]).count == 1) }
        #expect(Set(kept).count == 2)
    }

    // MARK: Rate

    @Test("A rate lets so many through in so long, and a burst after a pause")
    func rate() throws {
        var filter = try RateLimitFilter(LogFilter(.rateLimit, ["records": .number(2), "burst": .number(3)]))
        func passed(_ count: Int, at now: Duration) -> Int {
            (0..<count).filter { _ in
                var record = Self.message("x")
                return filter.apply(to: &record, at: now) == nil
            }.count
        }
        #expect(passed(10, at: .zero) == 3)
        #expect(passed(10, at: .milliseconds(499)) == 0)
        #expect(passed(10, at: .milliseconds(500)) == 1)
        #expect(passed(10, at: .seconds(1)) == 1)
        #expect(passed(10, at: .seconds(100)) == 3)
        // A clock that goes back changes nothing.
        #expect(passed(10, at: .seconds(50)) == 0)
    }

    @Test("A rate by a field is one for each value, as long as there are not too many")
    func rateByField() throws {
        var filter = try RateLimitFilter(
            LogFilter(.rateLimit, ["records": .number(1), "per": .duration(.seconds(60)), "by": .texts(["host"])]))
        func reason(_ host: String) -> DropReason? {
            var record = Self.record(LogField("host", .string(host)))
            return filter.apply(to: &record, at: .zero)
        }
        #expect([reason("a"), reason("b"), reason("a"), reason("b")] == [nil, nil, .rateLimited, .rateLimited])
        for index in 0..<RateLimitFilter.bucketsMax { _ = reason("host-\(index)") }
        #expect(reason("one too many") == .rateLimited)
    }

    // MARK: Repetitions

    @Test("Repetitions in a row are dropped and told by the next record")
    func repetitions() throws {
        let records = ["a", "a", "a", "b", "a"].map(Self.message)
        let kept = try Self.run(.deduplicate, [:], records)
        #expect(kept.map { $0 != nil } == [true, false, false, true, true])
        #expect(kept[3]?["repeated"] == .integer(2))
        #expect(kept[4]?["repeated"] == nil)
    }

    @Test("Repetitions within a window are dropped, whatever stands between them")
    func window() throws {
        let records = ["a", "b", "a", "b", "a", "a"].map(Self.message)
        let kept = try Self.run(.deduplicate, ["window": .duration(.seconds(4))], records)
        #expect(kept.map { $0 != nil } == [true, true, false, false, true, false])
        #expect(kept[4]?["repeated"] == .integer(1))
    }

    @Test("Records are equal by the fields that are named")
    func equality() throws {
        let records = [("a", 1), ("a", 2), ("b", 2)].map {
            Self.record(LogField("message", .string($0.0)), LogField("n", .integer($0.1)))
        }
        #expect(
            try Self.run(.deduplicate, ["by": .text("message")], records).map { $0 != nil } == [true, false, true])
    }

    @Test("More different records than are remembered go through")
    func many() throws {
        let records = (0..<DeduplicateFilter.recordsMax + 5).map { Self.message("\($0)") }
        let kept = try Self.run(.deduplicate, ["window": .duration(.seconds(80_000))], records + [records[0]])
        #expect(kept.filter { $0 == nil }.count == 1)
    }

    // MARK: Fields

    @Test("Fields are renamed where they stand, removed and added")
    func fields() throws {
        let nested = LogField("http", .map([LogField("status", .integer(200)), LogField("path", .string("/"))]))
        let record = Self.record(LogField("msg", .string("hi")), nested, LogField("message", .string("old")))
        let renamed = try Self.run(
            .rename, ["fields": .pairs([LogOptionPair("msg", "message"), LogOptionPair("http.status", "code")])],
            [record])
        #expect(
            renamed[0]?.fields == [
                LogField("message", .string("hi")),
                LogField("http", .map([LogField("code", .integer(200)), LogField("path", .string("/"))])),
            ])
        let removed = try Self.run(.remove, ["fields": .texts(["http.path", "msg", "nope"])], [record])
        #expect(
            removed[0]?.fields == [
                LogField("http", .map([LogField("status", .integer(200))])), LogField("message", .string("old")),
            ])
        let added = try Self.run(
            .add, ["fields": .pairs([LogOptionPair("msg", "new"), LogOptionPair("cluster", "main")])], [record])
        #expect(added[0]?["msg"] == .string("new"))
        #expect(added[0]?["cluster"] == .string("main"))
        #expect(added[0]?.fields.count == 4)
    }

    @Test("A field that stands twice is removed twice")
    func twice() throws {
        let record = Self.record(LogField("a", .integer(1)), LogField("b", .null), LogField("a", .integer(2)))
        #expect(try Self.run(.remove, ["fields": .text("a")], [record])[0]?.fields == [LogField("b", .null)])
    }

    // MARK: Any record

    @Test("No filter traps or invents fields, whatever the record", arguments: LogFilterKind.all)
    func anyRecord(kind: LogFilterKind) throws {
        let options: [String: LogOptionValue] = [
            "where": .conditions([LogCondition("a.b", isOneOf: ["1"])]), "ratio": .number(0.5), "records": .number(3),
            "presets": .texts(RedactionPreset.all.map(\.name)),
            "fields": kind == .rename || kind == .add ? .pairs([LogOptionPair("a", "b")]) : .texts(["a.b", "", "."]),
        ]
        var filter = try RecordFilters.make(LogFilter(kind, options))
        var deep = LogValue.string("4111111111111111")
        for _ in 0..<200 { deep = .array([.map([LogField("a", deep)])]) }
        let values: [LogValue] = [
            .null, .string(""), .string("1"), .integer(.min), .unsigned(.max), .double(.nan), .binary([0xFF]),
            .array([]),
            .map([LogField("b", .integer(1))]), .map([]), deep,
        ]
        for value in values {
            for key in ["a", "", ".", "a.b"] {
                var record = Self.record(LogField(key, value), LogField("a", value))
                _ = filter.apply(to: &record, at: .seconds(1))
                #expect(record.fields.count <= 3)
            }
        }
        var empty = LogRecord(time: LogTime(seconds: 1))
        _ = filter.apply(to: &empty, at: .seconds(2))
    }
}
