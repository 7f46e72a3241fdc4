import Testing

@testable import AtalayaConfig

@Suite("Sections of configuration files as values")
struct ConfigSectionTests {
    private static func node(_ json: String) throws -> DocumentNode {
        try #require(JSONDocumentReader.read(json, file: "f").node)
    }

    private static func job(_ json: String) throws -> ScrapeConfig {
        try #require(ScrapeConfig.read(try node(json), file: "f").section)
    }

    private static let written = """
        {"future": [1, {"a": null}], "scrape_timeout": "60s", "job_name": "a", "scheme": null, "relabel_configs": [],
         "tls_config": {"later": 3.10, "insecure_skip_verify": false}, "static_configs": [{"targets": ["b:1"], "x": 1}]}
        """

    @Test("What was read is written again as it was: order, spelling, nothing, and keys that nobody knows")
    func spelling() throws {
        let job = try Self.job(Self.written)
        #expect(job.scrapeTimeout == .minutes(1))
        #expect(DocumentNode(job.document()).means(try Self.node(Self.written)))
        #expect(job.source.unknown.map(\.key) == ["future"])
    }

    @Test("A property that is changed changes its key, and no other")
    func change() throws {
        var job = try Self.job(Self.written)
        job.scrapeTimeout = .seconds(5)
        job.http.tlsConfig?.insecureSkipVerify = nil
        job.discovery.staticConfigs[0].targets = ["c:1"]
        job.honorLabels = true
        let expected = """
            {"future": [1, {"a": null}], "scrape_timeout": "5s", "job_name": "a", "scheme": null, "relabel_configs": [],
             "tls_config": {"later": 3.10}, "static_configs": [{"targets": ["c:1"], "x": 1}], "honor_labels": true}
            """
        #expect(DocumentNode(job.document()).means(try Self.node(expected)))
    }

    @Test("Unset, set to the default and set to something else are three things", arguments: [nil, true, false])
    func states(value: Bool?) throws {
        var job = ScrapeConfig(jobName: "a")
        job.honorTimestamps = value
        let document = DocumentNode(job.document())
        #expect(document["honor_timestamps"]?.value == value.map { .bool($0) })
        #expect(try #require(ScrapeConfig.read(document, file: "f").section) == job)
    }

    @Test("Unknown keys are errors where the reading is strict, and kept in any case", arguments: [true, false])
    func strictness(isStrict: Bool) throws {
        let reading = ScrapeConfig.read(try Self.node(Self.written), file: "f", isStrict: isStrict)
        #expect(reading.diagnostics.map(\.rule) == (isStrict ? ["unknown-key", "unknown-key", "unknown-key"] : []))
        #expect(reading.section?.source.unknown.count == 1)
    }

    @Test("What cannot be read is told, unset, and written again as it stood")
    func unreadable() throws {
        let text = #"{"job_name": "a", "scrape_interval": "soon", "sample_limit": -1, "static_configs": [null]}"#
        let reading = ScrapeConfig.read(try Self.node(text), file: "f")
        let job = try #require(reading.section)
        #expect(reading.diagnostics.map(\.rule) == ["invalid-duration", "wrong-type", "null-item"])
        #expect(job.scrapeInterval == nil && job.discovery.staticConfigs.isEmpty)
        #expect(DocumentNode(job.document()).means(try Self.node(text)))
    }

    @Test("The spelling makes no difference to what a section says, unknown keys do")
    func equality() throws {
        let short = try Self.job(#"{"job_name": "a", "scrape_interval": "1m"}"#)
        let long = try Self.job(#"{"scrape_interval": "60s", "job_name": "a", "params": {}}"#)
        #expect(short == long)
        #expect(short == ScrapeConfig(jobName: "a", scrapeInterval: .minutes(1)))
        #expect(try short != Self.job(#"{"job_name": "a", "scrape_interval": "1m", "x": 1}"#))
        #expect(short.canonicalDocument() == long.canonicalDocument())
    }

    @Test("What a version does not know is left out, and told with its path")
    func versions() throws {
        var job = ScrapeConfig(jobName: "a")
        job.extraScrapeMetrics = true
        job.discovery.kubernetesSDConfigs = [KubernetesSDConfig(role: .pod)]
        job.discovery.kubernetesSDConfigs[0].attachMetadata = .init(node: true)
        job.discovery.kubernetesSDConfigs[0].attachMetadata?.namespace = true
        var global = PrometheusGlobal()
        global.limits.sampleLimit = 1
        let configuration = PrometheusConfiguration(global: global, scrapeConfigs: [job])
        let old = TargetVersion(2, 42)
        #expect(
            configuration.unsupported(in: old).map(\.path) == [
                "global.sample_limit", "scrape_configs.a.extra_scrape_metrics",
                "scrape_configs.a.kubernetes_sd_configs.0.attach_metadata.namespace",
            ])
        let document = DocumentNode(configuration.document(for: old))
        #expect(PrometheusConfiguration.read(document, file: "f", version: old).diagnostics == [])
        #expect(configuration.unsupported(in: TargetVersion(3, 14)) == [])
        // What was read is left out too.
        let read = try #require(
            PrometheusConfiguration.read(DocumentNode(configuration.document()), file: "f").section)
        #expect(DocumentNode(read.document(for: old)).means(document))
    }

    @Test("Of two ways to say who asks, neither a value nor a file can have both")
    func authentication() throws {
        var job = ScrapeConfig(jobName: "a")
        job.authentication = .basic(BasicAuth(username: .inline("u"), password: .file("p")))
        job.authentication = .bearerToken(.file("t"))
        #expect(DocumentNode(job.document())["basic_auth"] == nil)
        let both = #"{"job_name": "a", "basic_auth": {"username": "u"}, "bearer_token": "t"}"#
        let reading = ScrapeConfig.read(try Self.node(both), file: "f")
        #expect(reading.diagnostics.map(\.rule) == ["exclusive-keys"])
        #expect(DocumentNode(try #require(reading.section).document()).means(try Self.node(both)))
    }

    @Test("A secret does not show itself")
    func secrets() {
        #expect("\(SecretSource.inline("hunter2"))" == "<secret>")
    }
}
