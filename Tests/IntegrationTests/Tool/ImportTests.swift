import Foundation
import Testing

@Suite("atalaya import")
struct ImportTests {
    let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    private func run(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, arguments, in: place.path)
    }

    private func contents(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: place.path).appending(path: name), encoding: .utf8)
    }

    /// One file of each kind, with what the kind makes difficult.
    private static let files: [(name: String, text: String)] = [
        (
            "prometheus.yml",
            """
            global: {scrape_interval: 15s, external_labels: {cluster: "3.10", on: yes}}
            future_key: {deep: [1.50, 0x1F, ~, "no", 1_000]}
            scrape_configs:
              - job_name: a
                honor_labels: yes
                relabel_configs:
                  - {source_labels: [__address__], regex: '(.*):\\d+', target_label: host, replacement: "$1"}
                static_configs: [{targets: ["a:1"]}]

            """
        ),
        (
            "rules/shop.yml",
            """
            groups:
              - name: shop
                rules:
                  - alert: Down
                    expr: |
                      up{job="shop"}
                        == 0
                    annotations: {summary: '{{ $labels.instance }} is "down": #1'}

            """
        ),
        (
            "alertmanager.yml",
            """
            route: {receiver: team, group_by: ['...']}
            receivers: [{name: team, webhook_configs: [{url: "http://hook/"}]}]
            templates: [ "*.tmpl" ]

            """
        ),
        (
            "boards/t.json",
            #"{"title": "T", "schemaVersion": 39, "ours": [1.0, 1e25, "a\nb", ""], "panels": [{"type": "stat", "id": 1}]}"#
        ),
        (
            "boards/v2.json",
            #"{"apiVersion": "dashboard.grafana.app/v2", "kind": "Dashboard", "metadata": {"name": "n"}, "spec": {"title": "T", "elements": {}, "layout": {"kind": "GridLayout", "spec": {"items": []}}}}"#
        ),
        (
            "fluent.conf",
            """
            <source>
              @type forward
            </source>
            <match a.** b>
              @type stdout
              name "#{ENV['HOST']}"
              labels {"a": 1.50}
              <buffer tag>
                path /var/${tag}
              </buffer>
            </match>

            """
        ),
        (
            "fluent.yml",
            """
            config:
              - match:
                  $tag: "**"
                  $type: stdout
                  name: !fluent/s "#{ENV['HOST']}"
                  labels: !fluent/json {a: 1}

            """
        ),
    ]

    @Test("Every kind of file is imported, generated and imported again, and each time it is the same")
    func roundTrip() async throws {
        for file in Self.files { try place.write(file.name, file.text) }
        let imported = try await run("import", "--output", "atalaya.yml", ".")
        #expect(imported.exitCode == 0, "\(imported.errors)")
        let generated = try await run("generate", "--output", "out")
        #expect(generated.exitCode == 0, "\(generated.errors)")
        #expect(generated.output.contains("\(Self.files.count) written"), "\(generated.output)")
        let again = try await run("import", "--root", "out", "--output", "again.yml", "out")
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try contents("again.yml") == contents("atalaya.yml"))
        let prometheus = try contents("out/prometheus.yml")
        for kept in ["future_key", "1.50", "0x1F", "honor_labels: yes", #""3.10""#, "1_000"] {
            #expect(prometheus.contains(kept), "\(kept)")
        }
        #expect(try contents("out/fluent.conf").contains("#{ENV['HOST']}"))
        #expect(try contents("out/fluent.yml").contains("!fluent/s"))
    }

    @Test(
        "What cannot come along whole is refused, and nothing is written",
        arguments: [
            ("a.yml", "groups: []\n---\ngroups: []\n"), ("a.yml", "groups: [\n"),
            ("a.json", #"{"title": "T", "title": "U", "panels": []}"#),
            ("a.txt", "words"), ("atalaya.yml", "stack: {name: x}\n"),
        ])
    func refuses(name: String, text: String) async throws {
        try place.write(name, text)
        let outcome = try await run("import", name, "--output", "out.yml")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains(name))
        #expect(!FileManager.default.fileExists(atPath: place.path + "/out.yml"))
    }

    @Test("A file that is there is replaced only when asked to")
    func keepsOutput() async throws {
        try place.write("rules.yml", "groups: []\n")
        try place.write("atalaya.yml", "mine\n")
        #expect(try await run("import", "rules.yml", "--output", "atalaya.yml").exitCode == 1)
        #expect(try contents("atalaya.yml") == "mine\n")
        #expect(try await run("import", "rules.yml", "--output", "atalaya.yml", "--force").exitCode == 0)
    }

    @Test("A dashboard is converted to the form of the target, with a report of what was left out")
    func converts() async throws {
        try place.write(
            "t.json", #"{"title": "T", "uid": "t", "version": 4, "panels": [{"type": "stat", "id": 1}]}"#)
        let outcome = try await run("convert", "t.json", "--target", "grafana=12.2")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("dashboard.grafana.app/v2beta1"))
        #expect(outcome.errors.contains("t.json: left out: dashboard.version: the API counts versions itself"))
        #expect(try await run("convert", "t.json", "--target", "grafana=11").exitCode == 2)
        try place.write("other.json", "{}")
        #expect(try await run("convert", "other.json").exitCode == 1)
    }
}
