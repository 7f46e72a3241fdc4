import AtalayaConfig
import AtalayaModel

/// Expressions as rules and dashboards carry them. What is read is printed so that it is read as the same tree, in one line
/// and in several, and every rule has an answer to it.
struct PromQLTarget: FuzzTarget {
    let name = "promql"

    let seeds = words([
        #"sum by (job, le) (rate(http_requests_total{status=~"5..",path!='/',"a.b"=`c`}[5m] offset -1h @ end())) > bool 0.05"#,
        "a / on (x) group_left (y) fill_right (0) b or c ^ -2 ^ 3 unless -d atan2 5m # why\n and (vector(1))",
        "max_over_time(deriv(x[5m])[1h:$__interval]) + histogram_quantile(${q}, $fn(node_${a}_b[[c]][$__rate_interval]))",
        #"label_replace(x, "a\x41\u00e4\n", "$1", 'b', `(.*)`) * count_values without () ("v", {__name__=~"a.+|b"})"#,
        "x[5m + step() * 2] smoothed + y offset -max_of(1m, range()) - limitk(0x1F, z @ 1_000.5) </ Inf",
        "absent(up{job=~\"^(a|b)$\",job=\"c\",instance=\"\"}) and irate(sum(x_total)[5m:]) == 1e-7",
    ])

    let dictionary = words([
        "sum", "by (", "without", " on (", "group_left", "offset", "@", "[5m]", "[1h:]", "bool", "and", "or", "^", "-",
        "=~", "!~", "{", "}",
        "(", ")", "\"", "'", "`", "\\", "\\x", "\\ud800", "$x", "${y:regex}", "[[z]]", "$__interval", "#", "1h30m",
        "0x", "1e", "_", "NaN", "fill(",
        "start()", "step()", "max_of(", "anchored", "(?i)", "[^a-", "\\pN", "{2,", "le", "histogram_quantile(",
        "\u{FFFD}",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let text = String(decoding: input, as: UTF8.self)
        for version in [TargetVersion(2, 42), TargetVersion(3, 14)] {
            for allowsVariables in [false, true] {
                try read(text, PromQLDialect(version: version, allowsGrafanaVariables: allowsVariables))
            }
        }
        for use in [CheckedExpression.Use.alert(hasHold: false, labels: ["job"]), .panel] {
            let checked = CheckedExpression(text, use: use)
            for (_, finding) in checked.findings {
                let position = finding.place.position(in: text)
                try require(finding.place.end <= text.utf8.count && position.line > 0, "a place outside of the text")
            }
        }
        _ = try? PatternSyntax(text)
    }

    private func read(_ text: String, _ dialect: PromQLDialect) throws(FuzzFailure) {
        let reading = PromQL.read(text, dialect: dialect)
        try require((reading.expression == nil) == !reading.problems.isEmpty, "neither a tree nor a problem, or both")
        guard let expression = reading.expression else { return }
        for printed in [PromQLPrinter().text(expression), PromQLPrinter(lineLengthMax: 20).pretty(expression)] {
            let again = PromQL.read(printed, dialect: dialect)
            try require(again.expression == expression, "came back different: \(printed)")
            try require(
                PromQLPrinter().text(expression) == PromQLPrinter().text(again.expression ?? expression),
                "printed otherwise")
        }
    }
}
