import AtalayaMetrics
import Testing

@Suite("Advice on expositions")
struct ExpositionAdviceTests {
    private func advice(_ text: String, _ dialect: ExpositionParser.Dialect = .plainText) -> [String] {
        ExpositionParser.parse(Array(text.utf8), as: dialect).advice().map { "\($0.line) \($0.rule)" }
    }

    @Test("a well-named exposition gets none, in either format")
    func none() {
        #expect(
            advice(
                """
                # HELP http_requests_total Requests.
                # TYPE http_requests_total counter
                http_requests_total{method="GET"} 1
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="+Inf"} 1
                wait_seconds_sum 1
                wait_seconds_count 1

                """) == [])
        #expect(
            advice(
                """
                # TYPE http_requests counter
                # HELP http_requests Requests.
                http_requests_total 1
                # TYPE build info
                # HELP build The build.
                build_info{version="1"} 1
                # TYPE mode stateset
                # HELP mode The mode.
                mode{mode="on"} 1
                # EOF

                """, .openMetrics) == [])
    }

    @Test("each piece of advice stands at the family's first line")
    func lines() {
        #expect(
            advice(
                """
                # HELP jobs Jobs.
                # TYPE jobs counter
                jobs{type="a"} 1
                # TYPE waitMs gauge
                waitMs{job="x",part="a"} 1
                waitMs{job="y",part="total"} 1

                """) == [
                    "1 counter-without-total", "1 label-named-type", "4 metric-without-help",
                    "4 metric-name-not-snake-case",
                    "4 label-of-target", "4 label-value-total",
                ])
    }

    @Test("the labels that a kind sets itself are not blamed, the others' are")
    func ownLabels() {
        #expect(
            advice(
                """
                # HELP a A.
                # TYPE a gauge
                a{le="1"} 1
                # HELP b B.
                # TYPE b summary
                b{quantile="0.5"} 1
                b_sum 1
                b_count 1

                """) == ["1 label-reserved-elsewhere"])
    }

    @Test("advice reads as a warning with a line")
    func description() {
        let parsed = ExpositionParser.parse(Array("a 1\n".utf8), as: .plainText)
        #expect(parsed.advice().map(\.description) == ["1: warning[metric-without-help]: a: no help text"])
    }
}
