import AtalayaConfig
import Testing

struct PromQLTypeCheckTests {
    @Test(
        "What the grammar lets pass and Prometheus does not is refused, with the remedy",
        arguments: [
            (
                "rate(up)",
                "argument 1 of 'rate' must be a range vector; this is an instant vector; a range is written [5m]"
            ),
            (
                "sum(up[5m])",
                "what 'sum' aggregates must be an instant vector; this is a range vector; put it into a function"
            ),
            ("abs(1)", "vector(…) makes a vector of a number"),
            ("topk(up, up)", "scalar(…) makes a number of a vector"),
            ("count_values(1, up)", "must be a text"), ("rate()", "'rate' takes 1 argument; none is given"),
            ("round(up, 1, 2)", "'round' takes 1 to 2 arguments; 3 given"),
            ("label_join(up, 'a')", "at least 3 arguments"),
            ("1 > 2", "write '> bool'"), ("1 + bool 2", "'bool' follows a comparison only"),
            ("up and 1", "combines sets of series"),
            ("up + 'a'", "this is a text"), ("up + up[5m]", "this is a range vector"),
            ("-up[5m]", "not a range vector"),
            ("1 + on(a) up", "only series of two vectors"), ("a and on(x) group_left() b", "no grouping"),
            ("a + on(x) group_left(x) b", "the label 'x' stands in 'on' already"),
            ("1[5m:]", "what a subquery repeats"),
            ("{}", "would choose every series"), ("{a=''}", "would choose every series"),
            ("{a=~'.*'}", "would choose every series"),
            ("{a!='b'}", "would choose every series"), ("up{__name__='a'}", "stands twice"),
            ("up{'a'}", "stands twice"),
            ("up{a=~'('}", "'(' is not a regular expression: a ( without its )"),
            ("info(up, sum(up))", "takes matchers in braces"),
            ("info(up, up)", "without a name before them"),
        ])
    func refused(text: String, message: String) {
        let problems = PromQL.read(text).problems
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.message.contains(message) == true, "\(problems)")
    }

    @Test(
        "What only looks wrong is let pass",
        arguments: [
            "1 > bool 2", "1 + on() group_left() up", "up{a=~'.+'}", "{a!=''}", "{a=~'b|c'}", "{a!~'.*'}", "-1 ^ up",
            "'a'", "up[5m]", "a + ignoring(x) group_left(x) b", "vector(1) and up", "sum(up > 1)[5m:]",
        ])
    func passed(text: String) {
        #expect(PromQL.read(text).problems == [])
    }

    @Test("All problems of types are told at once, in the order of the text")
    func all() {
        #expect(PromQL.read("rate(up) + sum(up[5m]) + (1 > 2)").problems.map(\.place.start) == [5, 15, 28])
    }

    @Test("Every function takes what its signature says, and not one argument less or more")
    func functions() {
        let examples: [PromQLType: String] = [
            .scalar: "1", .string: "'a'", .instantVector: "{a='b'}", .rangeVector: "a[5m]",
        ]
        for function in PromQLFunction.all {
            let version = function.availability.until.map { TargetVersion($0.major - 1, 55) } ?? TargetVersion(3, 14)
            let dialect = PromQLDialect(version: version)
            let arguments = function.parameters.compactMap { examples[$0] }
            func problems(_ arguments: some Sequence<String>) -> [PromQLError.Code] {
                PromQL.read("\(function.name)(\(arguments.joined(separator: ", ")))", dialect: dialect).problems.map(
                    \.code)
            }
            #expect(problems(arguments) == [], "\(function.name)")
            #expect(problems(arguments + Array(repeating: "1", count: 20)).isEmpty == false, "\(function.name)")
            if function.variation == .none, !arguments.isEmpty {
                #expect(problems(arguments.dropLast()) == [.function])
            }
            if function.variation != .none { #expect(problems(arguments.dropLast()) == [], "\(function.name)") }
        }
    }
}
