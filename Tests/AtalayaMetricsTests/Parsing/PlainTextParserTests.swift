import AtalayaMetrics
import Testing

struct PlainTextParserTests {
    private func parse(_ text: String) -> ParsedExposition {
        ExpositionParser.parse(Array(text.utf8), as: .plainText)
    }

    @Test("The example of the format's documentation, without its negative timestamp")
    func documentationExample() throws {
        let exposition = parse(
            """
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400"}    3 1395066363000

            # Escaping in label values:
            msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

            # Minimalistic line:
            metric_without_timestamp_and_labels 12.47

            # A weird metric from before the epoch:
            something_weird{problem="division by zero"} +Inf

            # A histogram, which has a pretty complex representation in the text format:
            # HELP http_request_duration_seconds A histogram of the request duration.
            # TYPE http_request_duration_seconds histogram
            http_request_duration_seconds_bucket{le="0.05"} 24054
            http_request_duration_seconds_bucket{le="1"} 133988
            http_request_duration_seconds_bucket{le="+Inf"} 144320
            http_request_duration_seconds_sum 53423
            http_request_duration_seconds_count 144320

            # TYPE rpc_duration_seconds summary
            rpc_duration_seconds{quantile="0.01"} 3102
            rpc_duration_seconds{quantile="0.99"} 76656
            rpc_duration_seconds_sum 1.7560473e+07
            rpc_duration_seconds_count 2693

            """)
        #expect(exposition.problems.isEmpty)
        #expect(
            exposition.families.map(\.name) == [
                "http_requests_total", "msdos_file_access_time_seconds", "metric_without_timestamp_and_labels",
                "something_weird",
                "http_request_duration_seconds", "rpc_duration_seconds",
            ])
        #expect(exposition.families.map(\.kind) == [.counter, .unknown, .unknown, .unknown, .histogram, .summary])
        #expect(exposition.families[0].samples[0].timestamp == 1_395_066_363)
        #expect(exposition.families[0].samples[1]["code"] == "400")
        #expect(exposition.families[1].samples[0]["path"] == "C:\\DIR\\FILE.TXT")
        #expect(exposition.families[1].samples[0]["error"] == "Cannot find file:\n\"FILE.TXT\"")
        #expect(exposition.families[3].samples[0].value == .infinity)
        #expect(exposition.families[4].samples.count == 5)
    }

    @Test(
        "Blanks, tabs, comments and a comma after the last label are allowed",
        arguments: [
            "\t a \t 1 \t \n", "a { } 1\n", "a\t{ x = \"1\" , y=\"2\", }\t1\n", "#\n# \n#x\n#HELPa b\n# TYPEx\na 1\n",
            "\n\n  \na{} 1 2\n",
            "# HELP a\na 1\n", "#TYPE a gauge\na 1\n", "# HELP a   text  \n#\tTYPE\ta\tgauge \na 1\n", "a{x=\"\"} 1\n",
            "", "\n",
        ])
    func lenientLayout(text: String) {
        let exposition = parse(text)
        #expect(exposition.problems.isEmpty)
    }

    @Test(
        "Values as Go reads them",
        arguments: [
            ("1", 1), ("-1", -1), ("+1", 1), ("1.", 1), (".5", 0.5), ("1e3", 1000), ("1E+3", 1000), ("1e-2", 0.01),
            ("inf", .infinity),
            ("+Infinity", .infinity), ("-INF", -.infinity), ("0", 0), ("00012", 12), ("5e-324", .leastNonzeroMagnitude),
            ("1e-400", 0),
        ] as [(String, Double)])
    func values(text: String, expected: Double) {
        #expect(parse("a \(text)\n").families.first?.samples.first?.value == expected)
    }

    @Test("NaN is read without a sign", arguments: ["NaN", "nan", "NAN"])
    func nan(text: String) {
        #expect(parse("a \(text)\n").families.first?.samples.first?.value.isNaN == true)
    }

    @Test(
        "What Prometheus refuses as a value is refused here",
        arguments: [
            "-nan", "+NaN", "nan(0x1)", "0x1p3", "0X10", "1_000", "1,5", "e5", "1e", "1e+", ".", "-", "+", "1.2.3",
            "infinit", "--1", "1\r", "1e400", "१",
        ])
    func badValues(text: String) {
        let problem = parse("a \(text)\n").problems.first
        #expect(problem?.rule == "exposition-syntax")
        #expect(problem?.column == 3)
    }

    @Test(
        "Problems are found where they are",
        arguments: [
            ("a 1", 1, 4, "exposition-end"),
            ("a\n", 1, 2, "exposition-syntax"),
            ("a{x=\"1\"\n", 1, 8, "exposition-syntax"),
            ("a{x=\"1} 2\n", 1, 10, "exposition-syntax"),
            ("a{x=\"é\" y=\"2\"} 1\n", 1, 9, "exposition-syntax"),
            ("a{x=1} 1\n", 1, 5, "exposition-syntax"),
            ("a{9=\"1\"} 1\n", 1, 3, "exposition-syntax"),
            ("a{b:c=\"1\"} 1\n", 1, 4, "exposition-syntax"),
            ("a{,} 1\n", 1, 3, "exposition-syntax"),
            ("a{x=\"1\",,} 1\n", 1, 9, "exposition-syntax"),
            ("a{x=\"1\",x=\"2\"} 1\n", 1, 9, "exposition-syntax"),
            ("a{x=\"\\q\"} 1\n", 1, 6, "exposition-syntax"),
            ("{\"my.metric\"} 1\n", 1, 1, "exposition-syntax"),
            ("ok 1\n9 1\n", 2, 1, "exposition-syntax"),
            ("a-b 1\n", 1, 2, "exposition-syntax"),
            ("a 1 2 3\n", 1, 7, "exposition-syntax"),
            ("a 1 1.5\n", 1, 5, "exposition-syntax"),
            ("a \"b\" 1\n", 1, 3, "exposition-syntax"),
            ("a{\"x\"=\"1\"} 1\n", 1, 3, "exposition-syntax"),
            ("# TYPE \"a.b\" gauge\n", 1, 8, "exposition-syntax"),
            ("a 1 -3982045\n", 1, 5, "exposition-value"),
            ("# HELP a bad \\q\n", 1, 14, "exposition-syntax"),
            ("# TYPE a stateset\n", 1, 10, "exposition-metadata"),
            ("# TYPE a\n", 1, 9, "exposition-metadata"),
            ("# TYPE a gauge\n# TYPE a gauge\na 1\n", 2, 1, "exposition-metadata"),
            ("# HELP a x\n# HELP a x\na 1\n", 2, 1, "exposition-metadata"),
            ("a 1\n# TYPE a gauge\n", 2, 1, "exposition-metadata"),
            ("a 1\nb 1\na{x=\"1\"} 1\n", 3, 1, "exposition-family-order"),
            ("a 1\na 1\n", 2, 1, "exposition-duplicate-series"),
            ("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 1\n", 2, 1, "exposition-duplicate-series"),
            ("a{x=\"\"} 1\na 1\n", 2, 1, "exposition-duplicate-series"),
            ("# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_bucket{le=\"+Inf\"} 3\n", 3, 1, "exposition-histogram"),
            (
                "# TYPE h histogram\nh_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n", 3, 1,
                "exposition-histogram"
            ),
            ("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\n", 2, 1, "exposition-histogram"),
            ("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 2\n", 2, 1, "exposition-histogram"),
            (
                "# TYPE h histogram\nh_bucket{x=\"1\"} 1\nh_bucket{x=\"1\",le=\"+Inf\"} 1\n", 2, 1,
                "exposition-histogram"
            ),
            ("# TYPE s summary\ns{quantile=\"2\"} 1\n", 2, 1, "exposition-value"),
            ("# TYPE s summary\ns 1\n", 2, 1, "exposition-sample-name"),
        ] as [(String, Int, Int, String)])
    func problems(text: String, line: Int, column: Int, rule: String) {
        let problem = parse(text).problems.first
        #expect(problem?.line == line)
        #expect(problem?.column == column)
        #expect(problem?.rule == rule)
    }

    @Test("Bytes that are not UTF-8 are a problem of encoding")
    func encoding() {
        let bytes = Array("a{x=\"".utf8) + [0xFF, 0xFE] + Array("\"} 1\n".utf8)
        #expect(ExpositionParser.parse(bytes, as: .plainText).problems.first?.rule == "exposition-encoding")
    }

    @Test("Reading goes on behind a problem, and the list of problems is bounded")
    func goesOn() {
        let exposition = parse("a 1\n!\nb 2\n")
        #expect(exposition.problems.count == 1)
        #expect(exposition.families.map(\.name) == ["a", "b"])
        #expect(parse(String(repeating: "!\n", count: 1000)).problems.count == ExpositionParser.problemsMax)
    }

    @Test("The throwing way throws the first problem with its place")
    func throwing() {
        let problem = #expect(throws: ExpositionProblem.self) {
            try ExpositionParser.families(in: Array("a 1\nb x\n".utf8), as: .plainText)
        }
        #expect(problem?.description == "2:3: error[exposition-syntax]: \"x\" is not a number")
    }
}
