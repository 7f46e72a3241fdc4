import AtalayaMetrics
import Testing

struct OpenMetricsParserTests {
    private func parse(_ text: String) -> ParsedExposition {
        ExpositionParser.parse(Array(text.utf8), as: .openMetrics)
    }

    @Test("Every type, exemplars, timestamps and metadata")
    func everything() throws {
        let exposition = parse(
            """
            # TYPE acme_http_router_request_seconds summary
            # UNIT acme_http_router_request_seconds seconds
            # HELP acme_http_router_request_seconds Latency though all of ACME's HTTP \\"router\\".
            acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
            acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0
            acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
            # TYPE go_goroutines gauge
            go_goroutines 69
            # TYPE process_cpu_seconds counter
            # UNIT process_cpu_seconds seconds
            process_cpu_seconds_total 4.20072246e+06
            # TYPE foo histogram
            foo_bucket{le="0.01"} 0
            foo_bucket{le="0.1"} 8 # {} 0.054
            foo_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
            foo_bucket{le="10"} 17 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
            foo_bucket{le="+Inf"} 17
            foo_count 17
            foo_sum 324789.3
            foo_created 1520430000.123
            # TYPE state stateset
            state{state="on"} 1
            state{state="off"} 0
            # TYPE build info
            build_info{version="1"} 1
            # TYPE batch gaugehistogram
            batch_bucket{le="+Inf"} 3
            batch_gcount 3
            batch_gsum 1.5
            without_metadata{x="a\\qb"} NaN 123.5
            # EOF

            """)
        #expect(exposition.problems == [])
        #expect(
            exposition.families.map(\.kind) == [
                .summary, .gauge, .counter, .histogram, .stateSet, .info, .gaugeHistogram, .unknown,
            ])
        #expect(exposition.families[0].help == "Latency though all of ACME's HTTP \"router\".")
        #expect(exposition.families[0].unit == "seconds")
        let exemplar = exposition.families[3].samples[3].exemplar
        #expect(exemplar?.labels == [.init(name: "trace_id", value: "oHg5SJYRHA0")])
        #expect(exemplar?.value == 9.8)
        #expect(exemplar?.timestamp == 1_520_879_607.789)
        #expect(exposition.families[7].samples[0]["x"] == "a\\qb")
        #expect(exposition.families[7].samples[0].timestamp == 123.5)
    }

    @Test("The least expositions", arguments: ["# EOF\n", "# EOF", "a 1\n# EOF\n", "a{} 1\n# EOF\n"])
    func least(text: String) {
        #expect(parse(text).problems.isEmpty)
    }

    @Test("A series may have several points if time goes on")
    func severalPoints() {
        #expect(parse("# TYPE a counter\na_total 1 10\na_total 2 11.5\n# EOF\n").problems.isEmpty)
        #expect(
            parse("# TYPE a counter\na_total 1 10\na_total 2 10\n# EOF\n").problems.first?.rule
                == "exposition-duplicate-series")
        #expect(
            parse("# TYPE a counter\na_total 1\na_total 2\n# EOF\n").problems.first?.rule
                == "exposition-duplicate-series")
    }

    @Test(
        "Problems are found where they are",
        arguments: [
            ("# TYPE s summary\ns{quantile=\"0.5\"} -1.0\n# EOF\n", 2, 1, "exposition-value"),
            ("", 1, 1, "exposition-end"), ("a 1\n", 2, 1, "exposition-end"), ("a 1", 2, 1, "exposition-end"),
            ("# EOF\n\n", 2, 1, "exposition-end"), ("# EOF\na 1\n", 2, 1, "exposition-end"),
            ("a 1\n\n# EOF\n", 2, 1, "exposition-syntax"), ("# comment\n# EOF\n", 1, 3, "exposition-syntax"),
            ("#EOF\n# EOF\n", 1, 2, "exposition-syntax"), ("a  1\n# EOF\n", 1, 3, "exposition-syntax"),
            ("a 1 \n# EOF\n", 1, 5, "exposition-syntax"), (" a 1\n# EOF\n", 1, 1, "exposition-syntax"),
            ("a\t1\n# EOF\n", 1, 2, "exposition-syntax"), ("a{x=\"1\",} 1\n# EOF\n", 1, 9, "exposition-syntax"),
            ("a{x=\"1\", y=\"2\"} 1\n# EOF\n", 1, 9, "exposition-syntax"),
            ("a {x=\"1\"} 1\n# EOF\n", 1, 3, "exposition-syntax"),
            ("a{x=\"1\"}1\n# EOF\n", 1, 9, "exposition-syntax"), ("a 1\r\n# EOF\n", 1, 3, "exposition-syntax"),
            ("a -nan\n# EOF\n", 1, 3, "exposition-syntax"), ("a 1 inf\n# EOF\n", 1, 5, "exposition-syntax"),
            ("# TYPE a untyped\n# EOF\n", 1, 10, "exposition-metadata"),
            ("# TYPE  a gauge\n# EOF\n", 1, 8, "exposition-syntax"),
            ("# UNIT a_seconds seconds\n# UNIT a_seconds seconds\n# EOF\n", 2, 1, "exposition-metadata"),
            ("# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n", 1, 1, "exposition-metadata"),
            ("# TYPE a_seconds_total counter\n# UNIT a_seconds_total seconds\n# EOF\n", 1, 1, "exposition-metadata"),
            ("# TYPE a counter\na 1\n# EOF\n", 2, 1, "exposition-sample-name"),
            ("# TYPE a counter\na_total -1\n# EOF\n", 2, 1, "exposition-value"),
            ("# TYPE a counter\na_total NaN\n# EOF\n", 2, 1, "exposition-value"),
            ("# TYPE a info\na_info 2\n# EOF\n", 2, 1, "exposition-value"),
            ("# TYPE a stateset\na{a=\"on\"} 0.5\n# EOF\n", 2, 1, "exposition-value"),
            ("# TYPE a stateset\na{b=\"on\"} 1\n# EOF\n", 2, 1, "exposition-sample-name"),
            ("# TYPE a gauge\na 1\nb 1\na{x=\"1\"} 1\n# EOF\n", 4, 1, "exposition-family-order"),
            ("# TYPE a gauge\na 1\n# HELP a b\n# EOF\n", 3, 1, "exposition-metadata"),
            ("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n# EOF\n", 2, 1, "exposition-histogram"),
            (
                "# TYPE h histogram\nh_bucket{le=\"-1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# EOF\n", 3, 1,
                "exposition-histogram"
            ),
            ("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum -1\n# EOF\n", 4, 1, "exposition-value"),
            ("# TYPE a gauge\na 1 # {} 1\n# EOF\n", 2, 4, "exposition-exemplar"),
            (
                "# TYPE a counter\na_total 1 # {x=\"\(String(repeating: "é", count: 128))\"} 1\n# EOF\n", 2, 10,
                "exposition-exemplar"
            ),
            ("# TYPE a counter\na_total 1 # 1\n# EOF\n", 2, 13, "exposition-syntax"),
            (
                "# TYPE a counter\na_total 1\n# TYPE a_total gauge\na_total{x=\"1\"} 2\n# EOF\n", 3, 1,
                "exposition-sample-name"
            ),
        ] as [(String, Int, Int, String)])
    func problems(text: String, line: Int, column: Int, rule: String) {
        let problem = parse(text).problems.first
        #expect(problem?.line == line)
        #expect(problem?.column == column)
        #expect(problem?.rule == rule)
    }

    @Test("An exemplar of 128 characters is allowed, counted in characters and not in bytes")
    func exemplarLimit() {
        let text = "# TYPE a counter\na_total 1 # {x=\"\(String(repeating: "é", count: 127))\"} 1\n# EOF\n"
        #expect(parse(text).problems.isEmpty)
    }

    @Test(
        "The dialect by content type",
        arguments: [
            ("application/openmetrics-text; version=1.0.0; charset=utf-8", .openMetrics),
            ("Application/OpenMetrics-Text;version=0.0.1", .openMetrics),
            ("text/plain; version=0.0.4", .plainText), ("", .plainText), ("application/json", .plainText),
        ] as [(String, ExpositionParser.Dialect)])
    func dialects(contentType: String, dialect: ExpositionParser.Dialect) {
        #expect(ExpositionParser.Dialect(contentType: contentType) == dialect)
    }
}
