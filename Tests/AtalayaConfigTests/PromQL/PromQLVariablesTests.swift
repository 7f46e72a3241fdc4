import AtalayaConfig
import Testing

struct PromQLVariablesTests {
    private let dialect = PromQLDialect(allowsGrafanaVariables: true)

    @Test(
        "Variables of Grafana are kept as they are written",
        arguments: [
            "rate(a[$__rate_interval])", "rate(a[${__range_s}s])", "rate(a[[[interval]]])", "a[$range:$step]",
            "a[5$unit] offset ${n}m",
            "a @ $time", "$metric", "$metric{a=\"b\"}", "node_${part}_total[5m]", "${prefix:raw}_x offset 5m",
            "[[metric]]",
            "a{b=~\"$b\"}", "a{b=~'${b:regex}'}", "a{b=\"[[b]]\"}", "a{$filters}", "a{${filters:raw},b=\"c\"}",
            "a{$label=\"x\"}",
            "topk($n, a)", "quantile(0.$q, a)", "$q / 100 > $limit", "sum by ($label) (a)", "a{\"b.$c\"=\"d\"}",
            "sum by ('b $c') (a)",
            "sum by (${labels:csv}, x) (a)",
            "a $op b", "a $op on (c) d", "rate(a[5m]) ${op} bool 5", "$a [[op]] $b", "a + b $op c * d",
            "$fn(rate(a[5m]))", "${agg} by (x) (a)", "-$x", "histogram_quantile(${q}, rate(a[5m]))", "a{b=\"\\x24c\"}",
        ])
    func unchanged(text: String) throws {
        let expression = try PromQL.parse(text, dialect: dialect)
        #expect(PromQLPrinter(matcherOrder: .asWritten).text(expression) == text)
    }

    @Test("A variable passes for every type, and the rest is checked as ever")
    func types() {
        for text in ["rate($x)", "sum($x)", "$x and up", "abs($x)", "topk($x, $y)", "$x > $y", "{a=\"$x\"}", "{$x}"] {
            #expect(PromQL.read(text, dialect: dialect).problems == [], "\(text)")
        }
        #expect(PromQL.read("a $op b $op", dialect: dialect).problems.map(\.code) == [.syntax])
        #expect(PromQL.read("a $op b").problems.map(\.code) == [.syntax])
        #expect(PromQL.read("rate($x, 1)", dialect: dialect).problems.map(\.code) == [.function])
        #expect(PromQL.read("sum(rate($x[5m]) + 'a')", dialect: dialect).problems.map(\.code) == [.type])
    }
}
