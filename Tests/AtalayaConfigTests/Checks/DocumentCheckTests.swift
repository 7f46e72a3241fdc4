import AtalayaConfig
import Testing

/// A document, and the rules it breaks.
struct CheckCase: CustomTestStringConvertible, Sendable {
    var kind: String
    var json: String
    var rules: [String]
    var testDescription: String { "\(kind) \(rules.joined(separator: "+")): \(json)" }

    init(_ kind: String, _ rules: [String], _ json: String) {
        self.kind = kind
        self.rules = rules
        self.json = json
    }

    static func job(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase("prometheus", rules, #"{"scrape_configs": [{"job_name": "a", \#(fields)}]}"#)
    }

    static func relabel(_ rules: [String], _ step: String) -> CheckCase {
        job(rules, #""relabel_configs": [\#(step)]"#)
    }

    static func rule(_ rules: [String], _ rule: String) -> CheckCase {
        CheckCase("rules", rules, #"{"groups": [{"name": "g", "rules": [\#(rule)]}]}"#)
    }

    static func route(_ rules: [String], _ fields: String) -> CheckCase {
        let receivers = #""receivers": [{"name": "a"}], "time_intervals": [{"name": "t", "time_intervals": []}]"#
        return CheckCase("alertmanager", rules, #"{"route": {"receiver": "a", \#(fields)}, \#(receivers)}"#)
    }

    static let kinds = Set(all.map(\.kind)).sorted()

    static let all: [CheckCase] =
        core + clients + web + discovery + agent + ruleTests + receivers + dashboards + provisioning + alerting
        + fluentd + compose
        + kubernetes + kustomize

    /// Good and bad in pairs, so that a rule is seen both to speak and to be silent.
    static let core: [CheckCase] = [
        // Tables of keys
        .job(["unknown-key"], #""scrape_intervall": "1s""#),
        .job([], #""scrape_interval": "10s", "scrape_timeout": "10s""#),
        .job(["wrong-type"], #""honor_labels": "yes""#),
        .job(["wrong-type"], #""static_configs": {}"#),
        .job(["invalid-duration"], #""scrape_interval": "1.5m""#),
        .job(["invalid-size"], #""body_size_limit": "100""#),
        .job([], #""body_size_limit": "15MB", "honor_labels": true, "metrics_path": null"#),
        .job(["invalid-choice"], #""scheme": "htp""#),
        .job(["null-item"], #""static_configs": [null]"#),
        .job([], #""static_configs": [{"labels": {}}]"#),
        .job(["key-removed"], #""scrape_classic_histograms": true"#),
        CheckCase("prometheus", ["wrong-type"], "[]"),
        CheckCase("prometheus", ["wrong-type"], #"{"scrape_configs": [1]}"#),
        CheckCase("prometheus", ["duplicate-key"], #"{"global": {}, "global": {}}"#),
        // prometheus.yml
        CheckCase("prometheus", ["duplicate-job"], #"{"scrape_configs": [{"job_name": "a"}, {"job_name": "a"}]}"#),
        CheckCase("prometheus", [], #"{"scrape_configs": [{"job_name": "a"}, {"job_name": "b"}]}"#),
        CheckCase(
            "prometheus", ["timeout-exceeds-interval"],
            #"{"global": {"scrape_interval": "5s", "scrape_timeout": "6s"}}"#),
        .job(["timeout-exceeds-interval"], #""scrape_timeout": "2m""#),
        CheckCase("prometheus", ["rule-file-pattern"], #"{"rule_files": ["a/*/*"]}"#),
        CheckCase("prometheus", ["rule-file-pattern"], #"{"rule_files": ["a/*/b.yml"]}"#),
        CheckCase("prometheus", [], #"{"rule_files": ["a/*.yml", "b.yml"]}"#),
        .job(["target-address"], #""static_configs": [{"targets": ["http://x:1"]}]"#),
        .job(
            [],
            #""static_configs": [{"targets": ["http://x:1"]}], "relabel_configs": [{"target_label": "__address__", "replacement": "x"}]"#
        ),
        CheckCase("prometheus", ["missing-key"], #"{"scrape_configs": [{"job_name": ""}]}"#),
        CheckCase(
            "prometheus", ["queue-limits"], #"{"remote_write": [{"url": "u", "queue_config": {"max_shards": 0}}]}"#),
        CheckCase(
            "prometheus", ["queue-limits"],
            #"{"remote_write": [{"url": "u", "queue_config": {"min_shards": 3, "max_shards": 2}}]}"#),
        CheckCase(
            "prometheus", [],
            #"{"remote_write": [{"url": "u", "queue_config": {"min_backoff": "1s", "max_backoff": "1s"}}]}"#),
        // Relabelling
        .relabel(["relabel-action"], #"{"action": "replac", "target_label": "x"}"#),
        .relabel(["relabel-action"], #"{"action": ""}"#),
        .relabel([], #"{"action": "Replace", "target_label": "x", "replacement": "", "separator": ""}"#),
        .relabel(["relabel-settings"], #"{"source_labels": ["a"]}"#),
        .relabel(["relabel-settings"], #"{"action": "hashmod", "source_labels": ["a"], "target_label": "x"}"#),
        .relabel([], #"{"action": "hashmod", "source_labels": ["a"], "target_label": "x", "modulus": 2}"#),
        .relabel(
            ["relabel-settings"],
            #"{"action": "lowercase", "source_labels": ["a"], "target_label": "x", "replacement": "y"}"#),
        .relabel(
            ["relabel-settings"], #"{"action": "keepequal", "source_labels": ["a"], "target_label": "x", "regex": "y"}"#
        ),
        .relabel(["relabel-settings"], #"{"action": "labeldrop", "regex": "a", "source_labels": ["a"]}"#),
        .relabel([], #"{"action": "labeldrop", "regex": "a"}"#),
        .relabel(["relabel-settings"], #"{"action": "labelmap", "regex": "a", "replacement": "a-b"}"#),
        .relabel([], #"{"action": "labelmap", "regex": "a", "replacement": "x_${1}"}"#),
        .relabel(["relabel-group-name"], #"{"target_label": "x", "replacement": "$1_foo"}"#),
        .relabel([], #"{"target_label": "x", "replacement": "${1}_foo$2-$name"}"#),
        // Rules
        CheckCase("rules", ["group-name"], #"{"groups": [{"name": "g", "rules": []}, {"name": "g", "rules": []}]}"#),
        CheckCase("rules", ["missing-key"], #"{"groups": [{"name": "", "rules": []}]}"#),
        CheckCase("rules", [], #"{"groups": [{"name": "g", "rules": []}, {"name": "h", "rules": []}]}"#),
        .rule(["record-or-alert"], #"{"expr": "up"}"#),
        .rule(["record-or-alert"], #"{"expr": "up == 0", "record": "a", "alert": "b"}"#),
        .rule([], #"{"expr": "up", "record": "a"}, {"expr": "up == 0", "alert": "b", "for": "1m"}"#),
        .rule(["record-settings"], #"{"expr": "up", "record": "a", "for": "1m"}"#),
        .rule(["record-name"], #"{"expr": "up", "record": "up{a=\"b\"}"}"#),
        .rule([], #"{"expr": "up", "record": "a:b"}, {"expr": "up", "record": "a-b"}"#),
        .rule(["missing-key"], #"{"expr": "", "alert": "b"}"#),
        .rule([], #"{"expr": "up == 0", "alert": "b", "annotations": {"a-b": "x"}}"#),
        .rule(["label-name"], #"{"expr": "up == 0", "alert": "b", "labels": {"__name__": "x"}}"#),
        .rule([], #"{"expr": "up == 0", "alert": "b", "labels": {"a": "x"}, "annotations": {"c": "{{ $value }}"}}"#),
        .rule(["changing-label"], #"{"expr": "up == 0", "alert": "b", "labels": {"a": "{{ $value }}"}}"#),
        .rule([], #"{"expr": "up == 0", "alert": "b", "labels": {"a": "{{ $labels.job }}"}}"#),
        .rule(["template-syntax"], #"{"expr": "up == 0", "alert": "b", "annotations": {"c": "{{ $label.job }}"}}"#),
        .rule(["template-field"], #"{"expr": "up == 0", "alert": "b", "annotations": {"c": "{{ .labels.job }}"}}"#),
        .rule(["template-field"], #"{"expr": "up == 0", "alert": "b", "annotations": {"c": "{{ $labels.a.b }}"}}"#),
        .rule([], #"{"expr": "up == 0", "alert": "b", "annotations": {"c": "{{ $labels.a }}.b: $labels.a.b"}}"#),
        .rule([], #"{"expr": "up == 0", "alert": "b", "annotations": {"c": "{{ with .Labels }}{{ .job }}{{ end }}"}}"#),
        .rule(["promql-type"], #"{"expr": "rate(up)", "record": "a"}"#),
        .rule([], #"{"expr": 1, "record": "a"}"#),
        .rule(
            ["rate-of-rate"], #"{"expr": "sum(rate(x[5m]))", "record": "y"}, {"expr": "rate(y[5m])", "record": "z"}"#),
        .rule(["template-label"], #"{"expr": "sum(x) > 1", "alert": "b", "annotations": {"c": "{{ $labels.job }}"}}"#),
        .rule(
            [],
            #"{"expr": "x > 1", "alert": "b", "annotations": {"c": "{{ .Labels.job }} {{ index $labels \"a.b\" }}"}}"#),
        .rule([], #"{"expr": "up{job=\"a\"}", "record": "a"}, {"expr": "up{job=\"b\"}", "record": "a"}"#),
        .rule(["duplicate-record"], #"{"expr": "up", "record": "a"}, {"expr": "up", "record": "a"}"#),
        .rule([], #"{"expr": "up", "record": "a"}, {"expr": "up", "record": "a", "labels": {"x": "1"}}"#),
        CheckCase("rules", ["group-interval-stale"], #"{"groups": [{"name": "g", "interval": "10m", "rules": []}]}"#),
        CheckCase("rules", [], #"{"groups": [{"name": "g", "interval": "5m", "rules": []}]}"#),
        .rule(["whole-number-bound"], #"{"expr": "x_bucket{le=\"1\"}", "record": "b"}"#),
        .rule([], #"{"expr": "x_bucket{le=\"1.0\"} + y{role=\"1\"}", "record": "b"}"#),
        // alertmanager.yml
        CheckCase("alertmanager", ["missing-key"], #"{"receivers": []}"#),
        CheckCase("alertmanager", ["root-route"], #"{"route": {}}"#),
        .route(["root-route"], #""continue": true"#),
        .route(["root-route"], #""matchers": ["a=\"b\""]"#),
        .route([], #""routes": [{"matchers": ["a=\"b\""], "continue": true}]"#),
        CheckCase(
            "alertmanager", ["receiver-name"],
            #"{"route": {"receiver": "a"}, "receivers": [{"name": "a"}, {"name": "a"}]}"#),
        .route(["receiver-exists"], #""routes": [{"receiver": "b"}]"#),
        .route(["time-interval-exists"], #""routes": [{"active_time_intervals": ["u"]}]"#),
        .route([], #""routes": [{"active_time_intervals": ["t"]}]"#),
        .route(["group-by"], #""group_by": ["a", "a"]"#),
        .route(["group-by"], #""group_by": ["...", "a"]"#),
        .route([], #""group_by": ["..."]"#),
        .route(["interval-zero"], #""group_interval": "0s""#),
        .route([], #""group_wait": "0s""#),
        .route(["repeat-never"], #""group_interval": "5m", "repeat_interval": "1m""#),
        .route(["repeat-never"], #""routes": [{"repeat_interval": "1m"}]"#),
        .route([], #""group_interval": "1m", "routes": [{"repeat_interval": "1m"}]"#),
        .route(["matcher-syntax"], #""routes": [{"matchers": ["severity"]}]"#),
        .route(["matcher-syntax"], #""routes": [{"matchers": ["a=\"b"]}]"#),
        .route(["matcher-syntax"], #""routes": [{"matchers": ["=b"]}]"#),
        .route(["matcher-quotes"], #""routes": [{"matchers": ["severity=page"]}]"#),
        .route([], #""routes": [{"matchers": ["severity=\"page\"", "a =~ \"b|c\"", "{a!=\"b\"}", "\"ä\"=\"b\""]}]"#),
        .route(["deprecated-match"], #""routes": [{"match": {"a": "b"}}]"#),
        // The stack
        CheckCase("stack", ["unknown-key"], #"{"stack": {"name": "a"}, "servces": {}}"#),
        CheckCase("stack", [], #"{"stack": {"name": "a"}}"#),
    ]
}

struct DocumentCheckTests {
    private func check(_ kind: String, _ json: String, targets: Targets = Targets()) throws -> [Diagnostic] {
        let check = try #require(DocumentChecks.kind(kind))
        if check.recognises(text: json) { return check.check(text: json, file: "f", targets: targets) }
        let node = try #require(JSONDocumentReader.read(json, file: "f").node)
        return check.check(node, file: "f", targets: targets)
    }

    @Test("A broken rule is reported once, and nothing else", arguments: CheckCase.all)
    func rules(_ testCase: CheckCase) throws {
        let diagnostics = try check(testCase.kind, testCase.json)
        #expect(diagnostics.map(\.rule) == testCase.rules, "\(diagnostics)")
        #expect(diagnostics.allSatisfy { $0.line > 0 })
    }

    /// What only files and YAML show: KustomizationFilesTests, KustomizationTests.
    private static let brokenElsewhere = ["kustomize-file", "kustomize-patch", "kustomize-target"]

    @Test("Every rule of every kind is broken by a case", arguments: DocumentChecks.all.map(\.kind))
    func complete(kind: String) throws {
        let expressionRules = Set(PromQLRules.all.map(\.id))
        let rules = try #require(DocumentChecks.kind(kind)).rules.map(\.id).filter { !expressionRules.contains($0) }
        #expect(Set(rules).count == rules.count)
        // An agent's file is held to the rules of the others too, which have their cases there.
        let kinds = [kind, kind == "prometheus-agent" ? "prometheus" : kind]
        let seen = Set(CheckCase.all.filter { kinds.contains($0.kind) }.flatMap(\.rules))
        // Free names of labels are legal for the default target; the case below has the older one.
        #expect(
            Set(rules).subtracting(seen).subtracting(
                kinds.contains("prometheus") || kind == "targets" ? ["label-name"] : []
            ).subtracting(Self.brokenElsewhere) == [])
    }

    @Test("Beside every broken rule stands a right case with the keys it looks at", arguments: CheckCase.kinds)
    func pairs(kind: String) throws {
        let cases = CheckCase.all.filter { $0.kind == kind }
        let good = cases.filter(\.rules.isEmpty)
        var keys: [String: Set<String>] = [:]
        for broken in cases where !broken.rules.isEmpty {
            for found in try check(kind, broken.json) where broken.rules.contains(found.rule) {
                keys[found.rule, default: []].formUnion(Self.keys(at: found.column, of: broken.json))
            }
        }
        for rule in DocumentChecks.kind(kind)?.rules.map(\.id) ?? [] {
            guard let keys = keys[rule] else { continue }
            #expect(
                // A text in a syntax of its own has no keys of JSON.
                good.contains { good in keys.isEmpty || keys.contains { good.json.contains("\"\($0)\"") } },
                "no right case of \(kind) has a key of \(rule): \(keys.sorted())")
        }
    }

    /// The key at a column or that whose value it is in, and the one before.
    private static func keys(at column: Int, of json: String) -> [String] {
        let scalars = Array(json.unicodeScalars)
        func text(_ range: some Sequence<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(range)) }
        let here = text(scalars.dropFirst(column - 1)).prefixMatch(of: #/"([^"]*)":/#).map { [String($0.1)] } ?? []
        let before = text(scalars.prefix(column - 1)).matches(of: #/"([^"\\]*)": ?/#).map { String($0.1) }
        return before.suffix(2 - here.count) + here
    }

    @Test("A key that the target does not have yet is an error")
    func versions() throws {
        let json = #"{"scrape_configs": [{"job_name": "a", "fallback_scrape_protocol": "PrometheusText0.0.4"}]}"#
        #expect(try check("prometheus", json) == [])
        let old = try check("prometheus", json, targets: Targets(prometheus: TargetVersion(2, 42)))
        #expect(old.map(\.rule) == ["key-newer-than-target"])
        #expect(old.first?.message == "'fallback_scrape_protocol' needs Prometheus 3.0; the target is 2.42")
    }

    @Test("Free names of labels are for Prometheus 3 only")
    func labelNames() throws {
        let json = #"{"global": {"external_labels": {"a.b": "c"}}}"#
        let targets = #"[{"targets": ["x:1"], "labels": {"a.b": "c"}}]"#
        let old = Targets(prometheus: TargetVersion(2, 42))
        for (kind, json) in [("prometheus", json), ("targets", targets)] {
            #expect(try check(kind, json) == [])
            #expect(try check(kind, json, targets: old).map(\.rule) == ["label-name"])
        }
    }

    @Test(
        "What the other file may bring is only warned of",
        arguments: [
            ("compose.yaml", Diagnostic.Severity.error), ("docker-compose.yml", .error), ("stack.v1.yml", .error),
            ("a/compose.tests.yaml", .warning), ("docker-compose.override.yml", .warning),
        ])
    func laidOver(file: String, severity: Diagnostic.Severity) throws {
        let json = #"{"services": {"a": {"image": "a:1", "depends_on": ["b"], "networks": ["n"]}, "c": {}}}"#
        let node = try #require(JSONDocumentReader.read(json, file: file).node)
        let found = ComposeCheck().check(node, file: file, targets: Targets())
        #expect(found.map(\.rule).sorted() == ["compose-dependency", "compose-reference", "compose-source"])
        #expect(found.allSatisfy { $0.severity == severity })
    }

    @Test("A compose file that includes others may name what they define")
    func includes() throws {
        let json = #"{"include": ["b.yml"], "services": {"a": {"image": "a:1", "depends_on": ["b"]}}}"#
        #expect(try check("compose", json).map(\.severity) == [.warning])
    }

    @Test(
        "A kind is recognised by its keys",
        arguments: [
            ("prometheus", #"{"scrape_configs": []}"#), ("rules", #"{"groups": [{"name": "g", "rules": []}]}"#),
            ("alertmanager", #"{"route": {}}"#), ("stack", #"{"stack": {}}"#),
            ("dashboard", #"{"title": "t", "panels": []}"#), ("grafana-provisioning", #"{"datasources": []}"#),
            ("grafana-provisioning", #"{"apiVersion": 1, "providers": []}"#),
            ("fluentd", #"{"config": [{"source": {}}]}"#), ("targets", #"[{"targets": []}]"#),
            ("web", #"{"basic_auth_users": {}}"#), ("compose", #"{"services": {"a": {"image": "a:1"}}}"#),
            ("kustomization", #"{"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}"#),
            ("kubernetes", #"{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization"}"#),
            ("kustomize-patch", #"[{"op": "remove", "path": "/spec"}]"#),
            ("prometheus", #"{"otlp": {}}"#), ("prometheus", #"{"global": {}, "alerting": {}, "storage": {}}"#),
            ("rules", #"{"groups": []}"#), ("rule-tests", #"{"rule_files": ["a.yml"], "tests": []}"#),
            ("rule-tests", #"{"tests": [{"promql_expr_test": []}]}"#),
            ("compose", #"{"services": {"a": {"extends": {"service": "b"}}}}"#),
            ("grafana-provisioning", #"{"apiVersion": 1, "apps": []}"#),
        ])
    func recognised(kind: String, json: String) throws {
        let node = try #require(JSONDocumentReader.read(json, file: "f").node)
        #expect(DocumentChecks.recognising(node)?.kind == kind)
    }

    @Test(
        "Anything else is not recognised",
        arguments: [
            "{}", "[]", "1", #"{"groups": [], "users": []}"#, #"{"suite": "a", "tests": [{"it": "b"}]}"#,
            #"{"storage": {}, "server": {}}"#, #"{"services": {"a": {"port": 1}}}"#,
        ])
    func unknown(json: String) throws {
        let node = try #require(JSONDocumentReader.read(json, file: "f").node)
        #expect(DocumentChecks.recognising(node) == nil)
    }
}
