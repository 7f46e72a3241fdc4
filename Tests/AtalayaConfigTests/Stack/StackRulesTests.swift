import AtalayaConfig
import AtalayaModel
import Testing

/// A change that breaks one rule of the sample stack.
struct BrokenStack: CustomTestStringConvertible, Sendable {
    var rule: String
    var change: @Sendable (inout Stack) throws -> Void
    var testDescription: String { rule }

    init(_ rule: String, _ change: @escaping @Sendable (inout Stack) throws -> Void) {
        self.rule = rule
        self.change = change
    }

    static let all: [BrokenStack] = [
        BrokenStack("stack-name") { $0.name = "Bad_Name" },
        BrokenStack("stack-name") { $0.name = "" },
        BrokenStack("target-lacks-feature") {
            $0.targets.prometheus = TargetVersion(2, 42)
            let descriptor = try MetricDescriptor("waits", kind: .histogram, help: "Waits.", native: .default)
            $0.services[0].metrics.append(MetricDeclaration(descriptor, fromLog: LogDerivation(value: "waits")))
        },
        BrokenStack("service-name") { $0.services[0].name = "Api" },
        BrokenStack("service-name") { $0.services[0].name = "prometheus" },
        BrokenStack("service-name") { $0.services[0].name = "logging" },
        BrokenStack("service-name") {
            $0.services.append(Service(name: "api", address: Endpoint(host: "other", port: 1), metrics: []))
        },
        BrokenStack("objective-name") { $0.services[0].objectives[0].name = "a b" },
        BrokenStack("objective-name") { $0.services[0].objectives[1].name = "availability" },
        BrokenStack("duplicate-job") { $0.prometheus.jobs[0].name = "sidecar" },
        BrokenStack("duplicate-job") { $0.prometheus.jobs.append($0.prometheus.jobs[0]) },
        BrokenStack("label-name") { $0.labels = [StackLabel("9x", "")] },
        BrokenStack("label-name") { $0.labels = [StackLabel("environment", "")] },
        BrokenStack("label-name") { $0.labels = [StackLabel("a", ""), StackLabel("a", "")] },
        BrokenStack("label-name") { $0.alerts[0].labels = [AlertLabel("severity", "")] },
        BrokenStack("label-name") { $0.prometheus.jobs[0].labels = [StackLabel("a-b", "")] },
        BrokenStack("log-destination") {
            $0.sidecar.forward = Endpoint(host: "a", port: 1)
            $0.sidecar.output = LogDestination(.standardOutput)
        },
        BrokenStack("log-destination") {
            $0.sidecar.aggregators = [SidecarConfiguration.Aggregator(address: Endpoint(host: "a", port: 1))]
            $0.sidecar.forward = Endpoint(host: "b", port: 1)
        },
        BrokenStack("log-destination") {
            let aggregator = SidecarConfiguration.Aggregator(address: Endpoint(host: "a", port: 1))
            $0.sidecar.aggregators = [aggregator, aggregator]
        },
        BrokenStack("log-destination") {
            $0.sidecar.aggregators = [SidecarConfiguration.Aggregator(address: Endpoint(host: "a", port: 1), weight: 0)]
        },
        BrokenStack("log-destination") { $0.sidecar.output = LogDestination(.loki) },
        BrokenStack("forward-credentials") { $0.sidecar.settings.forwardHandshake = .init(hostname: "sidecar") },
        BrokenStack("forward-credentials") {
            $0.sidecar.settings.forwardHandshake = .init(sharedKeyFile: SecretFile(path: "/key"), username: "alice")
        },
        BrokenStack("forward-credentials") {
            $0.sidecar.settings.forwardTLS = .init(keyFile: SecretFile(path: "/key"))
        },
        BrokenStack("log-input") { $0.services[0].logs?.isSpooled = true },
        BrokenStack("log-input") { $0.services[0].logs?.path = "unix:" },
        BrokenStack("log-input") {
            $0.services[0].logs?.path = "-"
            var other = Service(name: "other", address: Endpoint(host: "other", port: 1))
            other.logs = LogSource(path: "-", tag: "other")
            $0.services.append(other)
        },
        BrokenStack("log-tag") { $0.services[0].logs?.tag = "a..b" },
        BrokenStack("timeout-exceeds-interval") { $0.prometheus.scrapeTimeout = .seconds(16) },
        BrokenStack("timeout-exceeds-interval") { $0.prometheus.jobs[0].timeout = .seconds(20) },
        BrokenStack("timeout-exceeds-interval") { $0.services[0].health?.timeout = .seconds(6) },
        BrokenStack("interval-zero") { $0.prometheus.evaluationInterval = .zero },
        BrokenStack("interval-zero") { $0.alertmanager.routes[0].repeatInterval = .zero },
        BrokenStack("interval-stale") { $0.prometheus.scrapeInterval = .minutes(5) },
        BrokenStack("objective-window") { $0.services[0].objectives[0].window = .days(1) },
        BrokenStack("metric-without-source") { $0.services[0].logs = nil },
        BrokenStack("metric-without-source") { $0.services[0].metrics[0].fromLog = nil },
        BrokenStack("metric-kind-from-log") { $0.services[0].metrics[1].fromLog?.value = nil },
        BrokenStack("metric-kind-from-log") {
            let descriptor = try MetricDescriptor("build_info", kind: .info, help: "Build.")
            $0.services[0].metrics.append(MetricDeclaration(descriptor, fromLog: LogDerivation()))
        },
        BrokenStack("metric-log-labels") {
            $0.services[0].metrics[0].fromLog?.labels.append(LabelField("x", from: "x"))
        },
        BrokenStack("metric-log-labels") { $0.services[0].metrics[0].fromLog?.labels.removeLast() },
        BrokenStack("metric-log-labels") {
            $0.services[0].metrics[0].fromLog?.labels.append(LabelField("method", from: "x"))
        },
        BrokenStack("metric-log-condition") {
            $0.services[0].metrics[0].fromLog?.when = [FieldCondition("event", isOneOf: [])]
        },
        BrokenStack("metric-reserved-label") {
            let descriptor = try MetricDescriptor.counter("x_total", help: "X.", labels: [LabelDescriptor("service")])
            let rule = LogDerivation(labels: [LabelField("service", from: "service")])
            $0.services[0].metrics.append(MetricDeclaration(descriptor, fromLog: rule))
        },
        BrokenStack("metric-reserved-name") {
            let descriptor = try MetricDescriptor.counter("atalaya_things_total", help: "Things.")
            $0.services[0].metrics.append(MetricDeclaration(descriptor, fromLog: LogDerivation()))
        },
        BrokenStack("metric-conflict") { $0.services[0].metrics.append($0.services[0].metrics[0]) },
        BrokenStack("metric-conflict") {
            var other = try SampleStack.service()
            other.name = "other"
            other.address.port = 1
            other.objectives = []
            let descriptor = try MetricDescriptor.counter("http_requests_total", help: "Other.")
            other.metrics = [MetricDeclaration(descriptor, fromLog: LogDerivation())]
            $0.services.append(other)
        },
        BrokenStack("metric-naming") {
            let descriptor = try MetricDescriptor.gauge("queueLength", help: "Queue.")
            $0.services[0].metrics.append(MetricDeclaration(descriptor, fromLog: LogDerivation(value: "n")))
        },
        BrokenStack("log-format") { $0.services[0].logs?.format = "jsn" },
        BrokenStack("log-processing") { $0.services[0].logs?.format = "regex" },
        BrokenStack("log-processing") { $0.services[0].logs?.processing.pattern = "(?P<a>.)" },
        BrokenStack("log-processing") { $0.services[0].logs?.processing.encoding = "ebcdic" },
        BrokenStack("log-processing") { $0.services[0].logs?.processing.content = "json" },
        BrokenStack("log-processing") { $0.services[0].logs?.processing.multiline = .preset("swift") },
        BrokenStack("log-processing") {
            $0.services[0].logs?.format = "none"
            $0.services[0].logs?.processing.multiline = .preset("cobol")
        },
        BrokenStack("log-processing") { $0.services[0].logs?.processing.filters = [LogFilter(.keep)] },
        BrokenStack("log-processing") {
            $0.services[0].logs?.processing.filters = [LogFilter(.sample, ["ratio": .number(2)])]
        },
        BrokenStack("metric-log-pattern") { $0.services[0].metrics[0].fromLog?.pattern = "a(" },
        BrokenStack("objective-percent") { $0.services[0].objectives[0].percent = 100 },
        BrokenStack("objective-percent") { $0.services[0].objectives[0].percent = 0 },
        BrokenStack("objective-percent") {
            $0.services[0].objectives[0].percent = try ExactDecimal("99.9999999999")
        },
        BrokenStack("objective-metric") { $0.services[0].objectives[0].indicator.metric = "http_request_total" },
        BrokenStack("objective-indicator") { $0.services[0].objectives[0].indicator.bad = [] },
        BrokenStack("objective-indicator") { $0.services[0].objectives[0].indicator.threshold = 0.5 },
        BrokenStack("objective-indicator") { $0.services[0].objectives[1].indicator.metric = "http_requests_total" },
        BrokenStack("objective-threshold") { $0.services[0].objectives[1].indicator.threshold = 0.3 },
        BrokenStack("objective-label") {
            $0.services[0].objectives[0].indicator.bad = [LabelMatcher("code", .equal, "5")]
        },
        BrokenStack("objective-label") {
            $0.services[0].objectives[0].indicator.only = [LabelMatcher("method", .equal, "GTE")]
        },
        BrokenStack("objective-events") { $0.services[0].objectives[0].eventsMin = -1 },
        BrokenStack("alert-name") { $0.alerts[0].name = "Carts lost" },
        BrokenStack("alert-name") { $0.alerts[0].name = "Watchdog" },
        BrokenStack("alert-name") { $0.alerts.append($0.alerts[0]) },
        BrokenStack("alert-text") { $0.alerts[0].expression = " " },
        BrokenStack("alert-text") { $0.alerts[0].summary = "" },
        BrokenStack("alert-text") { $0.alerts[0].labels = [AlertLabel("n", .value)] },
        BrokenStack("alert-expression") { $0.alerts[0].expression = "sum(carts_lost" },
        BrokenStack("alert-expression") { $0.alerts[0].expression = "http_requests_total > 5" },
        BrokenStack("alert-expression") {
            $0.alerts[0].expression = "sum by (path) (rate(http_requests_total[5m])) > 5"
        },
        BrokenStack("alert-expression") {
            $0.alerts[0].summary = .label("job"); $0.alerts[0].expression = "sum(up) < 1"
        },
        BrokenStack("alert-metric") { $0.prometheus.jobs = [] },
        BrokenStack("runbook-url") { $0.runbooks = "wiki/runbooks" },
        BrokenStack("runbook-url") { $0.alerts[0].runbookURL = "ftp://x" },
        BrokenStack("receiver-name") { $0.alertmanager.receivers.append($0.alertmanager.receivers[0]) },
        BrokenStack("receiver-name") {
            $0.alertmanager.receivers.append(Receiver(name: "", webhooks: [WebhookChannel(url: "http://hook:2/")]))
        },
        BrokenStack("receiver-channel") { $0.alertmanager.receivers[0].webhooks = [] },
        BrokenStack("receiver-channel") { $0.alertmanager.receivers[0].webhooks[0].urlFile = SecretFile(path: "/x") },
        BrokenStack("receiver-channel") { $0.alertmanager.receivers[0].webhooks[0].url = "hook" },
        BrokenStack("receiver-channel") {
            $0.alertmanager.receivers[0].emails = [
                EmailChannel(to: "x", from: "a@b", smarthost: Endpoint(host: "m", port: 25))
            ]
        },
        BrokenStack("secret-in-url") { $0.alertmanager.receivers[0].webhooks[0].url = "http://user:word@hook/" },
        BrokenStack("receiver-exists") { $0.alertmanager.routes[0].receiver = "teem" },
        BrokenStack("receiver-exists") { $0.alertmanager.watchdogReceiver = "deadman" },
        BrokenStack("receiver-exists") { $0.alertmanager.routes.append($0.alertmanager.routes[0]) },
        BrokenStack("severity-unrouted") { $0.alertmanager.defaultReceiver = nil },
        BrokenStack("target-lacks-setting") {
            $0.targets.alertmanager = TargetVersion(0, 25)
            $0.alertmanager.receivers[0].webhooks[0] = WebhookChannel(urlFile: SecretFile(path: "/run/secrets/hook"))
        },
        BrokenStack("address-twice") { $0.prometheus.address = $0.sidecar.address },
        BrokenStack("imported-path") { $0.imported = [ImportedFile(path: "../a.yml", content: .text("a"))] },
        BrokenStack("http-path") { $0.services[0].health?.path = "health" },
        BrokenStack("http-path") { $0.prometheus.jobs[0].path = "/a b" },
        BrokenStack("scrape-job") { $0.prometheus.jobs[0].targets = [] },
        BrokenStack("scrape-job") { $0.prometheus.jobs[0].scheme = "htp" },
        BrokenStack("scrape-job") { $0.prometheus.jobs[0].samplesMax = 0 },
        BrokenStack("compression-level") { $0.sidecar.compressionLevel = 10 },
        BrokenStack("grafana-dashboards") {
            $0.targets.grafana = TargetVersion(12, 2)
            $0.grafana.dashboardForm = .resource
        },
        BrokenStack("grafana-alerting") {
            $0.grafana.managesAlerts = true
            $0.alertmanager.defaultReceiver = $0.alertmanager.receivers[0].name
            $0.alertmanager.receivers[0].emails = ["a", "b"].map {
                EmailChannel(to: "a@b", from: "c@d", smarthost: Endpoint(host: $0, port: 25))
            }
        },
        BrokenStack("empty-path") { $0.sidecar.checkpointDirectory = "" },
        BrokenStack("container-source") { $0.services[0].container?.image = nil },
        BrokenStack("unsupported-target") { $0.targets.prometheus = TargetVersion(2, 41) },
        BrokenStack("unsupported-target") { $0.targets.fluentd = TargetVersion(1, 20) },
        BrokenStack("unsupported-target") { $0.targets.kubernetes = TargetVersion(1, 24) },
        BrokenStack("kubernetes-name") { $0.kubernetes = KubernetesPlace(namespace: "a.b") },
        BrokenStack("kubernetes-name") { $0.kubernetes = KubernetesPlace(storageClass: "Fast") },
        BrokenStack("kubernetes-name") {
            $0.kubernetes = KubernetesPlace(prometheusOperator: .init(labels: [StackLabel("release", "a b")]))
        },
        BrokenStack("kubernetes-image") {
            $0.kubernetes = KubernetesPlace(); $0.services[0].container = Container(build: "api")
        },
        BrokenStack("kubernetes-log") {
            $0.kubernetes = KubernetesPlace(); $0.services[0].logs?.path = "/api.log"
        },
        BrokenStack("kubernetes-log") {
            $0.kubernetes = KubernetesPlace(); $0.services[0].container = nil
        },
        BrokenStack("kubernetes-amount") {
            $0.kubernetes = KubernetesPlace(archiveStorage: ByteSize(bytes: 0))
        },
        BrokenStack("kubernetes-amount") {
            $0.kubernetes = KubernetesPlace(); $0.services[0].deployment.replicas = 1001
        },
        BrokenStack("kubernetes-rollout") { $0.services[0].deployment.analysis = ["availabilty"] },
        BrokenStack("kubernetes-rollout") {
            $0.services[0].deployment = ServiceDeployment(rollout: .blueGreen, analysis: [])
        },
        BrokenStack("kubernetes-left-out") {
            $0.kubernetes = KubernetesPlace(); $0.services[0].container?.volumes = ["data:/data"]
        },
        BrokenStack("kubernetes-left-out") {
            $0.kubernetes = KubernetesPlace(); $0.grafana.adminPasswordFile = SecretFile(path: "/etc/password")
        },
    ]
}

struct StackRulesTests {
    @Test("The sample stack has no problem")
    func sample() throws {
        let reading = try SampleStack.make().validate()
        #expect(reading.diagnostics == [])
        #expect(reading.validated != nil)
    }

    @Test("A broken rule is reported, and no other", arguments: BrokenStack.all)
    func broken(_ broken: BrokenStack) throws {
        var stack = try SampleStack.make()
        try broken.change(&stack)
        let reading = stack.validate()
        #expect(Set(reading.diagnostics.map(\.rule)) == [broken.rule], "\(reading.diagnostics)")
        let isWarning = reading.diagnostics.allSatisfy { $0.severity == .warning }
        #expect((reading.validated == nil) == !isWarning)
    }

    @Test("Every rule has an explanation and a case that breaks it")
    func complete() {
        let ids = StackRules.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids) == Set(BrokenStack.all.map(\.rule)))
        #expect(StackRules.all.allSatisfy { $0.explanation.hasSuffix(".") })
    }

    @Test("Two services may declare the same metric alike")
    func sharedMetric() throws {
        var stack = try SampleStack.make()
        var other = try SampleStack.service()
        other.name = "other"
        other.address.port = 8001
        stack.services.append(other)
        #expect(stack.validate().diagnostics == [])
    }
}
