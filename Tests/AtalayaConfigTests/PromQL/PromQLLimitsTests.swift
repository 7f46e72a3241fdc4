import AtalayaConfig
import Testing

struct PromQLLimitsTests {
    private static let size = 1 << 20

    @Test(
        "A text as long as may be gives an error or a tree, whatever it repeats",
        arguments: [
            "(", ")", "-", "+", "a+", "a^", "1+", "sum(", "rate(a[", "a[5m:]", "a[1+", "a[-", "{a=\"b\",", "{", "a,",
            "f(a,", "\"", "\"\\",
            "#", "[", "@ 1", " offset 1m", "a or ", "a offset (", "by", "\n", "$", "${x", "[[", "0", "1.", "1e", "5m",
            "_", ":", "ä",
            "a{b=~\"(\"}", "max_of(", "a == bool on(", "a/on(b,", "'\\x",
        ])
    func hostile(piece: String) {
        let text = String(repeating: piece, count: Self.size / piece.utf8.count)
        for dialect in [PromQLDialect(), PromQLDialect(allowsGrafanaVariables: true)] {
            let reading = PromQL.read(text, dialect: dialect)
            #expect((reading.expression == nil) == !reading.problems.isEmpty)
        }
    }

    @Test("Each bound is named in its error")
    func bounds() {
        let limits = PromQLLimits(bytesMax: 400, depthMax: 10, nodesMax: 40)
        let dialect = PromQLDialect(limits: limits)
        func message(_ text: String) -> String? { PromQL.read(text, dialect: dialect).problems.first?.description }
        #expect(message(String(repeating: "a", count: 400)) == nil)
        #expect(
            message(String(repeating: "a", count: 401))
                == "promql-limit: the expression has 401 bytes; the limit is 400")
        #expect(message(String(repeating: "(", count: 9) + "a" + String(repeating: ")", count: 9)) == nil)
        #expect(
            message(String(repeating: "(", count: 10) + "a")?.hasPrefix("promql-limit: more than 10 expressions")
                == true)
        #expect(message("a" + String(repeating: "[1m:]", count: 10))?.hasPrefix("promql-limit: more than 10") == true)
        #expect(
            message("a[1" + String(repeating: "+1", count: 11) + "]")?.hasPrefix("promql-limit: more than 10") == true)
        #expect(
            message("a{" + String(repeating: "b='',", count: 41) + "}")
                == "promql-limit: the expression has more than 40 parts")
    }
}
