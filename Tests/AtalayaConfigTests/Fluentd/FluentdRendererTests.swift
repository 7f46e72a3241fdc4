@testable import AtalayaConfig
import Testing

@Suite("Fluentd renderer")
struct FluentdRendererTests {
    static func pipeline(_ change: (inout Stack) -> Void = { _ in }) throws -> FluentdPipeline {
        var stack = try TestStacks.full.validated().stack
        change(&stack)
        return StackPipeline(stack: stack).pipeline
    }

    @Test("The rendered pipeline keeps every rule of Fluentd", arguments: TestStacks.allCases)
    func noFindings(stack: TestStacks) throws {
        #expect(StackPipeline(stack: try stack.validated().stack).pipeline.findings() == [])
    }

    @Test("Records are archived and sent to Loki; a full buffer makes the sender wait")
    func outputs() throws {
        let yaml = FluentdYAMLWriter.write(try Self.pipeline())
        for line in [
            "path: /fluentd/archive/${tag}.%Y%m%d%H", "compress: gzip", "timekey: 1h", "url: http://loki:3100",
            "$arg: [tag, time]",
            "port: 24231", "$name: \"@ERROR\"",
        ] {
            #expect(yaml.contains(line), "\(line)")
        }
        #expect(yaml.ranges(of: "overflow_action: block").count == 3)
        #expect(!yaml.contains("overflow_action: throw_exception"))
    }

    @Test("Loki gets exactly the labels that log queries select by")
    func lokiLabels() throws {
        let loki = try #require(Self.loki(of: try Self.pipeline()).output)
        #expect(Set(loki.fieldLabels.map(\.name) + loki.fixedLabels.map(\.name)) == Set(LogQuery.streamLabels))
    }

    @Test("A field is added under a reserved name only, and only where it leaves the line again as a label of Loki")
    func ownFieldsStay() throws {
        let pipeline = try Self.pipeline()
        let filters = pipeline.routing.filters + pipeline.labels.flatMap(\.routing.filters)
        let (label, output) = Self.loki(of: pipeline)
        let loki = try #require(output)
        #expect(!filters.isEmpty)
        #expect(label?.routing.filters.count == filters.count, "the archive's records pass no filter")
        for filter in filters {
            let transformer = try #require(filter.plugin as? FluentdRecordTransformer)
            for (name, _) in transformer.fields {
                #expect(name.hasPrefix(StackPipeline.reservedPrefix))
                #expect(loki.fieldLabels.contains { $0.field == name })
            }
        }
    }

    @Test("A service's level is read from the field that the service has it in")
    func levelField() throws {
        let yaml = FluentdYAMLWriter.write(try Self.pipeline())
        #expect(yaml.contains("atalaya_level: ${record[\"severity\"]}"))
        #expect(yaml.contains("atalaya_service: shop"))
    }

    private static func loki(of pipeline: FluentdPipeline) -> (label: FluentdLabel?, output: FluentdLokiOutput?) {
        let label = pipeline.labels.first { $0.routing.matches.contains { $0.plugin is FluentdLokiOutput } }
        return (label, label?.routing.matches.compactMap { $0.plugin as? FluentdLokiOutput }.first)
    }

    @Test("A place without Loki and without metrics needs no gem")
    func plain() throws {
        let pipeline = try Self.pipeline {
            $0.loki.isEnabled = false
            $0.fluentd.metricsAddress = nil
        }
        #expect(pipeline.gems.isEmpty)
        #expect(pipeline.findings() == [])
        let yaml = FluentdYAMLWriter.write(pipeline)
        #expect(!yaml.contains("loki") && !yaml.contains("prometheus"))
        #expect(yaml.contains("$id: archive"))
    }

    @Test(
        "The archive's files are as long as the stack says, and their names tell them apart",
        arguments: [
            (PrometheusDuration.hours(6), "6h", "%Y%m%d%H\n"), (.minutes(5), "5m", "%Y%m%d%H%M\n"),
            (.seconds(2), "2s", "%Y%m%d%H%M%S\n"), (.milliseconds(1), "1s", "%Y%m%d%H%M%S\n"),
        ])
    func archiveInterval(interval: PrometheusDuration, slice: String, name: String) throws {
        let pipeline = try Self.pipeline { $0.fluentd.archiveInterval = interval }
        #expect(pipeline.findings() == [])
        let yaml = FluentdYAMLWriter.write(pipeline)
        #expect(yaml.contains("timekey: \(slice)\n"))
        #expect(yaml.contains("path: /fluentd/archive/${tag}.\(name)"))
    }

    @Test("A place without any destination shows the records")
    func noDestination() throws {
        let pipeline = try Self.pipeline {
            $0.loki.isEnabled = false
            $0.fluentd.archiveDirectory = nil
        }
        #expect(pipeline.findings() == [])
        #expect(FluentdYAMLWriter.write(pipeline).contains("$type: stdout"))
    }

    @Test("The image has the gems of the configuration, pinned, and does not run as root")
    func image() throws {
        let files = FluentdRenderer().render(try TestStacks.full.validated())
        let dockerfile = try #require(files.first { $0.path == "logging/Dockerfile" }).contents
        #expect(dockerfile.contains("gem install --no-document fluent-plugin-grafana-loki --version 1.3.0"))
        #expect(dockerfile.contains("gem install --no-document fluent-plugin-prometheus --version 2.2.2"))
        #expect(dockerfile.contains("FROM fluent/fluentd:v1.19.3-debian-2.2"))
        let users = dockerfile.split(separator: "\n").filter { $0.hasPrefix("USER ") }
        #expect(users.last == "USER 999:999")
        #expect(dockerfile.contains("HEALTHCHECK"))
    }

    @Test("A path in the Dockerfile is one word of the shell", arguments: HostileText.all.filter { !$0.isEmpty })
    func shellWords(text: String) {
        let word = FluentdImage.shellWord(text)
        guard word != text else { return }
        let parts = word.dropFirst().dropLast().split(separator: "'\\''", omittingEmptySubsequences: false)
        #expect(parts.allSatisfy { !$0.contains("'") })
        #expect(parts.joined(separator: "'") == text)
    }

    @Test("Without Fluentd nothing is rendered")
    func disabled() throws {
        var stack = try TestStacks.full.validated().stack
        stack.fluentd.isEnabled = false
        let validated = try #require(stack.validate().validated)
        #expect(FluentdRenderer().render(validated).isEmpty)
    }
}
