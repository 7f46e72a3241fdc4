@testable import AtalayaConfig
import Testing

@Suite("Kubernetes renderer")
struct KubernetesRendererTests {
    /// The ways in which a stack may run there.
    enum Way: String, CaseIterable, Sendable {
        case own, prometheusOperator, canary, blueGreen, old, spooled

        func stack(_ stack: TestStacks) throws -> Stack {
            var stack = try stack.validated().stack
            stack.kubernetes = KubernetesPlace(namespace: "watched", storageClass: "fast")
            switch self {
            case .own: break
            case .prometheusOperator:
                stack.kubernetes?.prometheusOperator = .init(labels: [StackLabel("release", "cluster")])
                for index in stack.services.indices { stack.services[index].deployment.rollout = .canary }
            case .canary:
                for index in stack.services.indices {
                    stack.services[index].deployment = ServiceDeployment(replicas: 3, rollout: .canary)
                }
            case .blueGreen:
                for index in stack.services.indices { stack.services[index].deployment.rollout = .blueGreen }
            case .old: stack.targets.kubernetes = TargetVersion(1, 28)
            case .spooled: stack.sidecar.spoolDirectory = "/var/lib/atalaya/spool"
            }
            return stack
        }
    }

    private static func composition(_ way: Way, _ stack: TestStacks = .full) throws -> KubernetesComposition {
        KubernetesComposition(stack: try way.stack(stack))
    }

    private static func objects(_ composition: KubernetesComposition) -> [any KubernetesManifest] {
        KubernetesRenderer().objects(of: composition).flatMap(\.objects)
    }

    private static func files(_ stack: Stack) throws -> [String: String] {
        let reading = stack.validate()
        let validated = try #require(reading.validated, "\(reading.diagnostics.map(\.description))")
        return Dictionary(
            Renderers.render(validated).map { ($0.path, $0.contents) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("Nothing is rendered for a stack that is not said to run there", arguments: TestStacks.allCases)
    func optIn(stack: TestStacks) throws {
        #expect(KubernetesRenderer().render(try stack.validated()).isEmpty)
    }

    @Test("Every object is accepted by the checker", arguments: TestStacks.allCases, Way.allCases)
    func accepted(stack: TestStacks, way: Way) throws {
        for object in Self.objects(try Self.composition(way, stack)) {
            let found = KubernetesCheck().check(
                try KubernetesObjectsTests.node(object), file: object.metadata.name, targets: Targets())
            #expect(found.map(\.description) == [], "\(object.kind) \(object.metadata.name)")
        }
    }

    @Test("No two objects of a kind have the same name", arguments: TestStacks.allCases, Way.allCases)
    func names(stack: TestStacks, way: Way) throws {
        let names = Self.objects(try Self.composition(way, stack)).map { "\($0.kind) \($0.metadata.name)" }
        #expect(Set(names).count == names.count, "\(names.sorted())")
    }

    @Test("Everything lies in the namespace", arguments: Way.allCases)
    func namespace(way: Way) throws {
        for object in Self.objects(try Self.composition(way)) where !(object is KubernetesNamespace) {
            #expect(object.metadata.namespace == "watched", "\(object.kind) \(object.metadata.name)")
        }
    }

    @Test("Every file that the kustomization names is rendered", arguments: TestStacks.allCases, Way.allCases)
    func kustomization(stack: TestStacks, way: Way) throws {
        let files = try Self.files(try way.stack(stack))
        let composition = try Self.composition(way, stack)
        let kubernetes = KubernetesFiles(composition: composition)
        for file in kubernetes.configuration { #expect(files["kubernetes/\(file.path)"] == file.contents) }
        for file in kubernetes.shared {
            let text = try #require(files[file.path])
            let folder = String(file.path.dropLast("kustomization.yaml".count))
            let named = text.split(separator: "\n").filter { $0.contains("      - ") }.map { line in
                String(line.drop { " -".contains($0) })
            }
            #expect(!named.isEmpty)
            for name in named { #expect(files[folder + name] != nil, "\(file.path): \(name)") }
        }
        for file in KubernetesRenderer().objects(of: composition) {
            #expect(files["kubernetes/\(file.path)"] != nil)
            #expect(files["kubernetes/kustomization.yaml"]?.contains("  - \(file.path)\n") == true)
        }
    }

    @Test("Every ConfigMap that a pod mounts is generated, and every one generated is mounted", arguments: Way.allCases)
    func configMaps(way: Way) throws {
        let composition = try Self.composition(way)
        let kubernetes = KubernetesFiles(composition: composition)
        var generated = Set(kubernetes.configuration.map(\.configMap)).union(kubernetes.dashboardConfigMaps)
        if way != .prometheusOperator { generated.insert(KubernetesFiles.rulesConfigMap) }
        var mounted = Set<String>()
        for object in Self.objects(composition) {
            for volume in try KubernetesObjectsTests.node(object)["spec"]?["template"]?["spec"]?["volumes"]?.items ?? []
            {
                if let name = volume["configMap"]?["name"]?.string { mounted.insert(name) }
                for source in volume["projected"]?["sources"]?.items ?? [] {
                    if let name = source["configMap"]?["name"]?.string { mounted.insert(name) }
                }
            }
        }
        #expect(mounted == generated)
    }

    @Test("The sidecar starts before the service and asks its own pod")
    func sidecar() throws {
        let composition = try Self.composition(.own)
        let pod = try #require(composition.pods.first { $0.service.name == "shop" })
        let spec = try #require(try Self.workload("shop", composition)["spec"]?["template"]?["spec"])
        let sidecar = try #require(spec["initContainers"]?.items?.first)
        #expect(sidecar["restartPolicy"]?.string == "Always")
        #expect(sidecar["lifecycle"]?["preStop"]?["exec"]?["command"]?.items?.last?.string == "--drain")
        #expect(spec["containers"]?.items?.count == 1)
        #expect(pod.sidecar.configuration.probes.map(\.url) == ["http://127.0.0.1:8000/health"])
        #expect(pod.sidecar.configuration.tails.map(\.source) == ["shop"], "and nobody else's log")
        #expect(pod.sidecar.configuration.aggregators.map(\.address.description) == ["fluentd:24224"])
    }

    @Test("Before 1.29 the sidecar is a container like the others")
    func oldSidecar() throws {
        let spec = try Self.workload("shop", try Self.composition(.old))["spec"]?["template"]?["spec"]
        #expect(spec?["initContainers"] == nil)
        let containers = try #require(spec?["containers"]?.items)
        #expect(containers.map { $0["name"]?.string } == ["shop", "sidecar"])
        #expect(containers.allSatisfy { $0["restartPolicy"] == nil })
    }

    @Test("The log is shared: the service writes it, the sidecar reads it, both are in its group")
    func logs() throws {
        let spec = try #require(
            try Self.workload("shop", try Self.composition(.own))["spec"]?["template"]?["spec"])
        let containers = ["initContainers", "containers"].flatMap { spec[$0]?.items ?? [] }
        let mounts = containers.map { $0["volumeMounts"]?.items?.first { $0["name"]?.string == "logs" } }
        #expect(mounts.map { $0?["mountPath"]?.string } == ["/var/log/shop", "/var/log/shop"])
        #expect(mounts.map { $0?["readOnly"]?.value == .bool(true) } == [true, false])
        #expect(spec["securityContext"]?["fsGroup"]?.value == .int(65532))
    }

    @Test("Every container gives up what it does not need", arguments: Way.allCases)
    func security(way: Way) throws {
        for object in Self.objects(try Self.composition(way)) {
            guard let spec = try KubernetesObjectsTests.node(object)["spec"]?["template"]?["spec"] else { continue }
            #expect(spec["securityContext"]?["seccompProfile"]?["type"]?.string == "RuntimeDefault")
            let hasToken = spec["automountServiceAccountToken"]?.value != .bool(false)
            #expect(hasToken == (object.metadata.name == "prometheus"), "\(object.metadata.name)")
            for container in ["initContainers", "containers"].flatMap({ spec[$0]?.items ?? [] }) {
                let context = container["securityContext"]
                #expect(context?["allowPrivilegeEscalation"]?.value == .bool(false))
                #expect(context?["capabilities"]?["drop"]?.items?.map(\.string) == ["ALL"])
                #expect(context?["readOnlyRootFilesystem"]?.value == .bool(true))
                #expect(container["resources"]?["limits"]?["memory"] != nil)
            }
        }
    }

    @Test(
        "Root is refused where the user is known by number",
        arguments: [
            ("10001:10001", true), ("1000", true), ("0", false), ("app", false), (nil, false), ("1:app", false),
        ]
    )
    func root(user: String?, isRefused: Bool) throws {
        var stack = try Way.own.stack(.full)
        stack.services[0].container?.user = user
        let container = try #require(
            try Self.workload("shop", KubernetesComposition(stack: stack))["spec"]?["template"]?["spec"]?["containers"]?
                .items?.first)
        #expect((container["securityContext"]?["runAsNonRoot"]?.value == .bool(true)) == isRefused)
    }

    @Test("Prometheus finds the sidecars pod by pod, and is allowed to look for pods and no more")
    func discovery() throws {
        let composition = try Self.composition(.own)
        let jobs = ClusterScraping(composition: composition).configuration.scrapeConfigs
        let discovered = jobs.filter { !$0.discovery.kubernetesSDConfigs.isEmpty }
        #expect(discovered.map(\.jobName) == ["mailer", "sidecar"])
        #expect(discovered.allSatisfy { $0.discovery.staticConfigs.isEmpty })
        #expect(jobs.map(\.jobName) == StackJob.own(of: composition.stack).map(\.name), "the same jobs as elsewhere")
        let role = try #require(Self.objects(composition).first { $0 is KubernetesRole } as? KubernetesRole)
        #expect(role.kind == "Role")
        #expect(role.permissions.flatMap(\.resources) == ["pods"])
    }

    @Test("The Prometheus configuration that is rendered is one", arguments: Way.allCases)
    func prometheusConfiguration(way: Way) throws {
        let configuration = ClusterScraping(composition: try Self.composition(way)).configuration
        for target in [TargetVersion(3, 13), TargetVersion(2, 42)] {
            let text = JSONWriter.write(configuration.document(for: target))
            let node = try #require(JSONDocumentReader.read(text, file: "prometheus.json").node)
            let found = PrometheusCheck().check(node, file: "prometheus.json", targets: Targets(prometheus: target))
            #expect(found.map(\.description) == [])
        }
    }

    @Test("With an operator, monitors and rules take the place of Prometheus and Alertmanager")
    func prometheusOperator() throws {
        let composition = try Self.composition(.prometheusOperator)
        let objects = Self.objects(composition)
        let names = objects.compactMap { ($0 as? KubernetesWorkload)?.metadata.name }
        #expect(names == ["grafana", "loki", "fluentd"])
        let monitors = objects.compactMap { $0 as? ScrapeMonitor }
        #expect(monitors.map(\.metadata.name) == ["mailer", "sidecar", "grafana", "loki", "fluentd"])
        #expect(monitors.allSatisfy { $0.metadata.labels.contains(StackLabel("release", "cluster")) })
        let rules = objects.compactMap { $0 as? PrometheusRuleObject }
        #expect(rules.map(\.metadata.name) == ["shop-shop", "shop-mailer", "shop-logging", "shop-monitoring"])
        let alerts = rules.flatMap(\.file.groups).flatMap(\.rules).compactMap { rule -> String? in
            guard case .alerting(let alert) = rule else { return nil }
            return alert.name
        }
        #expect(alerts.contains("SidecarDown") && !alerts.contains("TargetDown"))
        #expect(composition.stack.prometheus.address.description == "prometheus-operated.monitoring:9090")
    }

    @Test("The port that a monitor names is one of the pods that it selects")
    func monitoredPorts() throws {
        let objects = Self.objects(try Self.composition(.prometheusOperator))
        let pods = try objects.compactMap { try KubernetesObjectsTests.node($0)["spec"]?["template"] }
        for monitor in objects.compactMap({ $0 as? ScrapeMonitor }) {
            let selected = pods.filter { pod in
                monitor.selector.labels.allSatisfy { pod["metadata"]?["labels"]?[$0.name]?.string == $0.value }
            }
            let ports = selected.flatMap { pod in
                ["initContainers", "containers"].flatMap { pod["spec"]?[$0]?.items ?? [] }
            }.flatMap { $0["ports"]?.items ?? [] }.compactMap { $0["name"]?.string }
            #expect(ports.contains(monitor.endpoints[0].port), "\(monitor.metadata.name): \(ports)")
        }
    }

    @Test("A rollout is judged by its own pods, and by the objectives named", arguments: [Way.canary, .blueGreen])
    func analysis(way: Way) throws {
        var stack = try way.stack(.full)
        stack.services[0].deployment.analysis = ["latency"]
        let objects = Self.objects(KubernetesComposition(stack: stack))
        let template = try #require(objects.compactMap { $0 as? AnalysisTemplate }.first)
        #expect(template.metrics.map(\.name) == ["latency"])
        let metric = template.metrics[0]
        #expect(metric.address == "http://prometheus.watched:9090")
        #expect(metric.successCondition.hasSuffix("result[0] <= 0.01"))
        #expect(metric.failureCondition.hasSuffix("result[0] > 0.1"))
        let selectors = metric.query.text.split(separator: "{service=").count - 1
        let hashes = metric.query.text.split(separator: #"rollouts_pod_template_hash="{{args.hash}}""#).count - 1
        #expect(selectors == 2 && hashes == 2, "\(metric.query.text)")
        let query = metric.query.text.replacing("{{args.hash}}", with: "abc")
        #expect(throws: Never.self) { try PromQL.parse(query) }
    }

    @Test("Nothing but the argument is left for Argo to fill in")
    func hostileAnalysis() throws {
        var stack = try Way.canary.stack(.hostile)
        stack.services[0].objectives[0].indicator.bad = [LabelMatcher("path", .equal, "{{args.hash}}{{x}}{{{")]
        let objects = Self.objects(KubernetesComposition(stack: stack))
        let metric = try #require(objects.compactMap { $0 as? AnalysisTemplate }.first?.metrics.first)
        let rest = metric.query.text.replacing(#"rollouts_pod_template_hash="{{args.hash}}""#, with: "")
        #expect(!rest.contains("{{"), "\(rest)")
    }

    @Test(
        "What is intolerable is ten times the budget, or half of the rest",
        arguments: [
            ("0.001", "0.01"), ("0.01", "0.1"), ("0.05", "0.5"), ("0.1", "0.55"), ("0.5", "0.75"), ("0.25", "0.625"),
        ])
    func intolerable(budget: String, limit: String) throws {
        #expect(ServiceAnalysis.intolerable(try ExactDecimal(budget)).description == limit)
    }

    @Test("Services that run elsewhere have one sidecar together, which has no logs to read")
    func remote() throws {
        var stack = try Way.own.stack(.full)
        stack.services[0].container = nil
        let composition = KubernetesComposition(stack: stack)
        let sidecar = try #require(try Self.workload("sidecar", composition)["spec"]?["template"]?["spec"])
        #expect(sidecar["initContainers"] == nil)
        let configuration = ProgramWorkloads(composition: composition).remoteSidecarContainer.configuration
        #expect(configuration.probes.map(\.url) == ["http://shop:8000/health"])
        #expect(configuration.tails.isEmpty)
        let warnings = stack.validate().diagnostics
        #expect(warnings.map(\.rule) == ["kubernetes-log"] && !warnings.hasErrors)
    }

    @Test("Secrets are named, with the files that they are made of, and mounted where they are read")
    func secrets() throws {
        let stack = try Way.own.stack(.full)
        let notes = try #require(try Self.files(stack)["kubernetes/README.md"])
        #expect(notes.contains("secret generic alertmanager-secrets \\\n    --from-file=monitoring/secrets/slack_url"))
        let spec = try Self.workload("alertmanager", KubernetesComposition(stack: stack))["spec"]?["template"]?["spec"]
        let mounts = spec?["containers"]?.items?.first?["volumeMounts"]?.items ?? []
        #expect(mounts.contains { $0["mountPath"]?.string == "/run/secrets" })
    }

    private static func workload(_ name: String, _ composition: KubernetesComposition) throws -> DocumentNode {
        let found = objects(composition).first { $0.metadata.name == name && $0 is KubernetesWorkload }
        return try KubernetesObjectsTests.node(try #require(found, "no workload \(name)"))
    }
}
