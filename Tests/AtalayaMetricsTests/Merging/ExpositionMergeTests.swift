import AtalayaMetrics
import Testing

struct ExpositionMergeTests {
    private func parse(_ text: String, _ dialect: ExpositionParser.Dialect = .plainText) -> ParsedExposition {
        ExpositionParser.parse(Array(text.utf8), as: dialect)
    }

    private func text(_ merge: ExpositionMerge) -> String {
        String(decoding: PlainTextFormat().bytes(of: merge.snapshot), as: UTF8.self)
    }

    private func openMetrics(_ merge: ExpositionMerge) -> String {
        String(decoding: OpenMetricsFormat().bytes(of: merge.snapshot), as: UTF8.self)
    }

    private func own() throws -> MetricsRegistry {
        let registry = MetricsRegistry(configuration: .bare)
        try registry.makeCounter(
            .counter("jobs_total", help: "Jobs done.", labels: [LabelDescriptor("queue")]), labels: ["queue": "a"]
        ).increment(by: 3)
        return registry
    }

    @Test("A family of the same type is joined, series by series")
    func joins() throws {
        var merge = ExpositionMerge(into: try own().snapshot())
        let report = merge.add(
            parse("# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total{queue=\"b\"} 4\n"),
            labels: [("service", "shop")])
        #expect(
            text(merge) == """
                # HELP jobs_total Jobs done.
                # TYPE jobs_total counter
                jobs_total{queue="a"} 3
                jobs_total{queue="b",service="shop"} 4

                """)
        #expect(report.counts == [:])
        #expect(report.seriesCount == 1)
    }

    // Each of these took a time that grows with the square of the lines, and a minute of it with as many.

    @Test("A histogram with as many buckets and exemplars as fit into an exposition is read and merged")
    func manyBuckets() throws {
        let count = 30_000
        var text = "# TYPE h histogram\n"
        for bound in 1..<count { text += "h_bucket{le=\"\(bound).0\"} \(bound) # {} \(bound)\n" }
        text += "h_bucket{le=\"+Inf\"} \(count)\nh_sum 1\nh_count \(count)\n# EOF\n"
        let exposition = parse(text, .openMetrics)
        #expect(exposition.problems == [])
        var merge = ExpositionMerge(into: Snapshot(families: []))
        #expect(merge.add(exposition).counts == [:])
        guard case .histogram(let histogram) = merge.snapshot.value(of: "h") else {
            Issue.record("no histogram")
            return
        }
        #expect(histogram.bucketCounts.count == count)
        #expect(histogram.count == UInt64(count))
        #expect(histogram.exemplars.count == count - 1)
    }

    @Test("Label values and quantiles that strings take for one, by the thousand, are told apart in no time")
    func manySpellings() throws {
        // Each of 14 letters in one of two spellings.
        let spellings = (0..<1 << 14).map { number in
            (0..<14).map { number >> $0 & 1 == 0 ? "\u{E9}" : "e\u{301}" }.joined()
        }
        let text = "# TYPE g gauge\n" + spellings.map { "g{a=\"\($0)\"} 1\n" }.joined()
        let exposition = parse(text)
        #expect(exposition.problems == [])
        var merge = ExpositionMerge(into: Snapshot(families: []))
        #expect(merge.add(exposition).counts == [:])
        #expect(merge.snapshot["g"]?.series.count == spellings.count)
    }

    @Test("Of two series with the same labels the first stays, and the other is counted")
    func duplicates() throws {
        var merge = ExpositionMerge(into: try own().snapshot())
        let report = merge.add(
            parse("# HELP jobs_total Other words.\n# TYPE jobs_total counter\njobs_total{queue=\"a\"} 9\n"))
        #expect(text(merge).contains("jobs_total{queue=\"a\"} 3\n"))
        #expect(!text(merge).contains("9"))
        #expect(report.counts == [.duplicateSeries: 1, .helpConflict: 1])
        #expect(report.messages[.duplicateSeries]?.contains("jobs_total") == true)
    }

    @Test("A metric of another type, or called like another's samples, is left out and counted by series")
    func conflicts() throws {
        var merge = ExpositionMerge(into: try own().snapshot())
        let report = merge.add(
            parse(
                """
                # TYPE jobs_total gauge
                jobs_total{queue="b"} 1
                jobs_total{queue="c"} 1
                # TYPE jobs gauge
                jobs 5

                """))
        #expect(text(merge) == text(ExpositionMerge(into: try own().snapshot())))
        #expect(report.counts == [.typeConflict: 2, .nameConflict: 1])
    }

    @Test("A label that a series has already is kept under another name")
    func labelCollision() throws {
        var merge = ExpositionMerge(into: Snapshot(families: []))
        let report = merge.add(
            parse("up{service=\"x\"} 1\nup{service=\"y\",exported_service=\"z\"} 1\n"),
            labels: [("service", "shop"), ("zone", "")])
        #expect(
            text(merge) == """
                # TYPE up untyped
                up{exported_exported_service="y",exported_service="z",service="shop"} 1
                up{exported_service="x",service="shop"} 1

                """)
        #expect(report.counts == [:])
    }

    @Test("Names that a descriptor would refuse are passed on, and OpenMetrics calls such a counter unknown")
    func foreignNames() throws {
        var merge = ExpositionMerge(into: Snapshot(families: []))
        _ = merge.add(parse("# TYPE hits counter\nhits 2\n# TYPE open_count gauge\nopen_count 1\n"))
        #expect(text(merge) == "# TYPE hits counter\nhits 2\n# TYPE open_count gauge\nopen_count 1\n")
        #expect(
            openMetrics(merge)
                == "# TYPE hits unknown\nhits 2\n# TYPE open_count gauge\nopen_count 1\n# EOF\n")
    }

    @Test("Timestamps, exemplars, units and the time when counting began are kept")
    func details() throws {
        let exposition = """
            # TYPE wait_seconds histogram
            # UNIT wait_seconds seconds
            # HELP wait_seconds Time.
            wait_seconds_bucket{le="1.0"} 2 1700000000.5 # {trace_id="ab"} 0.5 1700000000
            wait_seconds_bucket{le="+Inf"} 3 1700000000.5
            wait_seconds_sum 4.5 1700000000.5
            wait_seconds_count 3 1700000000.5
            # EOF

            """
        var merge = ExpositionMerge(into: Snapshot(families: []))
        #expect(merge.add(parse(exposition, .openMetrics)).counts == [:])
        #expect(openMetrics(merge) == exposition)
        #expect(text(merge).contains("wait_seconds_bucket{le=\"1.0\"} 2 1700000000500\n"))
        var again = ExpositionMerge(into: Snapshot(families: []))
        _ = again.add(ExpositionParser.parse(ProtobufFormat().bytes(of: merge.snapshot), as: .protobuf))
        #expect(openMetrics(again) == exposition)
    }

    @Test("A time before 1970 is left out of the text format, whose readers take none")
    func earlyTime() throws {
        var merge = ExpositionMerge(into: Snapshot(families: []))
        _ = merge.add(parse("# TYPE a gauge\na 1 -5.5\n# EOF\n", .openMetrics))
        #expect(text(merge) == "# TYPE a gauge\na 1\n")
        #expect(openMetrics(merge) == "# TYPE a gauge\na 1 -5.5\n# EOF\n")
    }

    @Test(
        "What no histogram, counter or label set can be is left out and counted",
        arguments: [
            ("# TYPE a counter\na -1\n", MergeReason.invalidValue),
            ("# TYPE a counter\na NaN\n", .invalidValue),
            (
                "# TYPE a histogram\na_bucket{le=\"1\"} 2.5\na_bucket{le=\"+Inf\"} 3\na_sum 1\na_count 3\n",
                .invalidValue
            ),
            ("# TYPE a histogram\na_bucket{le=\"1\"} 5\na_bucket{le=\"+Inf\"} 3\na_sum 1\na_count 3\n", .invalidValue),
            ("# TYPE a histogram\na_bucket{le=\"+Inf\"} 3\na_sum 1\na_count 4\n", .invalidValue),
            ("# TYPE a histogram\na_sum 1\n", .invalidValue),
            ("# TYPE a summary\na{quantile=\"0.5\"} 1\n", .invalidValue),
            ("a{__b=\"c\"} 1\n", .invalidLabels),
        ])
    func refused(text exposition: String, reason: MergeReason) throws {
        var merge = ExpositionMerge(into: Snapshot(families: []))
        let report = merge.add(parse(exposition + "b 1\n"))
        #expect(report.counts[reason] == 1)
        #expect(text(merge) == "# TYPE b untyped\nb 1\n")
    }

    @Test("An exemplar outside its bucket is counted, and the histogram stays")
    func misplacedExemplar() throws {
        var merge = ExpositionMerge(into: Snapshot(families: []))
        let report = merge.add(
            parse(
                "# TYPE a histogram\na_bucket{le=\"1.0\"} 1 # {} 5.0\na_bucket{le=\"+Inf\"} 1\na_sum 1.0\na_count 1\n# EOF\n",
                .openMetrics))
        #expect(report.counts[.exemplar] == 1)
        #expect(openMetrics(merge).contains("a_bucket{le=\"1.0\"} 1\n"))
    }

    @Test("Lines that cannot be read are counted, and the others stay")
    func malformed() throws {
        var merge = ExpositionMerge(into: Snapshot(families: []))
        let report = merge.add(parse("a 1\nb{ 2\nc 3\n"))
        #expect(report.counts == [.malformed: 1])
        #expect(merge.snapshot.families.map(\.name) == ["a", "c"])
    }

    @Test("More series than are allowed are counted")
    func limit() throws {
        var merge = ExpositionMerge(into: try own().snapshot(), seriesMax: 2)
        #expect(merge.add(parse("a 1\n")).counts == [:])
        #expect(merge.add(parse("b{x=\"1\"} 1\nb{x=\"2\"} 1\nb{x=\"3\"} 1\n")).counts == [.seriesLimit: 2])
        #expect(merge.snapshot.families.map(\.name) == ["a", "b", "jobs_total"])
    }

    /// What a format says of a snapshot is what it says after a merge, gauge histograms in the text format excepted, which
    /// come as a histogram without a sum.
    @Test("Random expositions come out of a merge as they went in", arguments: ExpositionFormats.all)
    func roundTrip(format: any ExpositionFormat) throws {
        for seed in 0..<CaseCount.each(ofRuns: ExpositionFormats.all.count, ordinarily: 1_000) {
            var random = RandomSnapshot(seed: seed, usesUTF8Names: seed % 2 == 0)
            let snapshot = try random.make()
            let dialect = ExpositionParser.Dialect(contentType: "\(format.contentType); escaping=allow-utf-8")
            let first = ExpositionParser.parse(format.bytes(of: snapshot), as: dialect)
            var merge = ExpositionMerge(into: Snapshot(families: []))
            let report = merge.add(first)
            try #require(report.counts == [:], "seed \(seed): \(report.messages)")
            let second = ExpositionParser.parse(format.bytes(of: merge.snapshot), as: dialect)
            try #require(second.problems == [], "seed \(seed)")
            let (before, after) = (
                Set(MeantSamples.samples(of: first.families)), Set(MeantSamples.samples(of: second.families))
            )
            try #require(before.isSubset(of: after), "seed \(seed)")
            if format is OpenMetricsFormat || format is ProtobufFormat { try #require(before == after, "seed \(seed)") }
            let kinds = Dictionary(first.families.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
            for family in second.families { try #require(kinds[family.name] == family.kind, "seed \(seed)") }
        }
    }
}
