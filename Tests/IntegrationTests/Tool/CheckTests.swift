import Atalaya
import AtalayaMetrics
import Foundation
import Testing

@Suite("atalaya check")
struct CheckTests {
    let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    private func check(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, ["check"] + arguments, in: place.path)
    }

    @Test("an exposition in order has exit code 0")
    func good() async throws {
        try place.write("good.prom", "# TYPE a_total counter\na_total 1\n")
        try place.write("good.om", "# TYPE a counter\na_total 1\n# EOF\n")
        #expect(try await check("good.prom", "good.om").exitCode == 0)
    }

    @Test("problems are lines for people and one document for programs, with exit code 1")
    func problems() async throws {
        try place.write("bad.prom", "# HELP a_total A.\n# TYPE a_total counter\na_total one\n")
        let text = try await check("bad.prom")
        #expect(text.exitCode == 1)
        #expect(text.errorLines.first?.hasPrefix("bad.prom:3: error[exposition-syntax]: ") == true, "\(text.errors)")

        let json = try await check("--format", "json", "bad.prom")
        #expect(json.exitCode == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
        #expect(report.diagnostics.map(\.file) == ["bad.prom"])
        #expect(report.diagnostics.map(\.line) == [3])
        #expect(report.diagnostics.map(\.severity) == ["error"])
    }

    @Test(
        "YAML that would grow beyond all bounds is refused, and the limit is named",
        arguments: [
            (String(repeating: "[\n", count: 500), "more than 64 lists and mappings"),
            (String(repeating: "[", count: 100_000), "more than 1000 lists and mappings"),
            ("[" + String(repeating: "1,", count: 200_000) + "1]", "more than 60000 values"),
            (Self.bomb, "more than 60000 values, aliases resolved"),
            ((0...100).map { "%TAG !a\($0)! x\n" }.joined() + "--- a\n", "more than 100 directives"),
            ("a: *b\n", "the alias '*b' has no anchor before it"), ("a: &a [*a]\n", "the alias '*a' has no anchor"),
        ])
    func hostile(text: String, message: String) async throws {
        try place.write("hostile.yml", text)
        let outcome = try await check("--kind", "prometheus", "hostile.yml")
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.errors.contains("error[yaml-syntax]: ") && outcome.errors.contains(message), "\(outcome.errors)")
    }

    private static let bomb: String = {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1..<20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return text
    }()

    @Test("files with jobs are checked together with the configuration that names them")
    func scrapeConfigFiles() async throws {
        try place.write("jobs/a.yml", "scrape_configs:\n  - job_name: x\n")
        try place.write("jobs/b.yml", "scrape_configs:\n  - job_name: y\n")
        try place.write("prometheus.yml", "scrape_config_files: ['jobs/*.yml']\n")
        #expect(try await check("prometheus.yml").exitCode == 0)
        try place.write("prometheus.yml", "scrape_config_files: [jobs/a.yml, 'jobs/*.yml']\n")
        let outcome = try await check("prometheus.yml")
        #expect(
            outcome.errorLines.first?.hasPrefix("jobs/a.yml:2: error[duplicate-job]: ") == true, "\(outcome.errors)")
    }

    @Test("a patch that a kustomization names is no object that lacks things")
    func patches() async throws {
        let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: 3\n"
        try place.write("overlay/replicas.yml", patch)
        try place.write("overlay/deep/replicas.yml", patch)
        try place.write("overlay/operations.yml", "- op: remove\n  path: spec/replicas\n")
        let whole = try await check("overlay/replicas.yml")
        #expect(whole.errors.contains("error[missing-key]"), "\(whole.errors)")
        try place.write(
            "overlay/kustomization.yaml",
            "patches:\n  - path: replicas.yml\n  - path: ./deep/replicas.yml\n  - path: operations.yml\n    target: {kind: Deployment}\n"
        )
        let outcome = try await check("overlay")
        #expect(outcome.errorLines.count { $0.contains("error[") } == 1, "\(outcome.errors)")
        #expect(outcome.errorLines.first?.hasPrefix("overlay/operations.yml:2: error[patch-path]: ") == true)
        #expect(try await check("overlay/deep/replicas.yml").exitCode == 0)
    }

    @Test("a kustomization is held to its keys, its files and the patches that stand in it")
    func kustomization() async throws {
        try place.write("app/a.yml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}\n")
        try place.write("app/data.txt", "x")
        try place.write("base/kustomization.yml", "resources: []\n")
        try place.write("empty/data.txt", "")
        try place.write(
            "app/kustomization.yaml",
            """
            resources: [a.yml, ../base, b.yml, ../empty]
            configMapGenerator:
              - name: data
                files: [data.txt, other=missing.txt]
            patches:
              - target: {kind: Service}
                patch: |
                  - op: replace
                    path: spec/ports
                    value: []
              - patch: |-
                  apiVersion: apps/v1
                  kind: Deployment
                  metadata: {name: a}
                  spec:
                    replicass: 3
              - patch: "- op: remove\\n  path: /a"
              - patch: "a: ["
            imagess: []

            """)
        let outcome = try await check("app")
        let file = "app/kustomization.yaml"
        #expect(
            outcome.errorLines.filter { $0.contains("error[") }.map { $0.components(separatedBy: "]: ")[0] } == [
                "\(file):1: error[kustomize-file", "\(file):1: error[kustomize-file",
                "\(file):4: error[kustomize-file", "\(file):9: error[patch-path", "\(file):16: error[unknown-key",
                "\(file):17: error[kustomize-target", "\(file):18: error[kustomize-patch",
                "\(file):19: error[unknown-key",
            ], "\(outcome.errors)")
    }

    @Test("files beside the configurations are told by what is in them")
    func besides() async throws {
        try place.write("web.yml", "basic_auth_users:\n  a: hunter2\n")
        try place.write("targets.yml", "- targets: ['http://x/']\n")
        try place.write("mail.tmpl", "{{ define \"a\" }}\n{{ nothing }}{{ end }}\n")
        let outcome = try await check(".")
        let rules = [
            "web.yml:2: error[web-password]", "targets.yml:1: warning[target-form]",
            "mail.tmpl:2: error[template-syntax]",
        ]
        for rule in rules { #expect(outcome.errors.contains(rule), "\(outcome.errors)") }
    }

    @Test("a problem in an expression is told where it stands, also inside of a block")
    func expressions() async throws {
        try place.write(
            "rules.yml",
            #"""
            groups:
              - name: g
                rules:
                  - record: a
                    expr: |

                      sum(x{y="ä"})
                        + rate(up)
                  - record: b
                    expr: 'sum by ("a''b") (x{y="z"}) + up{'
                  - record: c
                    expr: "x{a=\"b\"} + 'c'"
                  - record: d
                    expr: sum(up
                  - record: e
                    expr: >
                      sum(x)
                      + rate(up)
            """#)
        let json = try await check("--format", "json", "rules.yml")
        #expect(json.exitCode == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
        #expect(
            report.diagnostics.map(\.rule) == [
                "promql-type", "promql-syntax", "promql-type", "promql-syntax", "promql-type",
            ])
        #expect(report.diagnostics.map(\.line) == [8, 10, 12, 14, 16])
        #expect(report.diagnostics.map(\.column) == [20, 48, 29, 21, 15])
    }

    @Test("an exposition is linted: what is unwise is a warning, and an error where that is asked for")
    func advice() async throws {
        try place.write("unwise.prom", "# HELP waitMs Waits.\n# TYPE waitMs gauge\nwaitMs{job=\"a\"} 1\n")
        let outcome = try await check("--exposition", "unwise.prom")
        #expect(outcome.exitCode == 0)
        let beginnings = [
            "unwise.prom:1: warning[metric-name-not-snake-case]: ", "unwise.prom:1: warning[label-of-target]: ",
        ]
        for beginning in beginnings {
            #expect(outcome.errorLines.contains { $0.hasPrefix(beginning) }, "\(outcome.errors)")
        }
        #expect(try await check("--strict", "--exposition", "unwise.prom").exitCode == 1)
        #expect(try await check("--exposition", "unwise.prom", "--kind", "rules").exitCode == 2)
        #expect(try await check("--exposition", "nowhere.prom").exitCode == 2)
        #expect(try await check().exitCode == 2)
    }

    @Test("standard input is checked in the format that it is said to be in")
    func standardInput() async throws {
        let text = "# TYPE a counter\na_total 1\n"
        for (kind, code) in [("exposition", Int32(0)), ("openmetrics", 1)] {
            let outcome = try await RunningProgram.run(
                Checkout.tool, ["check", "--exposition", "-", "--kind", kind], in: place.path, input: text)
            #expect(outcome.exitCode == code, "\(kind): \(outcome.errors)")
        }
    }

    @Test("a URL is scraped and its Content-Type looked at; where nobody answers the exit code is 2")
    func scraped() async throws {
        let registry = MetricsRegistry()
        try registry.makeCounter(.counter("jobs_total", help: "Jobs.")).increment()
        try await ServedRegistry.serving(registry, beside: [NoFormatRoute()]) { address in
            let url = "http://\(address)/metrics"
            #expect(try await check("--strict", "--exposition", url).exitCode == 0)
            #expect(try await check("--strict", "--kind", "exposition", "--exposition", url).exitCode == 0)
            let noFormat = try await check("--exposition", "http://\(address)/json")
            #expect(noFormat.exitCode == 1)
            #expect(noFormat.errors.contains("error[exposition-content-type]"), "\(noFormat.errors)")
            #expect(try await check("--exposition", "http://\(address)/nothing").exitCode == 2)
        }
        #expect(try await check("--exposition", "http://127.0.0.1:1/metrics").exitCode == 2)
    }

    /// Metrics, but nobody says so.
    private struct NoFormatRoute: ExporterRoute {
        let path = "/json"
        let method = "GET"
        let summary = ""
        func respond(to request: ExporterRequest) async -> ExporterResponse {
            ExporterResponse(status: 200, headers: [("Content-Type", "application/json")], body: Array("a 1\n".utf8))
        }
    }

    @Test("a file that cannot be read, or whose kind nobody can tell, has exit code 2")
    func unreadable() async throws {
        try place.write("what.txt", "hello")
        #expect(try await check("nowhere.prom").exitCode == 2)
        #expect(try await check("what.txt").exitCode == 2)
        #expect(try await check("--kind", "nonsense", "what.txt").exitCode == 2)
    }

    @Test("of a directory every known file is checked, each by the rules of its kind; others are passed over")
    func directory() async throws {
        try place.write("stack/prometheus.yml", "scrape_configs:\n  - job_name: a\n    scrape_intervall: 5s\n")
        try place.write("stack/rules/app.yml", "groups:\n  - name: g\n    rules:\n      - alert: A\n")
        try place.write("stack/notes.txt", "hello")
        let outcome = try await check("stack")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errorLines.contains { $0.hasPrefix("stack/prometheus.yml:3: error[") }, "\(outcome.errors)")
        #expect(outcome.errorLines.contains { $0.hasPrefix("stack/rules/app.yml:4: error[") }, "\(outcome.errors)")
        #expect(!outcome.errors.contains("notes.txt"))
    }

    @Test("what a version lacks is a problem for that version only")
    func targets() async throws {
        try place.write(
            "prometheus.yml",
            "scrape_configs:\n  - job_name: a\n    fallback_scrape_protocol: PrometheusText0.0.4\n    static_configs: [{targets: [\"a:1\"]}]\n"
        )
        #expect(try await check("prometheus.yml").exitCode == 0)
        #expect(try await check("--target", "prometheus=2.42", "prometheus.yml").exitCode == 1)
        #expect(try await check("--target", "prometheus", "prometheus.yml").exitCode == 2)
    }

    private struct Report: Decodable {
        struct Entry: Decodable {
            var file: String
            var line: Int
            var column: Int
            var rule: String
            var severity: String
            var message: String
        }
        var diagnostics: [Entry]
    }
}
