import AtalayaConfig
import AtalayaModel

/// A small stack without a problem, which tests change.
enum SampleStack {
    static func make() throws -> Stack {
        Stack(
            name: "shop",
            labels: [StackLabel("cluster", "main")],
            runbooks: "https://runbooks.example.org",
            services: [try service()],
            prometheus: PrometheusServer(jobs: [ScrapeJob(name: "node", targets: [Endpoint(host: "node", port: 9100)])]
            ),
            alerts: [
                AlertingRule(
                    "CartsLost", expression: "carts_lost > 0", severity: .ticket, summary: "Carts are lost")
            ],
            alertmanager: AlertmanagerServer(
                receivers: [Receiver(name: "team", webhooks: [WebhookChannel(url: "http://hook:1/")])],
                routes: [SeverityRoute(.page, to: "team")],
                defaultReceiver: "team"
            )
        )
    }

    static func service() throws -> Service {
        Service(
            name: "api",
            address: Endpoint(host: "api", port: 8000),
            health: HealthCheck(),
            logs: LogSource(path: "/var/log/api/*.log", tag: "shop.api"),
            metrics: [try requests(), try latency()],
            objectives: [
                Objective(
                    name: "availability", percent: 99.9,
                    indicator: .errors(of: "http_requests_total", bad: [LabelMatcher("status", .matches, "5..")])),
                Objective(
                    name: "latency", percent: 99,
                    indicator: .latency(of: "http_request_duration_seconds", threshold: 0.5)),
            ],
            container: Container(image: "api:1")
        )
    }

    static func requests() throws -> MetricDeclaration {
        let labels = [try LabelDescriptor("method", values: ["GET", "POST"]), try LabelDescriptor("status")]
        let rule = LogDerivation(
            when: [FieldCondition("event", is: "request")],
            labels: [LabelField("method", from: "method"), LabelField("status", from: "status")])
        return MetricDeclaration(
            try .counter("http_requests_total", help: "Requests answered.", labels: labels), fromLog: rule)
    }

    static func latency() throws -> MetricDeclaration {
        MetricDeclaration(
            try .histogram("http_request_duration_seconds", help: "Time to answer.", unit: .seconds),
            fromLog: LogDerivation(value: "duration_seconds"))
    }
}
