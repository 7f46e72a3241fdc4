import AtalayaConfig
import Testing

/// Two versions of a document, and what changes between them, the worst first.
struct DiffCase: CustomTestStringConvertible, Sendable {
    var kind: String
    var old: String
    var new: String
    var changes: [String]
    var testDescription: String { "\(kind) \(changes.joined(separator: "+")): \(old) → \(new)" }

    init(_ kind: String, _ old: String, _ new: String, _ changes: [String]) {
        (self.kind, self.old, self.new, self.changes) = (kind, old, new, changes)
    }

    static let all: [DiffCase] = rules + prometheus + alertmanager + dashboards + fluentd + others

    private static func alert(_ old: String, _ new: String, _ changes: [String]) -> DiffCase {
        func file(_ fields: String) -> String { #"{"groups": [{"name": "g", "rules": [{"alert": "a", \#(fields)}]}]}"# }
        return DiffCase("rules", file(old), file(new), changes)
    }

    private static func job(_ old: String, _ new: String, _ changes: [String]) -> DiffCase {
        func file(_ fields: String) -> String { #"{"scrape_configs": [{"job_name": "j", \#(fields)}]}"# }
        return DiffCase("prometheus", file(old), file(new), changes)
    }

    private static func route(_ old: String, _ new: String, _ changes: [String]) -> DiffCase {
        func file(_ fields: String) -> String { #"{"route": {"receiver": "a", \#(fields)}}"# }
        return DiffCase("alertmanager", file(old), file(new), changes)
    }

    private static func panel(_ old: String, _ new: String, _ changes: [String]) -> DiffCase {
        func file(_ fields: String) -> String {
            #"{"title": "t", "uid": "u", "panels": [{"id": 1, "type": "stat", "title": "p", \#(fields)}]}"#
        }
        return DiffCase("dashboard", file(old), file(new), changes)
    }

    static let rules: [DiffCase] = [
        alert(#""expr": "x > 5""#, #""expr": "x   > 5.0""#, []),
        alert(
            #""expr": "x > 5""#, #""expr": "x > 6""#,
            ["blind alert-threshold: fires at > 6, not > 5; it comes later or not at all"]),
        alert(
            #""expr": "x > 5""#, #""expr": "x > 4""#,
            ["noise alert-threshold: fires at > 4, not > 5; it comes earlier and more often"]),
        alert(#""expr": "x < 5""#, #""expr": "x < 4""#, ["blind alert-threshold"]),
        alert(#""expr": "x > 5""#, #""expr": "x >= 5""#, ["noise alert-threshold"]),
        alert(
            #""expr": "5 < x""#, #""expr": "6 < x""#,
            ["blind alert-threshold: fires at > 6, not > 5; it comes later or not at all"]),
        alert(
            #""expr": "(x > 14.4 * 0.001) and y > 20""#, #""expr": "(x > 6 * 0.001) and y > 30""#,
            ["blind alert-threshold", "noise alert-threshold"]),
        alert(#""expr": "x > 1 unless y > 5""#, #""expr": "x > 1 unless y > 6""#, ["noise alert-threshold"]),
        alert(#""expr": "x == 0""#, #""expr": "x == 1""#, ["meaning alert-threshold"]),
        alert(#""expr": "x > 5""#, #""expr": "y > 5""#, ["meaning alert-expression: asks 'y > 5', not 'x > 5'"]),
        alert(#""expr": "x > 5""#, #""expr": "x < 5""#, ["meaning alert-threshold"]),
        alert(#""expr": "rate(x[5m]) > 5""#, #""expr": "rate(x[1m]) > 5""#, ["meaning alert-expression"]),
        alert(#""expr": "x", "for": "5m""#, #""expr": "x", "for": "300s""#, []),
        alert(
            #""expr": "x", "for": "5m""#, #""expr": "x", "for": "10m""#, ["blind alert-for: comes after 10m, not 5m"]),
        alert(#""expr": "x", "for": "5m""#, #""expr": "x""#, ["noise alert-for: comes after 0s, not 5m"]),
        alert(#""expr": "x""#, #""expr": "x", "keep_firing_for": "5m""#, ["noise alert-keep-firing"]),
        alert(
            #""expr": "x", "labels": {"severity": "page"}"#, #""expr": "x", "labels": {"severity": "ticket"}"#,
            ["blind alert-severity: 'severity' changes from 'page' to 'ticket'"]),
        alert(
            #""expr": "x", "labels": {"team": "a"}"#, #""expr": "x""#,
            ["meaning rule-label: 'team' is no longer set (was 'a')"]),
        alert(
            #""expr": "x", "annotations": {"s": "a"}"#, #""expr": "x", "annotations": {"s": "b"}"#,
            ["harmless alert-annotation"]),
        DiffCase(
            "rules",
            #"{"groups": [{"name": "g", "rules": [{"alert": "a", "expr": "x"}, {"record": "r", "expr": "y"}]}]}"#,
            #"{"groups": [{"name": "g", "rules": [{"alert": "b", "expr": "x"}, {"record": "s", "expr": "y"}]}]}"#,
            ["blind alert-removed", "blind record-removed", "noise alert-added", "harmless record-added"]),
        DiffCase(
            "rules", #"{"groups": [{"name": "g", "interval": "1m", "rules": [{"alert": "a", "expr": "x"}]}]}"#,
            #"{"groups": [{"name": "h", "rules": [{"alert": "a", "expr": "x"}]}]}"#, ["harmless rule-moved"]),
        DiffCase(
            "rules", #"{"groups": [{"name": "g", "interval": "1m", "limit": 3, "rules": []}]}"#,
            #"{"groups": [{"name": "g", "interval": "2m", "rules": []}]}"#,
            ["blind group-interval", "meaning group-setting"]),
        // Of two alerts with one name, each is compared with its own.
        DiffCase(
            "rules",
            #"{"groups": [{"name": "g", "rules": [{"alert": "a", "expr": "x > 1", "labels": {"severity": "page"}}, {"alert": "a", "expr": "x > 2", "labels": {"severity": "ticket"}}]}]}"#,
            #"{"groups": [{"name": "g", "rules": [{"alert": "a", "expr": "x > 2", "labels": {"severity": "ticket"}}, {"alert": "a", "expr": "x > 3", "labels": {"severity": "page"}}]}]}"#,
            ["blind alert-threshold"]),
    ]

    static let prometheus: [DiffCase] = [
        DiffCase(
            "prometheus", #"{"scrape_configs": [{"job_name": "a", "static_configs": [{"targets": ["x:1", "y:1"]}]}]}"#,
            #"{"scrape_configs": [{"job_name": "b"}]}"#,
            ["blind job-removed: is gone; its 2 targets are scraped no more", "noise job-added"]),
        DiffCase(
            "prometheus", #"{"scrape_configs": [{"job_name": "a", "static_configs": [{"targets": ["x:1"]}]}]}"#,
            #"{"scrape_configs": [{"job_name": "b", "static_configs": [{"targets": ["x:1"]}]}]}"#,
            ["blind job-renamed: was 'a'; what asks for that label finds nothing"]),
        job(
            #""static_configs": [{"targets": ["x:1", "y:1"]}]"#,
            #""static_configs": [{"targets": ["y:1"]}, {"targets": ["z:1"]}]"#,
            ["blind target-lost: the target 'x:1' is scraped no more", "noise target-new: the target 'z:1' is scraped"]),
        job(
            #""static_configs": [{"targets": ["x:1"], "labels": {"a": "b"}}]"#,
            #""static_configs": [{"targets": ["x:1"], "labels": {"a": "c"}}]"#, ["meaning target-label"]),
        job(#""scrape_interval": "1m""#, #""scheme": "http""#, ["meaning job-setting"]),
        job(
            #""scrape_interval": "15s""#, #""scrape_interval": "1m""#,
            ["meaning scrape-interval: is scraped every 1m, not 15s"]),
        DiffCase(
            "prometheus",
            #"{"global": {"scrape_interval": "1m"}, "scrape_configs": [{"job_name": "a"}, {"job_name": "b", "scrape_interval": "1m"}]}"#,
            #"{"global": {"scrape_interval": "10s"}, "scrape_configs": [{"job_name": "a"}, {"job_name": "b", "scrape_interval": "1m"}]}"#,
            ["noise scrape-interval"]),
        job(#""sample_limit": 100"#, #""sample_limit": 10"#, ["blind job-limit"]),
        job(
            #""basic_auth": {"password": "hunter1"}"#, #""basic_auth": {"password": "hunter2"}"#,
            ["meaning job-setting: 'basic_auth.password' changes"]),
        job(
            #""metric_relabel_configs": []"#,
            #""metric_relabel_configs": [{"source_labels": ["__name__"], "regex": "go_.*", "action": "drop"}]"#,
            ["blind relabel-drop-added: series with __name__ =~ 'go_.*' are dropped"]),
        job(
            #""metric_relabel_configs": [{"source_labels": ["__name__"], "regex": "go_gc|go_mem", "action": "drop"}]"#,
            #""metric_relabel_configs": [{"source_labels": ["__name__"], "regex": "go_.+", "action": "drop"}]"#,
            ["blind relabel-drops-more: more series are dropped, such as __name__ = 'go_a'"]),
        job(
            #""relabel_configs": [{"source_labels": ["a"], "regex": "x|y", "action": "keep"}]"#,
            #""relabel_configs": [{"source_labels": ["a"], "regex": "y|z", "action": "keep"}]"#,
            [
                "blind relabel-drops-more: more targets are dropped, such as a = 'x'",
                "noise relabel-drops-less: more targets are kept, such as a = 'z'",
            ]),
        job(
            #""relabel_configs": [{"target_label": "a", "replacement": "b"}]"#,
            #""relabel_configs": [{"target_label": "a", "replacement": "c"}]"#, ["meaning relabel-changed"]),
        job(
            #""relabel_configs": [{"target_label": "a", "replacement": "b"}, {"target_label": "b", "replacement": "c"}]"#,
            #""relabel_configs": [{"target_label": "b", "replacement": "c"}, {"target_label": "a", "replacement": "b"}]"#,
            ["meaning relabel-order"]),
        DiffCase(
            "prometheus",
            #"{"rule_files": ["a.yml", "b.yml"], "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["x:1"]}]}]}}"#,
            #"{"rule_files": ["b.yml"], "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["y:1"]}]}]}}"#,
            ["blind alertmanager-removed", "blind file-no-longer-read", "noise alertmanager-added"]),
        DiffCase(
            "prometheus", #"{"remote_write": [{"url": "http://u:p@a/b"}]}"#,
            #"{"remote_write": [{"url": "http://u:p@c/d"}]}"#,
            ["blind remote-write-removed: to '…@a/b' ends", "noise remote-write-added: to '…@c/d' begins"]),
        DiffCase(
            "prometheus", #"{"global": {"external_labels": {"a": "b"}}, "rule_files": []}"#,
            #"{"global": {"external_labels": {"a": "c"}}, "rule_files": []}"#, ["meaning external-labels"]),
    ]

    static let alertmanager: [DiffCase] = [
        route(
            #""routes": [{"matchers": ["a=\"1\""], "receiver": "b"}]"#,
            #""routes": [{"match": {"a": "1"}, "receiver": "b"}]"#, []),
        route(
            #""routes": [{"matchers": ["a=\"1\""], "receiver": "b"}]"#,
            #""routes": [{"matchers": ["a=\"1\""], "receiver": "c"}]"#,
            ["blind route-receiver: reach 'c', not 'b'"]),
        route(
            #""routes": [{"matchers": ["a=\"1\""], "receiver": "b"}]"#,
            #""routes": [{"matchers": ["a=\"1\"", "b=\"2\""], "receiver": "b"}]"#,
            ["blind route-receiver: reach 'a', not 'b'"]),
        route(
            #""routes": [{"matchers": ["a=\"1\""], "receiver": "b"}]"#,
            #""routes": [{"matchers": ["a=\"1\""], "receiver": "b", "continue": true}, {"receiver": "a"}]"#,
            ["noise route-receiver: reach 'b', 'a', not 'b'"]),
        route(
            #""group_by": ["x"]"#, #""group_by": ["..."]"#,
            ["meaning route-grouping: are grouped each for itself, not by x, for a"]),
        route(
            #""group_wait": "30s""#, #""group_wait": "5m""#,
            ["blind route-timing: have a group_wait of 5m, not 30s, for a"]),
        route(#""repeat_interval": "4h""#, #""repeat_interval": "1h""#, ["noise route-timing"]),
        DiffCase(
            "alertmanager",
            #"{"route": {"receiver": "a"}, "receivers": [{"name": "a", "webhook_configs": [{"url": "http://x"}]}]}"#,
            #"{"route": {"receiver": "a"}, "receivers": [{"name": "a"}]}"#,
            ["blind receiver-channel: tells 0 by webhook, not 1"]),
        DiffCase(
            "alertmanager",
            #"{"route": {"receiver": "a"}, "inhibit_rules": [{"source_matchers": ["x=\"1\""], "target_matchers": ["y=\"1\""], "equal": ["z"]}]}"#,
            #"{"route": {"receiver": "a"}, "inhibit_rules": [{"source_match": {"x": "2"}, "target_matchers": ["y=\"1\""], "equal": ["z"]}]}"#,
            ["blind inhibition-added: silences {y=\"1\"} while {x=\"2\"}, if 'z' is equal", "noise inhibition-removed"]),
        DiffCase(
            "alertmanager",
            #"{"route": {"receiver": "a"}, "time_intervals": [{"name": "t", "time_intervals": [{"years": ["2026"]}]}]}"#,
            #"{"route": {"receiver": "a"}, "time_intervals": [{"name": "t", "time_intervals": [{"years": ["2027"]}]}]}"#,
            ["blind time-interval", "blind time-interval"]),
    ]

    static let dashboards: [DiffCase] = [
        panel(
            #""gridPos": {"x": 0, "y": 0, "w": 4, "h": 4}"#, #""gridPos": {"x": 4, "y": 0, "w": 4, "h": 8}"#,
            ["harmless panel-moved: stands at 4,0, not 0,0", "harmless panel-resized"]),
        panel(
            #""targets": [{"refId": "A", "expr": "x"}]"#, #""targets": [{"refId": "A", "expr": "y"}]"#,
            ["meaning query-changed: asks 'y', not 'x'"]),
        panel(
            #""targets": [{"refId": "A", "expr": "sum(x)"}]"#, #""targets": [{"refId": "A", "expr": "sum( x )"}]"#, []),
        panel(
            #""targets": [{"refId": "A", "expr": "x"}, {"refId": "B", "expr": "y"}]"#,
            #""targets": [{"refId": "A", "expr": "x"}]"#, ["blind query-removed: asks no more: 'y'"]),
        panel(
            #""fieldConfig": {"defaults": {"unit": "s"}}"#, #""fieldConfig": {"defaults": {"unit": "ms"}}"#,
            ["meaning panel-reading"]),
        panel(#""description": "a""#, #""description": "b""#, ["harmless panel-setting"]),
        DiffCase(
            "dashboard", #"{"title": "t", "uid": "u", "panels": [{"id": 1, "title": "p"}]}"#,
            #"{"title": "t", "uid": "v", "panels": [{"id": 2, "title": "q"}]}"#,
            ["blind dashboard-uid", "blind panel-removed", "harmless panel-added"]),
        DiffCase(
            "dashboard",
            #"{"title": "t", "panels": [{"id": 1, "type": "stat", "title": "p"}], "templating": {"list": [{"name": "job"}]}}"#,
            #"{"title": "t", "panels": [{"id": 7, "type": "stat", "title": "p"}]}"#,
            ["meaning panel-id", "meaning variable-removed"]),
    ]

    static let fluentd: [DiffCase] = [
        DiffCase(
            "fluentd", "<match a.**>\n  @type null\n</match>\n", "<match   a.**>\n  @type null # x\n</match>\n", []),
        DiffCase(
            "fluentd", "<match a.**>\n  @type null\n</match>\n", "<match b.**>\n  @type null\n</match>\n",
            ["blind match-pattern: takes 'b.**', not 'a.**'"]),
        DiffCase(
            "fluentd", "<match a>\n  @type null\n</match>\n<match b>\n  @type stdout\n</match>\n",
            "<match b>\n  @type stdout\n</match>\n<match a>\n  @type null\n</match>\n", ["blind match-order"]),
        DiffCase(
            "fluentd", "<source>\n  @type forward\n  port 1\n</source>\n<match **>\n  @type null\n</match>\n",
            "<match **>\n  @type null\n</match>\n", ["blind source-removed"]),
        DiffCase(
            "fluentd", "<label @A>\n  <match a>\n    @type null\n  </match>\n</label>\n",
            "<label @A>\n  <match a>\n    @type stdout\n  </match>\n</label>\n",
            ["meaning plugin-type: is a 'stdout', not a 'null'"]),
        DiffCase(
            "fluentd", "<match a>\n  @type forward\n  <buffer>\n    flush_interval 1s\n  </buffer>\n</match>\n",
            "<match a>\n  @type forward\n  <buffer>\n    flush_interval 2s\n  </buffer>\n</match>\n",
            ["meaning match-setting: 'buffer.flush_interval' changes from '1s' to '2s'"]),
    ]

    static let others: [DiffCase] = [
        DiffCase(
            "compose", #"{"services": {"a": {"image": "a:1", "x": [1, 2]}}}"#,
            #"{"services": {"a": {"x": ["1", 2], "image": "a:1"}}}"#, []),
        DiffCase(
            "compose", #"{"services": {"a": {"image": "a:1"}}}"#,
            #"{"services": {"a": {"image": "a:2", "ports": ["1:1"]}}}"#,
            [
                "meaning setting-changed: 'services.a.image' changes from 'a:1' to 'a:2'",
                "meaning setting-changed: 'services.a.ports' is set to ['1:1']",
            ]),
        DiffCase(
            "compose", #"{"services": {"a": {"x": [1, 2]}}}"#, #"{"services": {"a": {"x": [2, 1]}}}"#,
            ["meaning setting-changed: the order of 'services.a.x' changes"]),
    ]
}

struct DocumentComparisonTests {
    private func file(_ kind: String, _ text: String) throws -> ComparedFile {
        if kind == "fluentd" { return ComparedFile("f", .text(text)) }
        return ComparedFile("f", .document(try #require(JSONDocumentReader.read(text, file: "f").node)))
    }

    @Test("What changes is told with its risk, and nothing else", arguments: DiffCase.all)
    func changes(_ testCase: DiffCase) throws {
        let found = DocumentComparisons.of(kind: testCase.kind).changes(
            from: [try file(testCase.kind, testCase.old)], to: [try file(testCase.kind, testCase.new)]
        ).worstFirst()
        #expect(found.count == testCase.changes.count, "\(found)")
        for (change, expected) in zip(found, testCase.changes) {
            let text = "\(change.risk.rawValue) \(change.change): \(change.message)"
            #expect(expected.contains(":") ? text == expected : text.hasPrefix(expected + ":"))
            #expect(!change.message.contains("hunter") && !change.message.contains("u:p@"))
        }
    }

    @Test("A version compared with itself has not changed", arguments: DiffCase.all)
    func same(_ testCase: DiffCase) throws {
        for text in [testCase.old, testCase.new] {
            let files = [try file(testCase.kind, text)]
            #expect(DocumentComparisons.of(kind: testCase.kind).changes(from: files, to: files) == [])
        }
    }

    @Test("Rules are found again in other files; other files are compared by their names")
    func files() throws {
        func file(_ name: String, _ json: String) throws -> ComparedFile {
            ComparedFile(name, .document(try #require(JSONDocumentReader.read(json, file: name).node)))
        }
        let alert = #"{"groups": [{"name": "g", "rules": [{"alert": "a", "expr": "x"}]}]}"#
        let none = #"{"groups": [{"name": "g", "rules": []}]}"#
        let rules = DocumentComparisons.of(kind: "rules")
        #expect(
            rules.changes(
                from: [try file("a", alert), try file("b", none)], to: [try file("a", none), try file("b", alert)])
                == [])
        let compose = DocumentComparisons.of(kind: "compose")
        let found = compose.changes(
            from: [try file("a", "{}"), try file("b", "{}")], to: [try file("b", #"{"x": 1}"#), try file("c", "{}")])
        #expect(
            found.map(\.description) == [
                "b:1: meaning[setting-changed]: compose: 'x' is set to '1'",
                "a:0: blind[file-removed]: compose: the file is gone",
                "c:0: noise[file-added]: compose: the file is new",
            ])
    }

    @Test("Every kind of document can be compared, whatever the files are", arguments: DocumentChecks.all.map(\.kind))
    func anything(kind: String) throws {
        let documents = [
            "{}", "[]", "1", #"{"groups": 1, "route": 1, "scrape_configs": {}, "panels": [1], "config": [1]}"#,
        ]
        for old in documents {
            for new in documents {
                let changes = DocumentComparisons.of(kind: kind).changes(
                    from: [ComparedFile("f", .document(try #require(JSONDocumentReader.read(old, file: "f").node)))],
                    to: [ComparedFile("f", .document(try #require(JSONDocumentReader.read(new, file: "f").node)))])
                #expect(old != new || changes.isEmpty)
            }
        }
    }
}
