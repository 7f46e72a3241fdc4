import AtalayaConfig
import AtalayaModel
import Testing

struct PromQLRulesTests {
    @Test("The bad example of a rule breaks it, and the good one breaks none", arguments: PromQLRules.all.map(\.id))
    func examples(id: String) throws {
        let rule = try #require(PromQLRules.all.first { $0.id == id })
        let bad = CheckedExpression(rule.bad.text, use: rule.bad.use).findings
        #expect(Set(bad.map(\.rule.id)) == [id], "\(bad.map(\.finding.message))")
        #expect(bad.allSatisfy { $0.finding.place.start < $0.finding.place.end || rule.severity == .error })
        let good = CheckedExpression(rule.good.text, use: rule.good.use).findings
        #expect(good.map(\.rule.id) == [])
    }

    @Test("Rules have ids of their own")
    func ids() {
        #expect(Set(PromQLRules.all.map(\.id)).count == PromQLRules.all.count)
    }

    @Test(
        "What is fine is left alone",
        arguments: [
            "rate(http_requests_total[5m])", "sum(rate(x_count[5m])) / sum(rate(y_total[5m]) > 0)", "x / (y > 0)",
            "sum by (instance) (up) or absent(up)", "topk(5, sum by (job) (up))",
            "sum by (job, le) (rate(x_bucket{le!=\"1\"}[5m]))", "histogram_quantile(0.9, rate(native[5m]))",
            "histogram_quantile(0.9, sum by (le) (job:x_bucket:rate5m))",
            "sum without (a) (x) / sum without (a) (x offset 1d)",
            "sum by (new) (label_replace(up, \"new\", \"$1\", \"job\", \"(.*)\"))",
            "max by (version) (count_values(\"version\", x))",
            "a * on (job) group_left (version) (b * 0 + 1)", "up{job=~\"a.*\"}", "up{job=\"a\",job!=\"b\"}",
            "rate(x_seconds_sum[5m])",
        ])
    func fine(text: String) {
        #expect(CheckedExpression(text, use: .recording(labels: [])).findings.map(\.finding.message) == [])
    }

    @Test(
        "An alert that compares what can be compared is left alone",
        arguments: [
            "up == 0", "absent(up{job=\"a\"})", "vector(1)", "rate(x_total[5m]) > 1 and on (job) y", "a unless b",
            "(a > 1) or (b > 1)",
            "errors_total > 0", "count(x_total) > 5", "x_total / y_total > 0.5", "x_total - x_total offset 5m > 3",
            "sum(up == 0) > 1",
            "ALERTS{alertstate=\"firing\"}", "changes(x_total[5m]) > 1",
        ])
    func fineAlerts(text: String) {
        #expect(CheckedExpression(text, use: .alert(hasHold: true, labels: [])).findings.map(\.finding.message) == [])
    }

    @Test("Declarations tell what a series is, and which labels it has")
    func declarations() throws {
        let declarations = PromQLDeclarations([
            DeclaredSeries(try .gauge("queue_length", help: "h", labels: [try LabelDescriptor("queue")])),
            DeclaredSeries(try .histogram("wait_seconds", help: "h", unit: .seconds)),
        ])
        func rules(_ text: String) -> [String] {
            CheckedExpression(text, use: .recording(labels: []), declarations: declarations).findings.map(\.rule.id)
        }
        #expect(rules("rate(queue_length[5m])") == ["rate-of-gauge"])
        #expect(rules("deriv(queue_length[5m])") == [])
        #expect(rules("sum by (queue, instance) (queue_length)") == [])
        #expect(rules("sum by (que) (queue_length)") == ["label-lost"])
        #expect(rules("sum by (le) (rate(wait_seconds_bucket[5m]))") == [])
        #expect(rules("sum by (le) (rate(wait_seconds_count[5m]))") == ["label-lost"])
        #expect(rules("delta(wait_seconds_sum[5m])") == ["delta-of-counter"])
    }

    @Test(
        "The labels of an alert follow from its expression",
        arguments: [
            ("sum by (a) (x) > 1", ["a"], []), ("sum by (a) (x) > 1", ["b"], ["b"]), ("x > 1", ["b"], []),
            ("sum without (a) (x) > 1", ["a"], ["a"]), ("sum(x) > 1", ["a"], ["a"]),
            ("x{a=\"\"} > 1", ["a"], ["a"]), ("absent(x{a=\"b\",c=~\"d.*\"})", ["a", "c"], ["c"]),
            ("sum by (a, b) (x) / on (a) group_right (b) y > 1", ["c", "a"], []),
            ("x / on (a) y > 1", ["a", "b"], ["b"]),
            ("x / ignoring (a) y > 1", ["a", "b"], ["a"]), ("sum(x) > 1 or sum by (b) (y) > 1", ["b"], []),
            ("label_replace(sum(x), \"n\", \"$1\", \"a\", \"b\") > 1", ["n", "a"], ["a"]), ("vector(1)", ["a"], ["a"]),
            ("topk(1, x) > 1", ["a"], []), ("x > on (a) group_left sum by (a) (y)", ["z"], []),
            ("(sum(x)) > 1 and y", ["a"], ["a"]),
            ("histogram_quantile(0.9, rate(x_bucket[5m])) > 1", ["le", "a"], ["le"]),
            ("max_over_time(sum(x)[5m:]) > 1", ["a"], ["a"]),
        ])
    func labels(text: String, named: [String], missing: [String]) {
        let findings = CheckedExpression(text, use: .alert(hasHold: true, labels: named)).findings
        #expect(findings.map(\.rule.id) == missing.map { _ in "template-label" })
        for (finding, label) in zip(findings, missing) {
            #expect(finding.finding.message.contains("$labels.\(label),"))
        }
    }
}
