import AtalayaConfig
import Testing

struct PromQLPrinterTests {
    @Test("A long expression is split into its parts, each on lines of its own")
    func pretty() throws {
        let text = """
            sum(rate(http_requests_total{code=~"5..",job="orchestrator"}[5m])) by (instance, path) / on(instance, path) \
            sum(rate(http_requests_total{job="orchestrator"}[5m])) by (instance, path) > bool clamp_max(a, 1)
            """
        #expect(
            PromQLPrinter().pretty(try PromQL.parse(text)) == """
                    sum by (instance, path) (rate(http_requests_total{code=~"5..",job="orchestrator"}[5m]))
                  / on (instance, path)
                    sum by (instance, path) (rate(http_requests_total{job="orchestrator"}[5m]))
                > bool
                  clamp_max(a, 1)
                """)
    }

    @Test("Arguments, parentheses, aggregations and subqueries are split when they are too long")
    func narrow() throws {
        let expression = try PromQL.parse("-(max_over_time(topk by (a) (2, bbbbbbbb)[5m:1m]))")
        #expect(
            PromQLPrinter(lineLengthMax: 20).pretty(expression) == """
                -(
                  max_over_time(
                    topk by (a) (
                      2,
                      bbbbbbbb
                    )[5m:1m]
                  )
                )
                """)
    }

    @Test("A short expression stays on its line")
    func short() throws {
        #expect(PromQLPrinter().pretty(try PromQL.parse("sum(\n  up\n)")) == "sum(up)")
    }

    @Test("Matchers are sorted, or kept in their order; either way the trees are equal")
    func order() throws {
        let expression = try PromQL.parse(#"up{b="1",a="2"}"#)
        #expect(PromQLPrinter().text(expression) == #"up{a="2",b="1"}"#)
        #expect(PromQLPrinter(matcherOrder: .asWritten).text(expression) == #"up{b="1",a="2"}"#)
        #expect(try PromQL.parse(#"up{a="2",b="1"}"#) == expression)
        #expect(try PromQL.parse(#"up{a="1",b="2"}"#) != expression)
    }

    @Test(
        "The power of infinity keeps its base, and signs stay where they are",
        arguments: ["Inf ^ 3", "-Inf ^ 3", "c ^ -++Inf ^ 3", "+Inf ^ +Inf", "Inf ^ sum by (a_long_name) (b_long_name)"])
    func infinity(text: String) throws {
        let tree = try PromQL.parse(text)
        for printed in [PromQLPrinter().text(tree), PromQLPrinter(lineLengthMax: 10).pretty(tree)] {
            #expect(try PromQL.parse(printed) == tree, "\(printed)")
        }
    }

    @Test("What is printed is read as the same tree, for random trees", arguments: 0..<40)
    func roundTrip(seed: UInt64) throws {
        var trees = RandomPromQL(seed: seed)
        let dialect = PromQLDialect(version: TargetVersion(3, 14))
        for _ in 0..<50 {
            let tree = trees.expression(.instantVector, depth: 5)
            for printer in [PromQLPrinter(), PromQLPrinter(matcherOrder: .asWritten, lineLengthMax: 30)] {
                #expect(try PromQL.parse(printer.text(tree), dialect: dialect) == tree)
                #expect(try PromQL.parse(printer.pretty(tree), dialect: dialect) == tree)
            }
        }
    }
}
