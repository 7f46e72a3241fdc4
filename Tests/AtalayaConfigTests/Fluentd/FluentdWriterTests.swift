@testable import AtalayaConfig
import Testing

@Suite("Fluentd writers")
struct FluentdWriterTests {
    @Test(
        "Any text comes out of the classic syntax as it went in, and nothing is evaluated", arguments: HostileText.all)
    func classicText(text: String) {
        let written = FluentdClassicWriter.text(.text(text))
        #expect(IndependentFluentdReader.value(written) == .text(text), "written as \(written)")
    }

    @Test(
        "Any text comes out of a classic list or hash as it went in, and nothing is evaluated",
        arguments: HostileText.all)
    func classicJSON(text: String) throws {
        for value in [FluentdValue.list([text]), .hash([(key: text, value: text)])] {
            let written = FluentdClassicWriter.text(value)
            guard case .json(let json) = IndependentFluentdReader.value(written) else {
                Issue.record("\(written) is not read as JSON")
                continue
            }
            // The only escape the classic writer adds is one that JSON undoes.
            #expect(!json.contains("#"))
            let expected: PlainValue = json.hasPrefix("[") ? .list([.string(text)]) : .object([text: .string(text)])
            #expect(try PlainValue(json: json) == expected)
        }
    }

    @Test(
        "In YAML any text is a plain scalar without a tag; only Ruby has the tag that evaluates",
        arguments: HostileText.all)
    func yamlText(text: String) {
        let pipeline = Self.pipeline(field: text)
        let written = FluentdYAMLWriter.write(pipeline)
        let line = written.split(separator: "\n").first { $0.contains("probe:") } ?? ""
        let value = line.drop { $0 != ":" }.dropFirst(2)
        #expect(value.hasPrefix("!") == false)
        #expect(value == YAMLScalar.text(text, in: .block))
    }

    static func pipeline(field: String) -> FluentdPipeline {
        FluentdPipeline(
            sources: [
                FluentdSource(id: "in", plugin: FluentdForwardInput(listen: Endpoint(host: "127.0.0.1", port: 24224)))
            ],
            routing: FluentdRouting(
                filters: [
                    FluentdFilterRule(
                        id: "add", tags: ["a.**", "b"],
                        plugin: FluentdRecordTransformer(fields: [("probe", FluentdRecordText(field))]))
                ],
                matches: [FluentdMatchRule(id: "out", tags: ["**"], plugin: FluentdStdoutOutput())]))
    }

    @Test("The two syntaxes say the same")
    func bothSyntaxes() {
        let pipeline = Self.pipeline(field: "it's")
        #expect(
            FluentdYAMLWriter.write(pipeline) == """
                system:
                  log_level: info
                  # Secrets stay out of Fluentd's own log.
                  suppress_config_dump: true

                config:
                  - source:
                      $type: forward
                      $id: in
                      bind: 127.0.0.1
                      port: 24224
                  - filter:
                      $tag: a.** b
                      $type: record_transformer
                      $id: add
                      record:
                        probe: it's
                  - match:
                      $tag: "**"
                      $type: stdout
                      $id: out

                """)
        #expect(
            FluentdClassicWriter.write(pipeline, header: ["Made by a test."]) == #"""
                # Made by a test.

                <system>
                  log_level info
                  # Secrets stay out of Fluentd's own log.
                  suppress_config_dump true
                </system>

                <source>
                  @type forward
                  @id in
                  bind 127.0.0.1
                  port 24224
                </source>

                <filter a.** b>
                  @type record_transformer
                  @id add
                  <record>
                    probe 'it\'s'
                  </record>
                </filter>

                <match **>
                  @type stdout
                  @id out
                </match>

                """#)
    }

    @Test("Ruby, lists and hashes carry the tags without which YAML would make something else of them")
    func tags() throws {
        let secret = try #require(FluentdRuby.environment("LOKI_PASSWORD"))
        let section = FluentdSection(
            "match", ["**"],
            parameters: [
                FluentdParameter("@type", .text("x")), FluentdParameter("password", .ruby(secret)),
                FluentdParameter("keys", .list(["a", "b"])),
                FluentdParameter("labels", .hash([(key: "a", value: "on")])),
            ])
        let pipeline = FluentdPipeline(
            sources: [],
            routing: FluentdRouting(matches: [FluentdMatchRule(id: "m", tags: ["**"], plugin: SectionOutput(section))]))
        let yaml = FluentdYAMLWriter.write(pipeline)
        #expect(yaml.contains(##"password: !fluent/s "#{ENV.fetch('LOKI_PASSWORD')}""##))
        #expect(yaml.contains("keys: !fluent/json [a, b]"))
        #expect(yaml.contains(#"labels: !fluent/json {a: "on"}"#))
        let classic = FluentdClassicWriter.write(pipeline)
        #expect(classic.contains(##"password "#{ENV.fetch('LOKI_PASSWORD')}""##))
        #expect(classic.contains(#"keys ["a", "b"]"#))
    }

    @Test("Repeated sections become a list, chunk keys a list, labels a section with a name")
    func nesting() {
        let buffer = FluentdBuffer(storage: .memory, chunkKeys: ["tag", "time"], timeSlice: .hours(1))
        let file = FluentdFileOutput(path: .literal("/a/") + .hour, buffer: buffer)
        let copy = FluentdCopyOutput(stores: [("first", file), ("second", FluentdNullOutput())])
        let pipeline = FluentdPipeline(
            sources: [],
            labels: [
                FluentdLabel(
                    name: "@X",
                    routing: FluentdRouting(matches: [FluentdMatchRule(id: "m", tags: ["**"], plugin: copy)]))
            ])
        let yaml = FluentdYAMLWriter.write(pipeline)
        for line in [
            "$name: \"@X\"", "store:", "- $type: file", "- $type: \"null\"", "$arg: [tag, time]", "timekey: 1h",
        ] {
            #expect(yaml.contains(line), "\(line) in \(yaml)")
        }
        #expect(FluentdClassicWriter.write(pipeline).contains("<buffer tag,time>"))
    }

    /// A plugin that is nothing but its parameters.
    struct SectionOutput: FluentdOutput {
        let section: FluentdSection

        init(_ section: FluentdSection) { self.section = section }

        var type: String { "x" }
        var parameters: [FluentdParameter] { Array(section.parameters.dropFirst()) }
    }
}
