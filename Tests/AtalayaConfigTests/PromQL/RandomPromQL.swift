import AtalayaConfig

/// Trees of every kind, by a seed: such as the parser makes, so what binds less tightly stands in parentheses.
struct RandomPromQL {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    private mutating func number(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    private mutating func chance(_ one: Int) -> Bool { number(below: one) == 0 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(below: elements.count)] }

    private mutating func parenthesised(_ type: PromQLType, depth: Int) -> PromQLExpression {
        PromQLExpression(.parentheses(expression(type, depth: depth - 1)))
    }

    mutating func expression(_ type: PromQLType, depth: Int) -> PromQLExpression {
        PromQLExpression(form(type, depth: depth))
    }

    private mutating func form(_ type: PromQLType, depth: Int) -> PromQLExpression.Form {
        let isLeaf = depth <= 0
        switch type {
        case .string, .unknown:
            return .string(PromQLString(pick(["", "a\"b", "\\d+", "ä\u{7}\u{FFFD}😀", "x\ny", "\u{200B}"])))
        case .scalar:
            if isLeaf || chance(2) { return .number(scalar()) }
            if chance(2) { return .call(PromQLCall("scalar", [expression(.instantVector, depth: depth - 1)])) }
            let signs: [PromQLOperator] = [.add, .power, .divide, .atan2]
            return .binary(
                PromQLBinary(parenthesised(.scalar, depth: depth), pick(signs), parenthesised(.scalar, depth: depth)))
        case .rangeVector:
            if isLeaf || chance(2) { return .range(selector(), over: duration(depth: 2)) }
            return .subquery(
                PromQLSubquery(
                    parenthesised(.instantVector, depth: depth), over: duration(depth: 2),
                    step: chance(2) ? duration(depth: 1) : nil,
                    modifiers: modifiers(hasEdges: false)))
        case .instantVector:
            if isLeaf || chance(5) { return .selector(selector()) }
            switch number(below: 4) {
            case 0: return .unary(pick([.plus, .minus]), parenthesised(.instantVector, depth: depth))
            case 1: return .binary(binary(depth: depth))
            case 2: return aggregation(depth: depth)
            default: return call(depth: depth)
            }
        }
    }

    private mutating func scalar() -> PromQLNumber {
        if chance(4) { return PromQLNumber(Double(number(below: 100_000)), isDuration: true) }
        return PromQLNumber(
            pick([0, 1, -1, 0.1, 1e300, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, -0.0, 123456.789, 0x1p53]))
    }

    private mutating func name() -> String {
        pick(["up", "sum", "a:b", "offset", "by", "start", "and", "fill", "node_cpu_seconds_total", "inf_", "step"])
    }

    private mutating func label() -> PromQLLabel {
        PromQLLabel(pick(["job", "le", "by", "on", "and", "a.b", "ä", "quantile", "bool", "x\"y"]))
    }

    private mutating func selector() -> PromQLSelector {
        let matchers = (0..<number(below: 4)).map { _ in
            let comparison = pick(LabelMatcher.Operator.allCases)
            let value = pick(["a", "b|c", "x\\.y", "5..", "\\\\\"'`"])
            return PromQLMatcher.condition(PromQLCondition(label(), comparison, PromQLString(value)))
        }
        return PromQLSelector(name(), matchers, modifiers: modifiers(hasEdges: true))
    }

    private mutating func modifiers(hasEdges: Bool) -> PromQLModifiers {
        var modifiers = PromQLModifiers()
        if chance(4) { modifiers.at = pick([.start, .end, .milliseconds(-1), .milliseconds(1_500_000_000_123)]) }
        if chance(4) { modifiers.offset = chance(2) ? pick([.step, .range, .negative(.step)]) : duration(depth: 0) }
        if hasEdges, chance(6) { modifiers.edges = pick([.anchored, .smoothed]) }
        return modifiers
    }

    private mutating func duration(depth: Int) -> PromQLDuration {
        if depth <= 0 || chance(2) {
            return .literal(PromQLNumber(Double(number(below: 100_000) + 1) / 1_000, isDuration: true))
        }
        switch number(below: 5) {
        case 0: return .step
        case 1: return .larger(duration(depth: depth - 1), duration(depth: depth - 1))
        case 2: return .smaller(duration(depth: depth - 1), .range)
        case 3: return .parentheses(duration(depth: depth - 1))
        default:
            return .arithmetic(
                .parentheses(duration(depth: depth - 1)), pick([.add, .subtract, .power, .modulo]),
                .parentheses(duration(depth: depth - 1)))
        }
    }

    private mutating func binary(depth: Int) -> PromQLBinary {
        let sign = pick(PromQLOperator.allCases)
        var binary = PromQLBinary(
            parenthesised(.instantVector, depth: depth), sign, parenthesised(.instantVector, depth: depth))
        binary.returnsBool = sign.isComparison && chance(2)
        if chance(2) {
            var matching = PromQLMatching(isOn: chance(2), labels: [PromQLLabel("job"), label()])
            if !sign.isSet, chance(2) {
                matching.group = PromQLMatching.Group(
                    pick([.left, .right]), including: chance(2) ? [PromQLLabel("zone")] : [])
            }
            if !sign.isSet, chance(4) { matching.fillLeft = PromQLNumber(1) }
            if !sign.isSet, chance(4) { matching.fillRight = PromQLNumber(-2.5) }
            binary.matching = matching
        }
        return binary
    }

    private mutating func aggregation(depth: Int) -> PromQLExpression.Form {
        let aggregator = pick(PromQLAggregator.all)
        let grouping = chance(2) ? PromQLGrouping(isWithout: chance(2), [PromQLLabel("job"), label()]) : nil
        let parameter = aggregator.parameter.map { expression($0, depth: depth - 1) }
        return .aggregation(
            PromQLAggregation(
                aggregator.name, grouping, parameter: parameter, expression(.instantVector, depth: depth - 1)))
    }

    private mutating func call(depth: Int) -> PromQLExpression.Form {
        let functions = PromQLFunction.all.filter {
            $0.result == .instantVector && $0.availability.until == nil && $0.name != "info"
        }
        let function = pick(functions)
        return .call(PromQLCall(function.name, function.parameters.map { expression($0, depth: depth - 1) }))
    }
}
