import AtalayaConfig
import AtalayaModel
import Testing

struct ObjectiveRulesTests {
    /// The rules of the sample's service, as the file that Prometheus reads.
    private func rules(change: (inout Stack) throws -> Void = { _ in }) throws -> String {
        var stack = try SampleStack.make()
        try change(&stack)
        let reading = stack.validate()
        let validated = try #require(reading.validated, "\(reading.diagnostics)")
        let files = RulesRenderer().render(validated)
        return try #require(files.first { $0.path == "monitoring/rules/api.yml" }).contents
    }

    @Test("Ratios are recorded for every window of the alerts and for the whole period")
    func windows() throws {
        let text = try rules()
        for window in ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"] {
            // One objective on errors, one on latency.
            #expect(text.split(separator: "record: slo:sli_error:ratio_rate\(window)\n").count == 3, "\(window)")
        }
    }

    @Test("Factors and budgets are exact decimals, never binary fractions")
    func decimals() throws {
        let text = try rules()
        for factor in ["14.4 * 0.001", "6 * 0.001", "3 * 0.001", "1 * 0.001", "14.4 * 0.01"] {
            #expect(text.contains("> \(factor)\n"), "\(factor)")
        }
        #expect(text.contains("vector(0.999)\n") && text.contains("vector(0.001)\n"))
        let other = try rules { $0.services[0].objectives[0].percent = 99.95 }
        #expect(other.contains("14.4 * 0.0005\n"))
    }

    @Test("Factors follow the length of the period")
    func period() throws {
        let text = try rules { $0.services[0].objectives[0].window = .days(28) }
        #expect(text.contains("> 13.44 * 0.001\n") && text.contains("> 5.6 * 0.001\n"))
        #expect(text.contains("ratio_rate5m{service=\"api\",slo=\"availability\"}[4w])"))
    }

    @Test("A ratio without bad events is 0, without events unknown")
    func errors() throws {
        let expected = """
                    expr: |
                      (
                        sum(rate(http_requests_total{service="api",status=~"5.."}[5m]))
                        or
                        0 * sum(rate(http_requests_total{service="api"}[5m]))
                      )
                      /
                      (sum(rate(http_requests_total{service="api"}[5m])) > 0)
            """
        #expect(try rules().contains(expected))
    }

    @Test(
        "A latency counts the bucket of its threshold, however a whole number is written",
        arguments: [(0.5, #"le="0.5""#), (1, #"le=~"1([.]0)?""#), (10, #"le=~"10([.]0)?""#)])
    func latency(threshold: Double, matcher: String) throws {
        let text = try rules { $0.services[0].objectives[1].indicator.threshold = threshold }
        #expect(text.contains("sum(rate(http_request_duration_seconds_bucket{service=\"api\",\(matcher)}[1h]))"))
    }

    @Test("Alerts stay silent on low traffic, unless told not to")
    func guarded() throws {
        #expect(try rules().contains("sum(increase(http_requests_total{service=\"api\"}[1h])) > 20\n"))
        let free = try rules { $0.services[0].objectives[0].eventsMin = 0 }
        #expect(!free.contains("sum(increase(http_requests_total"))
    }

    @Test("Metrics of the service's own endpoint are found by their job")
    func ownEndpoint() throws {
        let text = try rules { stack in
            stack.services[0].exposition = Exposition()
            stack.services[0].metrics[0].fromLog = nil
        }
        #expect(text.contains(#"sum(rate(http_requests_total{job="api"}[5m]))"#))
        #expect(text.contains(#"up{job="api"} == 0"#))
    }

    @Test("Matchers of an objective are quoted for PromQL")
    func hostileMatcher() throws {
        let text = try rules {
            $0.services[0].objectives[0].indicator.bad = [LabelMatcher("status", .equal, "a\"\\\n{}")]
        }
        #expect(text.contains(#"status="a\"\\\n{}""#))
    }
}
