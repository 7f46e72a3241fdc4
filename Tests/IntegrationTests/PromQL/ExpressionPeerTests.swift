import AtalayaConfig
import Foundation
import Testing

/// A real Prometheus sets expressions with its own formatter, which prints the tree it has read.
@Suite("Expressions")
struct ExpressionPeerTests {
    private static let good = [
        "up", "1", "0x1F", "010", ".5", "1.", "-Inf", "NaN", "'a\\'b'", "`a\\b`", #""\x41\u00e4\U0001F600\101\n\"""#,
        "up{b='1',a!=\"2\",}", "{__name__=~\"a.+\"}", "a:b:c", "sum", "by{on='x'}", "offset offset 5m", "start + end",
        "up[5m]",
        "up[1h30m] offset -1d", "up offset 5m @ 10", "up @ -1.5", "up @ end()", "up[5m:] @ start()",
        "rate(up[1m])[5m:30s] offset 1w",
        "1 + 2 * 3 ^ 2 ^ -1", "-a ^ b", "--a", "+-1", "(a)", "A AND b OR c unless d", "a == bool b", "a atan2 b % c",
        "a * on() group_left b", "a+ignoring(x,y)b", "a / on(x) group_right(y) b", "1 + on() 2", "SUM(a) BY (x)",
        "sum by (x,) (a)",
        "sum by () (a)", "sum without () (a)", "sum by (and, group_left, start) (a)", "topk(5, a)",
        "count_values('v', a)",
        "quantile(0.5, a) without (b)", "time()", "hour()", "round(a, 5)", "label_join(a, 'x', ',', 'y', 'z')",
        "label_replace(a, 'x', '$1', 'y', '(.*)')", "absent(a{b='c'})", "holt_winters(a[5m], 0.5, 0.5)",
        "histogram_quantile(.9, a)",
        "up # all\n # of them", "a\n+\nb", "max_over_time(sum(rate(x[5m])) by (a)[1h:])",
        "a{b=~\"x|(y)?\",c!~\"\\\\d+\"}",
        """
        sum(rate(http_requests_total{job="orchestrator",code=~"5.."}[5m])) by (instance, path) / ignoring(code) group_left \
        sum without (code) (rate(http_requests_total{job="orchestrator"}[5m])) > bool 0.05 and on (instance) \
        (topk(3, max_over_time(deriv(process_resident_memory_bytes{job="orchestrator",instance!=""}[5m])[1h:5m])) or -vector(1))
        """,
    ]

    private static let bad = [
        "", "up ==", "up = 1", "a || b", "up)", "(up", "up{", "up{a}", "up{a=b}", "up[5]", "up[5m", "up[1m1h]",
        "up[0s]", "sum(up)[5m]",
        "up offset 1m[5m]", "up offset 1m offset 1m", "1 offset 1m", "1..2", "5m", "0x", "'a", #""\q""#, "on",
        "a + group_left b",
        "sum by (1) (a)", "sum by (without) (a)", "sum(a, b)", "topk(a)", "rate(a,)", "raet(a[5m])", "rate(up)",
        "sum(up[5m])", "abs(1)",
        "1 > 2", "1 + bool 2", "up and 1", "up + 'a'", "-up[5m]", "1 + on(a) up", "a and on(x) group_left() b", "{}",
        "{a=~'.*'}",
        "up{__name__='a'}", "up{a=~'('}", "up{a=~'a**'}", "{'a'}", "up[300]", "histogram_avg(a)",
    ]

    @Test("are read, printed and set as Prometheus does it, and refused where it refuses them", .needs(.prometheus))
    func formatting() async throws {
        let prometheus = try await PrometheusServer(scraping: "127.0.0.1:1")
        let dialect = PromQLDialect(version: TargetVersion(2, 42))
        for text in Self.good {
            let expression = try PromQL.parse(text, dialect: dialect)
            let theirs = try await prometheus.formatted(text)
            #expect(theirs != nil, "\(text)")
            #expect(PromQLPrinter().pretty(expression) == theirs)
            #expect(try await prometheus.formatted(PromQLPrinter().text(expression)) == theirs)
        }
        for text in Self.bad {
            #expect(PromQL.read(text, dialect: dialect).expression == nil, "\(text)")
            #expect(try await prometheus.formatted(text) == nil, "\(text)")
        }
    }
}
