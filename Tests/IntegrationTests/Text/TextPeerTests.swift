import AtalayaConfig
import Foundation
import Testing

/// Hostile text between two things that are filled in, read by the programs that fill them in.
@Suite("Text in its context, read by the real programs")
struct TextPeerTests {
    static let texts: [String] = [
        "plain", "", " leading and trailing ", "two\nlines\n", "tab\tand\rreturn", "emoji 🗼 and ünïcödé",
        "a\u{2028}b\u{85}c\u{FEFF}d", "a\r\nb", "quote\"s and 'quotes'", "back\\slash \\d \\n \\", "# comment", "a #b",
        "a: b", "- item", "[a, b]", "{a: b}", "!!python/object:x {}", "&anchor", "*alias", "~", "null", "on", "1e3",
        "1:30", "2001-01-01", "%", "%d", "|", ">", "=", "`id`",
        "$", "$$", "$HOME", "${HOME}", "${HOME:-x}", "${HOME", "$(id)", "$\u{301}{HOME}", "$1", "$__env{HOME}",
        "{", "}", "{{", "}}", "{{{", "{{{{ {{{", "x{", "}x", "{{ . }}", "{{ $value }}", "{{ end }}", "{{\u{301} x }}",
        "\u{600}{{x}}", "{{- x -}}", "{{/* x */}}", "{{ template \"x\" . }}", "{{\"{{\"}}",
        "#{1 + 1}", "#{raise}", "\"#{1}\"", "\\#{1}", "#\u{301}{1}", "#$0", "#@x", "\\u0041", "\\x41", "\\101",
    ]

    @Test("promtool: annotations of alerts", .needs(.promtool))
    func alerts() async throws {
        let rules = Self.texts.enumerated().map { index, text in
            AlertingRule(
                "A\(index)", expression: "vector(1)", holdDuration: .zero, severity: .info,
                labels: [AlertLabel("text", "x\(text)\(.value)")], summary: "\(.value)\(text)\(.value)")
        }
        let file = RuleFile(groups: [RuleGroup("texts", rules: rules.map(Rule.alerting))])
        let folder = try TemporaryFolder()
        try folder.write("rules.yml", YAMLWriter.write(file.document()))
        let tests = Self.texts.enumerated().map { index, text -> Document in
            let expected: Document = [
                "exp_labels": ["severity": "info", "text": .string("x\(text)1")],
                "exp_annotations": ["summary": .string("1\(text)1")],
            ]
            return ["eval_time": "1m", "alertname": .string("A\(index)"), "exp_alerts": [expected]]
        }
        let test: Document = ["rule_files": ["rules.yml"], "tests": [["alert_rule_test": .sequence(tests)]]]
        try folder.write("test.yml", YAMLWriter.write(test))
        let outcome = try await Peer.promtool.run(["test", "rules", "test.yml"], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("amtool: settings of receivers", .needs(.amtool))
    func receivers() async throws {
        let folder = try TemporaryFolder()
        let mark = "\u{1E}"
        let templates = Self.texts.map { "\(.status)\($0)\(.status)" as NotificationTemplate }
        try folder.write(
            "texts.tmpl", "{{ define \"texts\" }}\(templates.map(\.text).joined(separator: mark)){{ end }}")
        try folder.write("data.json", #"{"status": "firing"}"#)
        let outcome = try await Peer.amtool.run(
            [
                "template", "render", "--template.glob=texts.tmpl", "--template.data=data.json",
                "--template.text={{ template \"texts\" . }}",
            ], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        var output = outcome.output
        if output.hasSuffix("firing\n") { output.unicodeScalars.removeLast() }
        let read = output.unicodeScalars.split(separator: "\u{1E}", omittingEmptySubsequences: false).map(String.init)
        #expect(read == Self.texts.map { "firing\($0)firing" })
    }

    @Test("docker-compose: values of variables", .needs(.dockerCompose, .yaml))
    func compose() async throws {
        let tag = try #require(ComposeText.variable("NOBODY_SETS_THIS", default: "tag"))
        let service = ComposeService(
            name: "web", image: "web:\(tag)",
            environment: Self.texts.enumerated().map { ComposeVariable("V\($0.offset)", "\(tag)\($0.element)\(tag)") },
            limits: ComposeLimits(memory: .mebibytes(64)))
        let folder = try TemporaryFolder()
        try folder.write("docker-compose.yml", YAMLWriter.write(ComposeProject(services: [service]).document()))
        let outcome = try await Peer.dockerCompose.run(["-f", "docker-compose.yml", "config"], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let script = """
            import json, sys, yaml
            values = yaml.safe_load(sys.stdin.buffer.read().decode())["services"]["web"]["environment"]
            print(json.dumps([values["V%d" % index] for index in range(len(values))]))
            """
        let read = try await Peer.yaml.run(["-c", script], input: outcome.output)
        #expect(read.exitCode == 0, "\(read.errors)")
        let values = try JSONDecoder().decode([String].self, from: Data(read.output.utf8))
        // It prints a file again, with every dollar doubled.
        #expect(
            values
                == Self.texts.map {
                    "tag\($0)tag".unicodeScalars.reduce(into: "") { $0 += $1 == "$" ? "$$" : String($1) }
                })
    }

    @Test("Ruby: the strings that Fluentd evaluates", .needs(.ruby))
    func ruby() async throws {
        let home = try #require(FluentdRuby.environment("ATALAYA_TEXT"))
        let texts = Self.texts + ["nul\0byte", "\0001"]
        let strings = texts.map { ("\(home)\($0)\(home)" as FluentdRuby).text }
        let folder = try TemporaryFolder()
        try folder.write("strings.json", String(decoding: JSONEncoder().encode(strings), as: UTF8.self))
        let script = """
            require "json"
            ENV["ATALAYA_TEXT"] = "filled in"
            strings = JSON.parse(File.read("strings.json", encoding: "UTF-8"))
            puts JSON.generate(strings.map { |string| instance_eval("\\"" + string + "\\"") })
            """
        let outcome = try await Peer.ruby.run(["-e", script], in: folder.path)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let read = try JSONDecoder().decode([String].self, from: Data(outcome.output.utf8))
        #expect(read == texts.map { "filled in\($0)filled in" })
    }
}
