import Testing

@testable import AtalayaConfig

@Suite("prometheus.yml as a value")
struct PrometheusConfigurationTests {
    private static func node(_ json: String) throws -> DocumentNode {
        try #require(JSONDocumentReader.read(json, file: "f").node)
    }

    @Test("What is made of values has no problem, and reads back as the same values")
    func sample() throws {
        let configuration = PrometheusSample.configuration
        #expect(configuration.problems() == [])
        let read = PrometheusConfiguration.read(DocumentNode(configuration.document()), file: "f")
        #expect(read.diagnostics == [])
        #expect(read.section == configuration)
    }

    @Test("For an old version, what it lacks is told and the rest is written")
    func old() throws {
        let version = TargetVersion(2, 42)
        let configuration = PrometheusSample.configuration
        #expect(configuration.unsupported(in: version).count == 9)
        let document = DocumentNode(configuration.document(for: version))
        let problems = PrometheusCheck().check(document, file: "f", targets: Targets(prometheus: version))
        #expect(problems == [])
    }

    @Test("Between sections too, problems are found")
    func problems() {
        var configuration = PrometheusConfiguration(
            scrapeConfigs: [ScrapeConfig(jobName: "a"), ScrapeConfig(jobName: "a")])
        configuration.scrapeConfigs[0].scrapeTimeout = .hours(1)
        #expect(configuration.problems().map(\.rule).sorted() == ["duplicate-job", "timeout-exceeds-interval"])
    }

    @Test("An agent needs somebody to write to")
    func agent() {
        let job = ScrapeConfig(jobName: "a")
        #expect(
            PrometheusAgentConfiguration(remoteWrite: [], scrapeConfigs: [job]).problems().map(\.rule) == ["agent-mode"]
        )
        #expect(
            PrometheusAgentConfiguration(remoteWrite: [RemoteWrite(url: "http://a")], scrapeConfigs: [job]).problems()
                == [])
    }

    @Test("A file without mistakes is imported as a value, any other as it stands")
    func imported() throws {
        func content(_ json: String) throws -> ImportedFile.Content {
            ImportedFile(path: "prometheus.yml", node: try Self.node(json), text: "").content
        }
        let job = #"{"scrape_configs": [{"job_name": "a", "scrape_interval": "60s"}]"#
        guard case .prometheus(let typed) = try content(job + "}") else {
            Issue.record("not typed")
            return
        }
        #expect(typed.scrapeConfigs[0].scrapeInterval == .minutes(1))
        for rest in [#", "future": 1}"#, #", "global": {"scrape_interval": "soon"}}"#] {
            guard case .yaml = try content(job + rest) else {
                Issue.record("typed")
                return
            }
        }
    }

    @Test("In atalaya.yml an imported value is held against its keys, each at its line")
    func stack() throws {
        let text = """
            {"stack": {"name": "s"}, "imported": {"p.yml": {"prometheus": {
              "scrape_configs": [{"job_name": "a",
                "scrape_intervall": "1m"}]}}}}
            """
        let found = Stack.decode(try Self.node(text), file: "f").diagnostics
        #expect(found.map(\.rule) == ["unknown-key"])
        #expect(found.map(\.line) == [3])
    }

    @Test("Swift source has values where they say the same, and the document where they would be spelled otherwise")
    func source() throws {
        func source(_ json: String) throws -> String {
            let file = ImportedFile(path: "prometheus.yml", node: try Self.node(json), text: "")
            return SwiftStackSource(name: "s", files: [file]).text
        }
        let values = try source(#"{"scrape_configs": [{"scrape_interval": "1m", "job_name": "a"}]}"#)
        #expect(values.contains("section.scrapeInterval = .milliseconds(60000)"))
        for other in ["\"60s\"", "null"] {
            let document = try source(#"{"scrape_configs": [{"job_name": "a", "scrape_interval": \#(other)}]}"#)
            #expect(document.contains(".yaml(") && !document.contains("ScrapeConfig("))
        }
    }
}
