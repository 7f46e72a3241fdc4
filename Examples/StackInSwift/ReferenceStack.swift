import AtalayaConfig
import AtalayaModel

/// The stack of `Examples/orchestrator/atalaya.yml`, as Swift values. A test holds the files rendered from both equal.
enum ReferenceStack {
    static func make() throws -> Stack {
        Stack(
            name: "orchestrator",
            title: "Orchestrator",
            environment: "production",
            labels: [StackLabel("cluster", "main")],
            runbooks: "https://runbooks.example.org/orchestrator",
            services: [try orchestrator()],
            sidecar: Sidecar(build: ".", forward: Endpoint(host: "fluentd", port: 24224)),
            prometheus: PrometheusServer(retention: .days(15), retentionSize: .gibibytes(10)),
            alerts: alerts,
            alertmanager: alertmanager,
            kubernetes: KubernetesPlace()
        )
    }

    // MARK: The service

    private static func orchestrator() throws -> Service {
        Service(
            name: "orchestrator",
            title: "Orchestrator",
            address: Endpoint(host: "orchestrator", port: 8000),
            health: HealthCheck(path: "/health", interval: .seconds(5), timeout: .seconds(2)),
            logs: LogSource(
                path: "/var/log/orchestrator/*.log",
                tag: "orchestrator.app",
                timeField: "ts",
                levelField: "level",
                messageField: "message"
            ),
            metrics: try requestMetrics() + deploymentMetrics(),
            objectives: objectives,
            container: Container(image: "orchestrator:latest", build: "Examples/orchestrator", user: "10001:10001"),
            deployment: ServiceDeployment(replicas: 3, rollout: .canary, analysis: ["availability", "latency"])
        )
    }

    private static func requestMetrics() throws -> [MetricDeclaration] {
        let isRequest = FieldCondition("event", is: "request")
        let buckets = try HistogramBuckets([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5])
        return [
            MetricDeclaration(
                try .counter(
                    "http_requests_total", help: "HTTP requests answered.",
                    labels: [LabelDescriptor("method"), LabelDescriptor("route"), LabelDescriptor("status")]),
                fromLog: LogDerivation(when: [isRequest])),
            MetricDeclaration(
                try .histogram(
                    "http_request_duration_seconds", help: "Time from a request to its answer.", unit: .seconds,
                    labels: [LabelDescriptor("method"), LabelDescriptor("route")], buckets: buckets),
                fromLog: LogDerivation(when: [isRequest], value: "duration_seconds")),
        ]
    }

    private static func deploymentMetrics() throws -> [MetricDeclaration] {
        let strategy = try LabelDescriptor("strategy", values: ["rolling", "blue-green", "canary"])
        let outcome = try LabelDescriptor("outcome", values: ["succeeded", "failed", "rolled_back"])
        let level = try LabelDescriptor("level", values: ["debug", "info", "warning", "error"])
        let isFinish = FieldCondition("event", is: "deployment_finished")
        let buckets = try HistogramBuckets([0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000])
        return [
            MetricDeclaration(
                try .counter("deployments_total", help: "Deployments finished.", labels: [strategy, outcome]),
                fromLog: LogDerivation(when: [isFinish])),
            MetricDeclaration(
                try .histogram(
                    "deployment_duration_seconds", help: "Time from the start of a deployment to its end.",
                    unit: .seconds, labels: [strategy], buckets: buckets),
                fromLog: LogDerivation(when: [isFinish], value: "duration_seconds")),
            MetricDeclaration(
                try .counter("rollbacks_total", help: "Deployments rolled back.", labels: [strategy]),
                fromLog: LogDerivation(when: [FieldCondition("event", is: "rollback")])),
            MetricDeclaration(
                try .counter("log_messages_total", help: "Lines logged.", labels: [level]), fromLog: LogDerivation()),
        ]
    }

    private static let objectives = [
        Objective(
            name: "availability", percent: 99.9,
            indicator: .errors(of: "http_requests_total", bad: [LabelMatcher("status", .matches, "5..")])),
        Objective(
            name: "latency", percent: 99, indicator: .latency(of: "http_request_duration_seconds", threshold: 0.5)),
        Objective(
            name: "deployments", percent: 90,
            indicator: .errors(of: "deployments_total", bad: [LabelMatcher("outcome", .notEqual, "succeeded")]),
            eventsMin: 10),
    ]

    // MARK: Alerts

    private static let alerts = [
        AlertingRule(
            "DeploymentsRollBack",
            expression: #"sum by (strategy) (increase(rollbacks_total{service="orchestrator"}[15m])) > 5"#,
            holdDuration: .minutes(1),
            severity: .ticket,
            labels: [AlertLabel("service", "orchestrator")],
            summary: "\(.label("strategy")) deployments roll back",
            description: "\(.value(.humanize)) deployments were rolled back within 15 minutes."
        ),
        AlertingRule(
            "ErrorsLogged",
            expression: """
                sum(rate(log_messages_total{service="orchestrator",level="error"}[5m]))
                /
                sum(rate(log_messages_total{service="orchestrator"}[5m])) > 0.2

                """,
            holdDuration: .minutes(5),
            severity: .ticket,
            labels: [AlertLabel("service", "orchestrator")],
            summary: "\(.value(.humanizePercentage)) of the orchestrator's log lines are errors"
        ),
    ]

    private static let alertmanager = AlertmanagerServer(
        receivers: [
            Receiver(
                name: "oncall",
                pagerDuties: [PagerDutyChannel(routingKeyFile: SecretFile(path: "/run/secrets/pagerduty_routing_key"))]
            ),
            Receiver(
                name: "team",
                slacks: [SlackChannel(urlFile: SecretFile(path: "/run/secrets/slack_url"), channel: "#orchestrator")]),
            Receiver(
                name: "deadman",
                webhooks: [
                    WebhookChannel(url: "https://deadman.example.org/ping/orchestrator", sendsResolved: false)
                ]),
        ],
        routes: [
            SeverityRoute(.page, to: "oncall"),
            SeverityRoute(.ticket, to: "team", repeatInterval: .hours(12)),
        ],
        defaultReceiver: "team",
        watchdogReceiver: "deadman"
    )
}
