import AtalayaModel

/// Finds what Prometheus would refuse in a tree that follows the grammar, in the order of the text.
struct PromQLTypeCheck {
    let dialect: PromQLDialect
    private(set) var problems: [PromQLError] = []

    init(dialect: PromQLDialect) {
        self.dialect = dialect
    }

    private mutating func report(_ code: PromQLError.Code = .type, _ place: PromQLPlace, _ message: String) {
        problems.append(PromQLError(code, place, message))
    }

    private mutating func expect(_ expression: PromQLExpression, _ wanted: PromQLType, _ what: String) {
        let type = visit(expression)
        guard !type.fits(wanted) else { return }
        report(
            .type, expression.place, "\(what) must be \(wanted.article); this is \(type.article)\(hint(type, wanted))")
    }

    private func hint(_ type: PromQLType, _ wanted: PromQLType) -> String {
        switch (type, wanted) {
        case (.instantVector, .rangeVector): "; a range is written [5m] behind a selector, [5m:] behind anything else"
        case (.rangeVector, .instantVector): "; put it into a function such as rate, or leave the range out"
        case (.scalar, .instantVector): "; vector(…) makes a vector of a number"
        case (.instantVector, .scalar): "; scalar(…) makes a number of a vector with one series"
        default: ""
        }
    }

    @discardableResult
    mutating func visit(_ expression: PromQLExpression) -> PromQLType {
        switch expression.form {
        case .number: return .scalar
        case .string: return .string
        case .variable: return .unknown
        case .selector(let selector):
            check(selector, at: expression.place)
            return .instantVector
        case .range(let selector, _):
            check(selector, at: expression.place)
            return .rangeVector
        case .subquery(let subquery):
            expect(subquery.expression, .instantVector, "what a subquery repeats")
            return .rangeVector
        case .parentheses(let inner): return visit(inner)
        case .unary(let sign, let inner):
            let type = visit(inner)
            if type == .string || type == .rangeVector {
                report(
                    .type, expression.place,
                    "'\(sign.rawValue)' takes a scalar or an instant vector, not \(type.article)")
            }
            return type
        case .binary(let binary): return visit(binary, at: expression.place)
        case .aggregation(let aggregation):
            visit(aggregation)
            return .instantVector
        case .call(let call): return visit(call, at: expression.place)
        }
    }

    // MARK: Selectors

    private mutating func check(_ selector: PromQLSelector, at place: PromQLPlace, isInformation: Bool = false) {
        for condition in selector.conditions {
            if selector.name != nil, condition.label.name == "__name__" {
                report(.type, condition.place, "the name of the metric stands twice; leave one out")
            }
            check(condition)
        }
        guard selector.name == nil, !isInformation, selector.conditions.count == selector.matchers.count,
            selector.conditions.allSatisfy(\.matchesEmpty)
        else { return }
        report(
            .type, place,
            "the selector would choose every series: give a name, or a matcher that an empty value does not meet")
    }

    private mutating func check(_ condition: PromQLCondition) {
        guard condition.comparison.isRegex, condition.value.literal == nil else { return }
        do throws(PatternError) {
            _ = try PatternSyntax(condition.value.value)
        } catch {
            report(.regex, condition.place, "'\(condition.value.value)' is not a regular expression: \(error)")
        }
    }

    // MARK: Operators

    private mutating func visit(_ binary: PromQLBinary, at place: PromQLPlace) -> PromQLType {
        let left = visit(binary.left)
        let right = visit(binary.right)
        let sign = binary.sign
        // Nobody knows what the variable will be.
        if binary.signVariable != nil { return left == .scalar && right == .scalar ? .unknown : .instantVector }
        for (type, side) in [(left, binary.left), (right, binary.right)] where type == .string || type == .rangeVector {
            report(
                .type, side.place,
                "'\(sign.rawValue)' combines scalars and instant vectors; this is \(type.article)\(hint(type, .instantVector))"
            )
        }
        if binary.returnsBool, !sign.isComparison {
            report(.type, binary.signPlace, "'bool' follows a comparison only")
        }
        if sign.isComparison, !binary.returnsBool, left == .scalar, right == .scalar {
            report(
                .type, binary.signPlace, "a comparison of two numbers filters nothing; write '\(sign.rawValue) bool'")
        }
        if sign.isSet, left == .scalar || right == .scalar {
            report(.type, binary.signPlace, "'\(sign.rawValue)' combines sets of series, not numbers")
        }
        if let matching = binary.matching { check(matching, of: binary, left, right) }
        if left == .scalar, right == .scalar { return .scalar }
        return left == .unknown || right == .unknown ? .unknown : .instantVector
    }

    private mutating func check(
        _ matching: PromQLMatching, of binary: PromQLBinary, _ left: PromQLType, _ right: PromQLType
    ) {
        let place = binary.signPlace
        let fills = matching.fillLeft != nil || matching.fillRight != nil
        if matching.isOn, let group = matching.group {
            for label in group.including where matching.labels.contains(label) {
                report(
                    .type, label.place, "the label '\(label.name)' stands in 'on' already, so both sides have it alike")
            }
        }
        if left == .scalar || right == .scalar {
            if !matching.labels.isEmpty { report(.type, place, "only series of two vectors are matched by labels") }
            if fills { report(.type, place, "only between two vectors can a series be missing") }
        } else if binary.sign.isSet {
            if matching.group != nil { report(.type, place, "'\(binary.sign.rawValue)' combines sets: no grouping") }
            if fills { report(.type, place, "'\(binary.sign.rawValue)' combines sets: nothing is missing") }
        }
    }

    // MARK: Functions

    private mutating func visit(_ aggregation: PromQLAggregation) {
        if let parameter = aggregation.parameter {
            let wanted = aggregation.aggregator?.parameter ?? .unknown
            expect(parameter, wanted, "the parameter of '\(aggregation.name)'")
        }
        expect(aggregation.expression, .instantVector, "what '\(aggregation.name)' aggregates")
    }

    private mutating func visit(_ call: PromQLCall, at place: PromQLPlace) -> PromQLType {
        guard let function = call.function else {
            for argument in call.arguments { visit(argument) }
            return .unknown
        }
        let counts = function.argumentCounts
        if call.arguments.count < counts.least || call.arguments.count > counts.most ?? .max {
            let given = call.arguments.isEmpty ? "none is given" : "\(call.arguments.count) given"
            report(.function, place, "'\(call.name)' takes \(function.argumentsText); \(given)")
        }
        for (index, argument) in call.arguments.enumerated() {
            guard let wanted = function.parameter(at: index) else {
                visit(argument)
                continue
            }
            if call.name == "info", index == 1, checkInformation(argument) { continue }
            expect(argument, wanted, "argument \(index + 1) of '\(call.name)'")
        }
        return function.result
    }

    /// The second argument of `info` is no series of its own, only conditions.
    private mutating func checkInformation(_ argument: PromQLExpression) -> Bool {
        guard case .selector(let selector) = argument.form else {
            guard argument.type == .instantVector else { return false }
            report(.type, argument.place, "'info' takes matchers in braces as its second argument")
            return true
        }
        if selector.name != nil {
            report(.type, argument.place, "'info' takes matchers without a name before them")
        }
        check(selector, at: argument.place, isInformation: true)
        return true
    }
}

extension PromQLType {
    var article: String {
        switch self {
        case .scalar: "a number"
        case .string: "a text"
        case .instantVector: "an instant vector"
        case .rangeVector: "a range vector"
        case .unknown: "a variable"
        }
    }
}

extension PromQLFunction {
    /// "2 arguments", "1 to 2 arguments".
    fileprivate var argumentsText: String {
        let counts = argumentCounts
        let range =
            switch counts.most {
            case counts.least: "\(counts.least)"
            case let most?: "\(counts.least) to \(most)"
            case nil: "at least \(counts.least)"
            }
        return range + (counts.most == 1 ? " argument" : " arguments")
    }
}

extension LabelMatcher.Operator {
    var isRegex: Bool { self == .matches || self == .doesNotMatch }
}

extension PromQLCondition {
    /// Whether a series without the label meets the condition. A value that Grafana fills in is taken for one that does not.
    var matchesEmpty: Bool {
        if value.literal != nil { return false }
        switch comparison {
        case .equal: return value.value.isEmpty
        case .notEqual: return !value.value.isEmpty
        case .matches: return regexMatchesEmpty
        case .doesNotMatch: return !regexMatchesEmpty
        }
    }

    /// False for an expression that is none.
    private var regexMatchesEmpty: Bool { (try? PatternSyntax(value.value))?.matchesEmpty ?? false }
}
