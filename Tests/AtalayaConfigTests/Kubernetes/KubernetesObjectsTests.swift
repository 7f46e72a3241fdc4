@testable import AtalayaConfig
import Testing

/// What the typed objects print, held against our own checker, which knows the keys from elsewhere.
@Suite("Typed objects of Kubernetes")
struct KubernetesObjectsTests {
    private static let labels = [StackLabel("app.kubernetes.io/name", "shop")]
    private static let template = PodTemplate(
        labels: labels, identity: .user(1000), containers: [container], volumes: volumes)
    private static let volumes: [PodVolume] = [
        .scratch("tmp", sizeMax: .mebibytes(64)), .configMap("config", from: "shop"),
        .configMaps("both", from: ["a", "b"]), .secret("secrets", from: "shop"), .claim("kept", claim: "shop"),
    ]
    private static let container = PodContainer(
        name: "shop", image: "shop:1", isImageLocal: true, entryPoint: ["/shop"], arguments: ["--price", "5$"],
        environment: [PodVariable("A", "$(B)")], ports: [PodPort("http", 8000)],
        resources: PodResources(processorThousandths: 250, memory: .mebibytes(64), memoryMax: .gibibytes(1)),
        mounts: volumes.map { PodMount($0.name, at: "/" + $0.name, isReadOnly: $0.name != "tmp") },
        probes: PodProbes(
            startup: PodProbe(.http(path: "/", port: "http"), failuresMax: 30),
            liveness: PodProbe(.program(["/shop", "--check"])),
            readiness: PodProbe(.http(path: "/", port: "http"), periodSeconds: 0, timeoutSeconds: 0)),
        preStop: ["/shop", "--drain"])
    private static let role = KubernetesRole.discovery(KubernetesMetadata("prometheus", namespace: "shop"))
    private static let account = KubernetesServiceAccount(KubernetesMetadata("prometheus", namespace: "shop"))
    private static let analysis = ArgoRollout.Analysis(template: "shop")

    private static func workload(_ keeping: KubernetesWorkload.Keeping) -> KubernetesWorkload {
        KubernetesWorkload(
            KubernetesMetadata("shop", labels: labels), keeping, selector: KubernetesSelector(labels),
            template: template)
    }

    private static func rollout(_ strategy: ArgoRollout.Strategy) -> ArgoRollout {
        ArgoRollout(
            KubernetesMetadata("shop"), replicas: 2, selector: KubernetesSelector(labels), template: template,
            strategy: strategy)
    }

    static let all: [any KubernetesManifest] = [
        KubernetesNamespace("shop", labels: labels),
        KubernetesConfigMap(
            KubernetesMetadata("shop"), files: [StackLabel("a.yml", "a: 1\n"), StackLabel("b", "")], isImmutable: true),
        KubernetesService(
            KubernetesMetadata("shop"), selector: labels, ports: [.init("http", 8000), .init("metrics", 9000)],
            isHeadless: true),
        workload(.deployment(replicas: 2)),
        workload(
            .statefulSet(
                replicas: 1, service: "shop",
                claims: [KubernetesVolumeClaim(KubernetesMetadata("data"), size: .gibibytes(1), storageClass: "fast")])),
        workload(.daemonSet()),
        account, role, KubernetesRole.discovery(KubernetesMetadata("prometheus")),
        KubernetesRoleBinding(KubernetesMetadata("prometheus", namespace: "shop"), role: role, account: account),
        KubernetesRoleBinding(
            KubernetesMetadata("prometheus"), role: .discovery(KubernetesMetadata("prometheus")), account: account),
        KubernetesNetworkPolicy(
            KubernetesMetadata("shop"), pods: KubernetesSelector(labels),
            allowances: [
                .init(from: []),
                .init(
                    from: [.init(pods: KubernetesSelector(labels), namespace: "monitoring"), .init()], ports: [9464]),
            ]),
        KubernetesDisruptionBudget(KubernetesMetadata("shop"), pods: KubernetesSelector(labels)),
        KubernetesVolumeClaim(KubernetesMetadata("shop"), size: .mebibytes(100)),
        ScrapeMonitor(
            KubernetesMetadata("shop"), source: .services, selector: KubernetesSelector(labels),
            endpoints: [.init(port: "http", path: "/m", interval: .seconds(15), timeout: .seconds(10))],
            samplesMax: 1000),
        ScrapeMonitor(
            KubernetesMetadata("shop"), source: .pods, selector: KubernetesSelector(),
            endpoints: [
                .init(
                    port: "http",
                    relabelings: [
                        .replace(to: "job", replacement: "shop"), .keep(["a"], matching: "b"),
                        .hashmod(["a"], modulus: 4, to: "c"), .labeldrop(matching: "d"),
                    ])
            ], fallbackScrapeProtocol: "PrometheusText0.0.4", scrapesNativeHistograms: true),
        PrometheusRuleObject(
            KubernetesMetadata("shop"),
            file: RuleFile(groups: [RuleGroup("g", rules: [.recording(RecordingRule("a:b", expression: "sum(up)"))])])),
        rollout(.canary(steps: [.weight(20), .pause(.minutes(1)), .analysis(analysis), .weight(200), .pause()])),
        rollout(.canary(steps: [])),
        rollout(.blueGreen(active: "shop", preview: "shop-preview", analysis: analysis)),
        AnalysisTemplate(
            KubernetesMetadata("shop"), arguments: ["hash"],
            metrics: [
                AnalysisTemplate.Metric(
                    name: "errors", comments: ["Why."], delay: .minutes(1), interval: .minutes(1), count: 5,
                    successCondition: "len(result) > 0 && result[0] < 1", failureCondition: "false",
                    address: "http://prometheus:9090", query: "sum(\n  rate(a{hash=\"{{args.hash}}\"}[1m])\n)\n")
            ]),
    ]

    @Test("each is accepted by the checker of such objects, and known to it", arguments: all.indices)
    func accepted(index: Int) throws {
        let object = Self.all[index]
        let node = try Self.node(object)
        // A Namespace has nothing of its own to be wrong.
        #expect(KubernetesObject.of(node) != nil || object is KubernetesNamespace, "\(object.kind)")
        #expect(KubernetesCheck().check(node, file: "test.json", targets: Targets()).map(\.description) == [])
    }

    static func node(_ object: any KubernetesManifest) throws -> DocumentNode {
        let reading = JSONDocumentReader.read(JSONWriter.write(object.document()), file: "test.json")
        return try #require(reading.node, "\(reading.diagnostics)")
    }

    @Test(
        "Amounts have the largest unit that leaves no fraction",
        arguments: [
            (ByteSize.mebibytes(512), "512Mi"), (.gibibytes(2), "2Gi"), (.mebibytes(1536), "1536Mi"),
            (ByteSize(bytes: 1000), "1000"), (ByteSize(bytes: 0), "0"),
        ])
    func quantities(size: ByteSize, text: String) {
        #expect(KubernetesQuantity.bytes(size) == text)
    }

    @Test("Processors are whole, or thousandths", arguments: [(250, "250m"), (2000, "2"), (1500, "1500m")])
    func processors(thousandths: Int, text: String) {
        #expect(KubernetesQuantity.processors(thousandths: thousandths) == text)
    }

    @Test("A peer of a policy is one item with both selectors: as two, either would be enough")
    func peers() throws {
        let peer = KubernetesNetworkPolicy.Peer(pods: KubernetesSelector(Self.labels), namespace: "monitoring")
        let policy = KubernetesNetworkPolicy(
            KubernetesMetadata("shop"), pods: KubernetesSelector(), allowances: [.init(from: [peer])])
        let from = try #require(try Self.node(policy)["spec"]?["ingress"]?.items?.first?["from"]?.items)
        #expect(from.count == 1)
        #expect(from.first?.entries?.map(\.key.name) == ["namespaceSelector", "podSelector"])
    }
}
