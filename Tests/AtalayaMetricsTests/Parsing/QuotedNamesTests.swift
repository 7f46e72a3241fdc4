import AtalayaMetrics
import Testing

/// Names in quotes: text 1.0.0, and OpenMetrics as Prometheus 3 reads it.
struct QuotedNamesTests {
    private static let dialects = [ExpositionParser.Dialect.plainText, .openMetrics].map(\.allowingUTF8Names)

    private func parse(_ text: String, as dialect: ExpositionParser.Dialect) -> ParsedExposition {
        ExpositionParser.parse(Array("\(text)\n# EOF\n".utf8), as: dialect)
    }

    @Test("Names and labels in quotes are read", arguments: dialects)
    func reads(dialect: ExpositionParser.Dialect) throws {
        let exposition = parse(
            """
            # TYPE "my.noncompliant.metric" gauge
            # HELP "my.noncompliant.metric" help
            {"my.noncompliant.metric","label.key"="quote: \\"",b="2"} 5
            {"my.noncompliant.metric"} 6
            # TYPE up gauge
            {"up",a="1"} 1
            up{"b"="1"} 1
            """, as: dialect)
        #expect(exposition.problems == [])
        #expect(exposition.families.map(\.name) == ["my.noncompliant.metric", "up"])
        let samples = exposition.families[0].samples
        #expect(samples[0]["label.key"] == "quote: \"")
        #expect(samples[0]["b"] == "2")
        #expect(samples.map(\.value) == [5, 6])
        #expect(exposition.families[1].samples.count == 2)
    }

    @Test("Suffixes are found in quoted names")
    func suffixes() {
        let text = """
            # TYPE "h.s" histogram
            {"h.s_bucket",le="+Inf"} 1
            {"h.s_sum"} 2.0
            {"h.s_count"} 1
            # TYPE "c.s" counter
            {"c.s_total"} 1
            """
        #expect(parse(text, as: .openMetrics.allowingUTF8Names).problems == [])
    }

    @Test("Two spellings of a letter are two names", arguments: dialects)
    func spellings(dialect: ExpositionParser.Dialect) {
        let exposition = parse(
            "# TYPE \"\u{E9}\" gauge\n{\"\u{E9}\",\"\u{E9}\"=\"1\",\"e\u{301}\"=\"2\"} 1\n# TYPE \"e\u{301}\" gauge\n{\"e\u{301}\"} 2",
            as: dialect)
        #expect(exposition.problems == [])
        #expect(exposition.families.count == 2)
    }

    @Test(
        "Quotes in the wrong place are refused",
        arguments: [
            ("{\"\"} 1", 2), ("{} 1", 2), ("{a=\"1\"} 1", 2), ("{\"a\"x", 5), ("{\"a\"\"b\"} 1", 5),
            ("{\"a\"=\"b\"} 1", 5),
            ("{\"a\",\"b\"} 1", 9), ("a{\"b\"} 1", 6), ("{\"a\",\"b\"=\"1\",b=\"2\"} 1", 14), ("\"a\" 1", 1),
            ("{\"a} 1", 7),
            ("a{\"\"=\"1\"} 1", 3),
        ] as [(String, Int)])
    func refuses(text: String, column: Int) {
        for dialect in Self.dialects {
            let problem = parse(text, as: dialect).problems.first
            #expect(problem?.rule == "exposition-syntax")
            #expect(problem?.line == 1)
            #expect(problem?.column == column)
        }
    }

    @Test(
        "The dialect of a content type says whether names may be quoted",
        arguments: [
            ("text/plain; version=0.0.4; charset=utf-8", .plainText),
            ("text/plain; version=1.0.0; charset=utf-8", .plainText.allowingUTF8Names),
            ("text/plain;version=0.0.4;escaping=allow-utf-8", .plainText.allowingUTF8Names),
            ("text/plain;version=0.0.4;escaping=dots", .plainText),
            ("application/openmetrics-text; version=1.0.0", .openMetrics),
            ("Application/OpenMetrics-Text; version=1.0.0; escaping=allow-utf-8", .openMetrics.allowingUTF8Names),
            ("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", .protobuf),
            ("", .plainText), ("application/json", .plainText),
        ] as [(String, ExpositionParser.Dialect)])
    func contentTypes(contentType: String, expected: ExpositionParser.Dialect) {
        #expect(ExpositionParser.Dialect(contentType: contentType) == expected)
    }
}
