/// Files for `promtool test rules`.
public struct RuleTestsCheck: DocumentCheck {
    public let kind = "rule-tests"
    public let summary = "tests of rules, as promtool runs them"

    public init() {}

    public var rules: [CheckRule] { Self.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        guard let tests = node["tests"]?.items, node["scrape_configs"] == nil, node["kind"] == nil else { return false }
        // Others call their tests so too, with nothing of this beside or in them.
        return ["rule_files", "evaluation_interval"].contains { node[$0] != nil }
            || tests.contains { test in Self.parts.contains { test[$0] != nil } }
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: RuleTestKeys.file, version: targets.prometheus, program: "Prometheus", file: file,
            targets: targets)
    }

    private static let parts = ["input_series", "alert_rule_test", "promql_expr_test"]

    private static let all: [CheckRule] = [
        CheckRule("test-expression", "The expression of a test is one.") { root, targets in
            let dialect = PromQLDialect(version: targets.prometheus)
            return tests(root).flatMap { $0["promql_expr_test"]?.items ?? [] }.compactMap { test -> CheckFinding? in
                guard let node = test["expr"], let text = node.string else { return nil }
                return PromQL.read(text, dialect: dialect).problems.first.map {
                    CheckFinding(node, atByte: $0.place.start, $0.message)
                }
            }
        },
        CheckRule("test-series", "A series of a test is a metric with labels, and values for it.") { root, targets in
            let dialect = PromQLDialect(version: targets.prometheus)
            let series = tests(root).flatMap { $0["input_series"]?.items ?? [] }
            return series.flatMap { entry -> [CheckFinding] in
                var found: [CheckFinding] = []
                if let node = entry["series"], let text = node.string,
                    let error = PromQL.read(text, dialect: dialect).problems.first
                {
                    found.append(CheckFinding(node, atByte: error.place.start, error.message))
                }
                if let node = entry["values"], let text = node.string, let problem = SeriesNotation.problem(in: text) {
                    found.append(CheckFinding(node, problem))
                }
                return found
            }
        },
        CheckRule("test-samples", "The labels of an expected sample are those of a series.") { root, targets in
            let dialect = PromQLDialect(version: targets.prometheus)
            let samples = tests(root).flatMap { $0["promql_expr_test"]?.items ?? [] }
                .flatMap { $0["exp_samples"]?.items ?? [] }
            return samples.compactMap { sample -> CheckFinding? in
                guard let node = sample["labels"], let text = node.string, !text.isEmpty, text != "{}" else {
                    return nil
                }
                // A series without a name is no selector, but may be expected.
                return PromQL.read(text, dialect: dialect).problems.first { $0.code == .syntax }.map {
                    CheckFinding(node, atByte: $0.place.start, $0.message)
                }
            }
        },
    ]

    private static func tests(_ root: DocumentNode) -> [DocumentNode] {
        (root["tests"]?.items ?? []).filter { $0.entries != nil }
    }
}
