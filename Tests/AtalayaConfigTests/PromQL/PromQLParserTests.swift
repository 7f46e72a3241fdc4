import AtalayaConfig
import Testing

struct PromQLParserTests {
    @Test(
        "An expression is read and written in its canonical form",
        arguments: [
            ("up", "up"), (" up # all of them", "up"), ("1", "1"), ("0x1F", "31"), ("010", "8"), ("1_000", "1000"),
            ("1e3", "1000"), (".5", "0.5"), ("1.", "1"), ("-inf", "-Inf"), ("NaN", "NaN"),
            ("1e21", "1000000000000000000000"),
            ("1e-7", "0.0000001"), ("5m", "5m"), ("- 1", "-1"), ("'a\\n\"'", #""a\n\"""#), ("`a\\n`", #""a\\n""#),
            (#""\x41\u00e4\U0001F600\101""#, #""Aä😀A""#), (#""\xff""#, #""\xff""#),
            ("up{}", "up"), ("up{b='1',a!=\"2\",}", #"up{a!="2",b="1"}"#), (#"{a=~"x.+"}"#, #"{a=~"x.+"}"#),
            (#"{"my.metric","a.b"!~'c'}"#, #"{"a.b"!~"c",__name__="my.metric"}"#), ("a:b", "a:b"),
            (#"{"a$b"="c"}"#, #"{"a$b"="c"}"#),
            ("sum", "sum"), ("by{on='x'}", #"by{on="x"}"#), ("offset offset 5m", "offset offset 5m"),
            ("start + end", "start + end"), ("fill + fill_left", "fill + fill_left"),
            ("up[5m]", "up[5m]"), ("up[300]", "up[5m]"), ("up[1h30m] offset -1d", "up[1h30m] offset -1d"),
            ("up offset 5m @ 10", "up @ 10.000 offset 5m"), ("up @ -1.5", "up @ -1.500"), ("up @ end()", "up @ end()"),
            ("up[5m:] @ start()", "up[5m:] @ start()"),
            ("rate(up[1m])[5m:30s] offset 1w", "rate(up[1m])[5m:30s] offset 1w"),
            ("up offset 0s", "up"), ("up[5m] anchored", "up[5m] anchored"), ("up smoothed", "up smoothed"),
            ("up[5m + step() * 2]", "up[5m + step() * 2]"), ("up offset (1m)", "up offset (1m)"),
            ("up offset -max_of(1m, range())", "up offset -max_of(1m, range())"),
            ("up offset 5m ^ 2", "up offset 5m ^ 2"),
            ("1 + 2 * 3 ^ 2 ^ -1", "1 + 2 * 3 ^ 2 ^ -1"), ("-a ^ b", "-a ^ b"), ("(a)", "(a)"), ("A AND b", "A and b"),
            ("a == bool b", "a == bool b"), ("a </ b", "a </ b"), ("a atan2 b", "a atan2 b"),
            ("a * on() group_left b", "a * on () group_left () b"), ("a+ignoring(x,y)b", "a + ignoring (x, y) b"),
            ("a / on(x) group_right(y) fill(0) b", "a / on (x) group_right (y) fill (0) b"),
            ("a + fill_right(1m) fill_left(-2) b", "a + fill_left (-2) fill_right (60) b"), ("1 + on() 2", "1 + 2"),
            ("SUM(a) BY (x)", "sum by (x) (a)"), ("sum by (x,) (a)", "sum by (x) (a)"), ("sum by () (a)", "sum(a)"),
            ("sum without () (a)", "sum without () (a)"), (#"sum by ("a.b", and) (x)"#, #"sum by ("a.b", and) (x)"#),
            ("topk(5, a)", "topk(5, a)"), ("count_values('v', a)", #"count_values("v", a)"#),
            ("limitk(1, a)", "limitk(1, a)"), ("time()", "time()"), ("hour()", "hour()"),
            ("round(a, 5)", "round(a, 5)"),
            ("label_join(a, 'x', ',', 'y', 'z')", #"label_join(a, "x", ",", "y", "z")"#),
            ("info(a, {x='y'})", #"info(a, {x="y"})"#), ("info(a, {x=''})", #"info(a, {x=""})"#),
            ("start() + end()", "start() + end()"),
            ("histogram_quantiles(a, 'q', .5, .9)", #"histogram_quantiles(a, "q", 0.5, 0.9)"#),
        ])
    func canonical(text: String, canonical: String) throws {
        let dialect = PromQLDialect(version: TargetVersion(3, 14))
        let expression = try PromQL.parse(text, dialect: dialect)
        #expect(PromQLPrinter().text(expression) == canonical)
        #expect(try PromQL.parse(canonical, dialect: dialect) == expression)
        #expect(try PromQL.parse(PromQLPrinter(lineLengthMax: 1).pretty(expression), dialect: dialect) == expression)
    }

    @Test(
        "A text that is no expression is refused, at the place where it ceases to be one",
        arguments: [
            ("", 1, "promql-syntax: the expression is empty"),
            ("up ==", 6, "the expression ends too early: an expression is expected"),
            ("up = 1", 4, "a comparison is written =="), ("a || b", 3, "sets are combined by and, or and unless"),
            ("up)", 3, "an operator or the end is expected"), ("(up", 4, "an operator or ')'"),
            ("up{", 4, "the name of a label"), ("up{a}", 5, "=, !=, =~ or !~ is expected behind 'a'"),
            ("up{a=b}", 6, "the value of 'a' stands in quotes"), ("up{a:b='c'}", 5, "unexpected ':' inside braces"),
            ("up{a='b' c='d'}", 10, "',' or '}'"), ("up['5m']", 4, "a duration such as 5m"),
            ("up[5]m", 6, "unexpected 'm'"), ("up[m]", 4, "unexpected 'm' inside brackets"),
            ("up[0s]", 4, "greater than 0"),
            ("up[-5m]", 4, "greater than 0"), ("up[1m1h]", 4, "neither a number nor a duration"),
            ("up[5m:1m:1m]", 9, "']' is expected"), ("sum(up)[5m]", 8, "write a subquery, such as [5m:]"),
            ("up offset 1m[5m]", 13, "the range stands before 'offset'"),
            ("up @ 1 [5m]", 8, "the range stands before '@'"),
            ("up offset 1m offset 1m", 14, "there is already an offset"), ("up @ 1 @ 2", 8, "there is already an '@'"),
            ("1 offset 1m", 3, "'offset' follows a selector"), ("up @ inf", 6, "out of range"),
            ("up[5m:] anchored", 9, "a subquery cannot be anchored"),
            ("up anchored smoothed", 13, "either anchored or smoothed"),
            ("1..2", 1, "neither a number nor a duration"), ("0x", 1, "neither"), ("5mm", 1, "neither"),
            (#""a"#, 1, "no closing quote"), (#""a\q""#, 3, #"there is no escape '\q'"#),
            (#""\u12""#, 2, "not a complete escape"),
            (#""\ud800""#, 2, "not a complete escape"), ("on", 1, "an expression is expected"),
            ("a + group_left b", 5, "needs on (…) or ignoring (…) before it"),
            ("sum by (1) (a)", 9, "the name of a label"),
            ("sum by (without) (a)", 9, "the name of a label"),
            ("sum(a, b)", 1, "'sum' takes one expression; 2 are given"),
            ("topk(a)", 1, "'topk' takes two: a parameter and an expression; 1 are given"),
            ("rate(a,)", 8, "an argument is expected"),
            ("raet(a[5m])", 1, "there is no function 'raet'; did you mean 'rate'?"),
            ("Rate(a[5m])", 1, "did you mean 'rate'?"), ("frobnicate(a)", 1, "there is no function 'frobnicate'"),
            ("a:b()", 4, "'a:b' is no function"), ("up $x", 4, "variables are replaced in dashboards only"),
            ("a\n+\n!", 1, "unexpected '!'"),
        ])
    func refused(text: String, column: Int, message: String) {
        let reading = PromQL.read(text)
        #expect(reading.expression == nil)
        #expect(reading.problems.count == 1)
        #expect(reading.problems.first?.description.contains(message) == true, "\(reading.problems)")
        #expect(reading.problems.first?.position(in: text).column == column)
    }

    @Test("The line of a problem is counted, and its column in characters")
    func position() throws {
        let text = "sum(\n  up{ä=\"b\"}\n)"
        let problem = try #require(PromQL.read(text).problems.first)
        #expect(problem.position(in: text) == (line: 2, column: 6))
        let wide = try #require(PromQL.read("'ä' = 1").problems.first)
        #expect(wide.position(in: "'ä' = 1") == (line: 1, column: 5))
    }

    @Test("What Prometheus 2.42 lacks is told with the version that has it")
    func versions() {
        let old = PromQLDialect(version: TargetVersion(2, 42))
        for (text, message) in [
            ("5m", "a duration as a number needs Prometheus 2.54; the target is 2.42"),
            ("up[300]", "a range without a unit needs Prometheus 2.54"), ("up offset 0s", "an offset of nothing needs"),
            (#"{"a"}"#, "a name in quotes needs Prometheus 3.0"),
            (#"sum by ("a") (b)"#, "a label in quotes needs Prometheus 3.0"),
            ("up[5m+5m]", "a computed duration needs Prometheus 3.4"), ("histogram_avg(a)", "needs Prometheus 2.51"),
            ("start()", "the function 'start' needs Prometheus 3.12"),
            ("sort_by_label(a, 'b')", "needs Prometheus 2.49"),
        ] {
            let problem = PromQL.read(text, dialect: old).problems.first
            #expect(problem?.code == .version)
            #expect(problem?.message.contains(message) == true, "\(text): \(String(describing: problem))")
        }
        #expect(PromQL.read("holt_winters(a[5m], .5, .5)", dialect: old).problems == [])
        #expect(
            PromQL.read("holt_winters(a[5m], .5, .5)").problems.first?.message.contains("is gone since Prometheus 3.0")
                == true)
        // Words that are names to an older version.
        #expect(PromQL.read("limitk + step + max_of", dialect: old).problems == [])
    }

    @Test("Experimental parts are refused where they are not switched on, with their flag")
    func experimental() {
        let dialect = PromQLDialect(version: TargetVersion(3, 14), allowsExperimental: false)
        for (text, flag) in [
            ("limitk(1, a)", "promql-experimental-functions"),
            ("mad_over_time(a[5m])", "promql-experimental-functions"),
            ("a[5m+5m]", "promql-duration-expr"), ("a[5m] smoothed", "promql-extended-range-selectors"),
            ("a + fill(0) b", "promql-binop-fill-modifiers"),
        ] {
            let problem = PromQL.read(text, dialect: dialect).problems.first
            #expect(problem?.code == .experimental)
            #expect(problem?.message.contains("--enable-feature=\(flag)") == true)
        }
        #expect(PromQL.read("first_over_time(a[5m])", dialect: dialect).problems == [])
    }
}
