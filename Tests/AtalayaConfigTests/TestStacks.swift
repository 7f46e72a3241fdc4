import AtalayaConfig
import AtalayaModel
import Testing

/// Stacks that tests render: one with everything in it, one with nothing that can be left out, and one full of hostile
/// text.
enum TestStacks: String, CaseIterable, Sendable {
    case full, minimal, hostile

    func validated() throws -> ValidatedStack {
        let stack: Stack =
            switch self {
            case .full: try Self.makeFull()
            case .minimal:
                Stack(name: "tiny", services: [Service(name: "web", address: Endpoint(host: "web", port: 80))])
            case .hostile: try Self.makeHostile()
            }
        let reading = stack.validate()
        return try #require(reading.validated, "\(reading.diagnostics.map(\.description))")
    }

    private static func makeFull() throws -> Stack {
        let shop = Service(
            name: "shop", title: "The Shop", address: Endpoint(host: "shop", port: 8000), health: HealthCheck(),
            logs: LogSource(
                path: "/var/log/shop/*.log", tag: "shop.app", timeField: "ts", levelField: "severity",
                messageField: "message"),
            metrics: [
                MetricDeclaration(
                    try .counter(
                        "http_requests_total", help: "Requests answered.",
                        labels: [LabelDescriptor("route"), LabelDescriptor("status")]),
                    fromLog: LogDerivation(
                        when: [FieldCondition("event", is: "request")],
                        labels: [LabelField("route", from: "route"), LabelField("status", from: "status")])),
                MetricDeclaration(
                    try .histogram(
                        "http_request_duration_seconds", help: "Time to the answer.", unit: .seconds,
                        labels: [LabelDescriptor("route")]),
                    fromLog: LogDerivation(value: "duration", labels: [LabelField("route", from: "route")])),
                MetricDeclaration(
                    try .gauge("orders_in_progress", help: "Orders being worked on."),
                    fromLog: LogDerivation(value: "orders")),
            ],
            objectives: [
                Objective(
                    name: "availability", percent: 99.9,
                    indicator: .errors(of: "http_requests_total", bad: [LabelMatcher("status", .matches, "5..")])),
                Objective(
                    name: "latency", percent: 99,
                    indicator: .latency(of: "http_request_duration_seconds", threshold: 0.5)),
            ],
            container: Container(image: "shop:1.2", build: "services/shop", environment: [StackLabel("PRICE", "5$")]))
        let mailer = Service(
            name: "mailer", address: Endpoint(host: "mailer", port: 9000), exposition: Exposition(),
            metrics: [
                MetricDeclaration(
                    try .counter("mails_sent_total", help: "Mails sent.", labels: [LabelDescriptor("kind")])),
                MetricDeclaration(try .counter("mail_bytes_total", help: "Bytes sent.", unit: .bytes)),
                MetricDeclaration(
                    try .gauge("last_mail_timestamp_seconds", help: "When the last mail was sent.", unit: .seconds)),
                MetricDeclaration(
                    try MetricDescriptor("mail_size_bytes", kind: .summary, help: "Sizes.", unit: .bytes)),
            ],
            container: Container(image: "registry.example.org/mailer:7"))
        return Stack(
            name: "shop", title: "Shop", labels: [StackLabel("cluster", "main")], services: [shop, mailer],
            alertmanager: AlertmanagerServer(
                receivers: [
                    Receiver(
                        name: "team",
                        slacks: [SlackChannel(urlFile: SecretFile(path: "/run/secrets/slack_url"), channel: "#shop")])
                ], defaultReceiver: "team"))
    }

    /// Text that nobody validates, because it is only shown, passed on, or part of a path.
    private static func makeHostile() throws -> Stack {
        let text = HostileText.all.joined(separator: " ")
        let service = Service(
            name: "web", title: text, address: Endpoint(host: "web", port: 80), health: HealthCheck(),
            logs: LogSource(path: "/var/log/web/*.log", tag: "web", levelField: "lvl"),
            metrics: [
                MetricDeclaration(
                    try .counter("hits_total", help: text, labels: [LabelDescriptor("path")]),
                    fromLog: LogDerivation(labels: [LabelField("path", from: "path")]))
            ],
            objectives: [
                Objective(
                    name: "up", percent: 99,
                    indicator: .errors(of: "hits_total", bad: [LabelMatcher("path", .equal, text)]))
            ],
            container: Container(
                image: "web:1", command: HostileText.all,
                environment: HostileText.all.map { StackLabel("X", $0) }.suffix(1)))
        return Stack(name: "hostile", title: text, services: [service])
    }
}
