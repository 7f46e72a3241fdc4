import Foundation
import Testing

/// The rules of `monitoring/rules`, fed with series and evaluated by Prometheus' own engine.
@Suite("The rules of the reference stack")
struct RuleBehaviourTests {
    @Test("speak when they should and are silent otherwise", .needs(.promtool), arguments: cases)
    func promtool(_ behaviour: RuleBehaviour) async throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.test.yml", behaviour.file(rules: Checkout.root + "/monitoring/rules"))
        let outcome = try await Peer.promtool.run(["test", "rules", "rules.test.yml"], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    private static let firing = "count by (alertname, severity) (ALERTS{alertstate=\"firing\",alertname=~\"%\"})"

    static let cases: [RuleBehaviour] = [
        RuleBehaviour(
            "five per cent of errors page, and open a ticket",
            series: [
                #"http_requests_total{service="orchestrator",status="200"}"#: "0+95x400",
                #"http_requests_total{service="orchestrator",status="500"}"#: "0+5x400",
            ],
            at: "90m",
            expect: [
                #"slo:sli_error:ratio_rate1h{slo="availability"}"#: [
                    #"slo:sli_error:ratio_rate1h{service="orchestrator",slo="availability"}"#: 0.05
                ],
                firing.replacing("%", with: ".*BudgetBurn"): [
                    #"{alertname="OrchestratorAvailabilityBudgetBurn",severity="page"}"#: 1,
                    #"{alertname="OrchestratorAvailabilityBudgetBurn",severity="ticket"}"#: 1,
                ],
            ]),
        RuleBehaviour(
            "one failure of two is no trend: low traffic is silent",
            series: [
                #"http_requests_total{service="orchestrator",status="200"}"#: "0x100 1x300",
                #"http_requests_total{service="orchestrator",status="500"}"#: "0x100 1x300",
            ],
            at: "30m", expect: [firing.replacing("%", with: ".*BudgetBurn"): [:]]),
        RuleBehaviour(
            "without a single error there is a ratio, and it is 0",
            series: [#"http_requests_total{service="orchestrator",status="200"}"#: "0+10x400"],
            at: "30m",
            expect: [
                #"slo:sli_error:ratio_rate5m{slo="availability"}"#: [
                    #"slo:sli_error:ratio_rate5m{service="orchestrator",slo="availability"}"#: 0
                ]
            ]),
        RuleBehaviour(
            "half of the answers too slow burn the budget of latency",
            series: [
                #"http_request_duration_seconds_bucket{service="orchestrator",le="0.5"}"#: "0+50x400",
                #"http_request_duration_seconds_count{service="orchestrator"}"#: "0+100x400",
            ],
            at: "90m",
            expect: [
                #"slo:period_error_budget_remaining:ratio{slo="latency"}"#: [
                    #"slo:period_error_budget_remaining:ratio{service="orchestrator",slo="latency"}"#: -49
                ],
                firing.replacing("%", with: ".*LatencyBudgetBurn"): [
                    #"{alertname="OrchestratorLatencyBudgetBurn",severity="page"}"#: 1,
                    #"{alertname="OrchestratorLatencyBudgetBurn",severity="ticket"}"#: 1,
                ],
            ]),
        RuleBehaviour(
            "a service that does not answer is down",
            series: [#"atalaya_probe_success{service="orchestrator"}"#: "1x40 0x40"],
            at: "15m",
            expect: [
                firing.replacing("%", with: "Orchestrator.*"): [#"{alertname="OrchestratorDown",severity="page"}"#: 1]
            ]),
        RuleBehaviour(
            "a sidecar that is gone is told once, an aggregator that stops acknowledging too",
            series: [
                #"up{job="sidecar"}"#: "1x100 0x300",
                #"up{job="loki"}"#: "0x400",
                #"atalaya_log_records_read_total{source="orchestrator"}"#: "0+10x400",
                #"atalaya_log_records_acknowledged_total{source="orchestrator"}"#: "0+10x40 400x360",
            ],
            at: "40m",
            expect: [
                firing.replacing("%", with: ".*"): [
                    #"{alertname="Watchdog",severity="info"}"#: 1,
                    #"{alertname="SidecarDown",severity="page"}"#: 1,
                    #"{alertname="TargetDown",severity="ticket"}"#: 1,
                    #"{alertname="OrchestratorProbeMissing",severity="ticket"}"#: 1,
                    #"{alertname="LogShippingStalled",severity="ticket"}"#: 1,
                ]
            ]),
        RuleBehaviour(
            "logs that arrive are nothing to speak of",
            series: [
                #"atalaya_log_records_read_total{source="orchestrator"}"#: "0+10x400",
                #"atalaya_log_records_acknowledged_total{source="orchestrator"}"#: "0+10x400",
                #"atalaya_log_records_unaccounted{source="orchestrator"}"#: "0x400",
                #"atalaya_forward_connected"#: "1x400",
            ],
            at: "40m", expect: [firing.replacing("%", with: "Log.*"): [:]]),
    ]
}

/// Series over time, and what the rules make of them at one moment.
struct RuleBehaviour: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// In promtool's notation: `0+5x400` is 0, 5, 10 … four hundred times, one each 15 seconds.
    var series: [String: String]
    var moment: String
    /// The samples of each query; none: the query has no result.
    var expectations: [String: [String: Double]]

    init(
        _ description: String, series: [String: String], at moment: String,
        expect expectations: [String: [String: Double]]
    ) {
        testDescription = description
        self.series = series
        self.moment = moment
        self.expectations = expectations
    }

    /// A file for `promtool test rules`. JSON is YAML too, but for the escaped slash.
    func file(rules: String) throws -> String {
        let queries = expectations.map { query, samples -> [String: Any] in
            let list = samples.map { ["labels": $0.key, "value": $0.value] as [String: Any] }
            return ["expr": query, "eval_time": moment, "exp_samples": list]
        }
        let test: [String: Any] = [
            "interval": "15s",
            "input_series": series.map { ["series": $0.key, "values": $0.value] },
            "promql_expr_test": queries,
        ]
        let files = ["orchestrator", "logging", "monitoring"].map { "\(rules)/\($0).yml" }
        let document: [String: Any] = ["rule_files": files, "evaluation_interval": "15s", "tests": [test]]
        return String(
            decoding: try JSONSerialization.data(withJSONObject: document, options: [.withoutEscapingSlashes]),
            as: UTF8.self)
    }
}
