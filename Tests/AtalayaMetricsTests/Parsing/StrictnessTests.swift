import AtalayaMetrics
import Testing

/// What other readers were seen to let through, one by one and each of them something else: here all of it is reported.
struct StrictnessTests {
    /// Prometheus 2.42 lost the whole scrape over some of these, and took in others without a word.
    @Test(
        "Of the text format",
        arguments: [
            ("a quote that is not escaped", "a{x=\"b\"c\"} 1\n"), ("NaN with a sign", "a -nan\n"),
            ("no line feed at the end", "a 1"), ("a carriage return", "a 1\r\n"), ("a time before 1970", "a 1 -5\n"),
            ("a colon in a label", "a{b:c=\"1\"} 1\n"), ("a quoted name, which is of 1.0.0", "{\"my.metric\"} 1\n"),
            ("a series twice", "a{x=\"1\"} 1\na{x=\"1\"} 2\n"), ("a label twice", "a{x=\"1\",x=\"2\"} 1\n"),
            (
                "buckets that fall",
                "# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 3\nh_bucket{le=\"+Inf\"} 9\nh_count 9\n"
            ),
            ("families that are mixed", "a{x=\"1\"} 1\nb 1\na{x=\"2\"} 1\n"),
        ])
    func plainText(what: String, text: String) {
        #expect(!ExpositionParser.parse(Array(text.utf8), as: .plainText).problems.isEmpty)
    }

    @Test(
        "Of OpenMetrics",
        arguments: [
            ("no end", "# TYPE a gauge\na 1\n"), ("a counter without _total", "# TYPE a counter\na 1\n# EOF\n"),
            ("a family called _total", "# TYPE a_total counter\na_total 1\n# EOF\n"),
            ("a counter that is NaN", "# TYPE a counter\na_total NaN\n# EOF\n"),
            (
                "an exemplar of 200 characters",
                "# TYPE a counter\na_total 1 # {x=\"\(String(repeating: "é", count: 199))\"} 1\n# EOF\n"
            ),
            (
                "a unit behind _total",
                "# TYPE a_seconds counter\n# UNIT a_seconds_total seconds\na_seconds_total 1\n# EOF\n"
            ),
            ("a series twice", "# TYPE a gauge\na 1\na 2\n# EOF\n"),
            ("families that are mixed", "# TYPE a gauge\na{x=\"1\"} 1\n# TYPE b gauge\nb 1\na{x=\"2\"} 1\n# EOF\n"),
        ])
    func openMetrics(what: String, text: String) {
        #expect(!ExpositionParser.parse(Array(text.utf8), as: .openMetrics).problems.isEmpty)
    }

    @Test(
        "What all of them read is read here", arguments: ["a nan\n", "a inf\n", "a +Inf\n", "a{x=\"\"} 1\n", "a 1 5\n"])
    func legal(text: String) {
        #expect(ExpositionParser.parse(Array(text.utf8), as: .plainText).problems == [])
    }
}
