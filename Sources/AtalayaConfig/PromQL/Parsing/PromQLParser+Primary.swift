extension PromQLParser {
    /// An expression without operators, and what stands behind it.
    mutating func postfix() throws(PromQLError) -> Node {
        var node = try primary()
        while true {
            switch token.kind {
            case .leftBracket: node = try range(of: node)
            case .keyword(.offset): node = try offset(of: node)
            case .at: node = try time(of: node)
            case .keyword(.anchored): node = try edges(.anchored, of: node)
            case .keyword(.smoothed): node = try edges(.smoothed, of: node)
            default: return node
            }
        }
    }

    private mutating func primary() throws(PromQLError) -> Node {
        let place = token.place
        switch token.kind {
        case .number(let value):
            try advance()
            return try node(.number(PromQLNumber(value)), from: place.start)
        case .duration(let milliseconds):
            try require(PromQLNumberScanner.looseNumbers, "a duration as a number", at: place)
            try advance()
            let number = PromQLNumber(Double(milliseconds) / 1_000, isDuration: true)
            return try node(.number(number), from: place.start)
        case .string:
            let string = try self.string()
            return try node(.string(string), from: place.start)
        case .leftParenthesis:
            try advance()
            let inner = try binary(above: 0)
            try expect(.rightParenthesis, "an operator or ')'")
            return try node(.parentheses(inner.expression), from: place.start, over: inner.height)
        case .leftBrace: return try selector(name: nil, place)
        case .identifier, .metricIdentifier, .templated, .keyword, .aggregator, .sign: return try named()
        case .assign, .matches, .matchesNot, .comma, .colon, .at, .rightParenthesis, .rightBrace, .leftBracket,
            .rightBracket, .end:
            throw unexpected("an expression is expected")
        }
    }

    /// A word: a metric, a function, an aggregation or a variable.
    private mutating func named() throws(PromQLError) -> Node {
        let first = token
        let word = text
        switch first.kind {
        case .sign(let sign) where !sign.isSet: throw unexpected("an expression is expected")
        case .keyword(let keyword) where !keyword.canNameMetric: throw unexpected("an expression is expected")
        default: break
        }
        try advance()
        switch token.kind {
        case .leftParenthesis:
            return first.kind == .aggregator ? try aggregation(word, first.place) : try call(word, first)
        case .keyword(.by), .keyword(.without):
            if first.kind == .aggregator || first.kind == .templated { return try aggregation(word, first.place) }
        case .leftBrace: return try selector(name: word, first.place)
        case .leftBracket, .keyword(.offset), .at, .keyword(.anchored), .keyword(.smoothed): break
        default:
            if first.kind == .templated { return try node(.variable(word), from: first.place.start) }
        }
        let selector = PromQLSelector(word, namePlace: first.place)
        return try node(.selector(selector), from: first.place.start)
    }

    // MARK: Functions and aggregations

    private mutating func arguments() throws(PromQLError) -> (expressions: [PromQLExpression], height: Int) {
        try expect(.leftParenthesis, "'('")
        var expressions: [PromQLExpression] = []
        var height = 0
        if token.kind != .rightParenthesis {
            while true {
                let argument = try binary(above: 0)
                expressions.append(argument.expression)
                height = max(height, argument.height)
                guard token.kind == .comma else { break }
                try advance()
                if token.kind == .rightParenthesis { throw syntax(token.place, "an argument is expected behind ','") }
            }
        }
        try expect(.rightParenthesis, "an operator, ',' or ')'")
        return (expressions, height)
    }

    private mutating func call(_ name: String, _ first: PromQLToken) throws(PromQLError) -> Node {
        switch first.kind {
        case .identifier, .templated: break
        case .keyword(let keyword) where keyword.canNameFunction: break
        default: throw unexpected("'\(name)' is no function; an operator or the end is expected")
        }
        if first.kind != .templated {
            guard let function = PromQLFunction.named(name) else { throw unknown(function: name, first.place) }
            if let absence = function.availability.absence(in: dialect.version) {
                throw PromQLError(.version, first.place, "the function '\(name)' \(absence)")
            }
            if function.availability.isExperimental(in: dialect.version) {
                try requireExperimental("'\(name)'", flag: "promql-experimental-functions", at: first.place)
            }
        }
        let (expressions, height) = try arguments()
        if first.kind == .templated, let grouping = try grouping() {
            return try aggregation(name, first.place, grouping, expressions, height)
        }
        let call = PromQLCall(name, expressions, namePlace: first.place)
        return try node(.call(call), from: first.place.start, over: height)
    }

    private func unknown(function name: String, _ place: PromQLPlace) -> PromQLError {
        let names =
            PromQLFunction.all.filter { $0.availability.absence(in: dialect.version) == nil }.map(\.name)
            + PromQLAggregator.all.map(\.name)
        let exact = names.first { $0 == name.lowercased() }
        if let nearest = exact ?? Spelling.nearest(to: name, in: names) {
            return PromQLError(.function, place, "there is no function '\(name)'; did you mean '\(nearest)'?")
        }
        return PromQLError(.function, place, "there is no function '\(name)'")
    }

    private mutating func aggregation(_ word: String, _ place: PromQLPlace) throws(PromQLError) -> Node {
        let aggregator = PromQLAggregator.named(word.lowercased())
        if let aggregator, aggregator.availability.isExperimental(in: dialect.version) {
            try requireExperimental("'\(word)'", flag: "promql-experimental-functions", at: place)
        }
        var grouping = try self.grouping()
        let (expressions, height) = try arguments()
        if grouping == nil { grouping = try self.grouping() }
        return try self.aggregation(word, place, grouping, expressions, height)
    }

    private mutating func aggregation(
        _ word: String, _ place: PromQLPlace, _ grouping: PromQLGrouping?, _ arguments: [PromQLExpression],
        _ height: Int
    ) throws(PromQLError) -> Node {
        let aggregator = PromQLAggregator.named(word.lowercased())
        var expressions = arguments
        let wanted = aggregator.map { $0.parameter == nil ? 1 : 2 }
        guard expressions.count == wanted ?? max(1, min(expressions.count, 2)), let last = expressions.popLast() else {
            let form = wanted == 2 ? "two: a parameter and an expression" : "one expression"
            throw PromQLError(
                .function, PromQLPlace(place.start, previousEnd),
                "'\(word)' takes \(form); \(expressions.count) are given")
        }
        // "by ()" says what is so without it.
        let isVoid = grouping?.labels.isEmpty == true && grouping?.isWithout == false
        let aggregation = PromQLAggregation(
            aggregator?.name ?? word, isVoid ? nil : grouping, parameter: expressions.first, last, namePlace: place)
        return try node(.aggregation(aggregation), from: place.start, over: height)
    }

    private mutating func grouping() throws(PromQLError) -> PromQLGrouping? {
        guard token.kind == .keyword(.by) || token.kind == .keyword(.without) else { return nil }
        let isWithout = token.kind == .keyword(.without)
        try advance()
        return PromQLGrouping(isWithout: isWithout, try labelList())
    }

    // MARK: Selectors

    private mutating func selector(name: String?, _ place: PromQLPlace) throws(PromQLError) -> Node {
        let namePlace = name == nil ? PromQLPlace(place.start, place.start) : place
        var selector = PromQLSelector(name, namePlace: namePlace)
        try advance(into: .braces)
        while token.kind != .rightBrace {
            selector.matchers.append(try matcher())
            try count()
            guard token.kind == .comma else { break }
            try advance()
        }
        try expect(.rightBrace, "',' or '}' behind a matcher", into: .outside)
        return try node(.selector(selector), from: place.start)
    }

    private mutating func matcher() throws(PromQLError) -> PromQLMatcher {
        let start = token.place.start
        var label = PromQLLabel(text, place: token.place)
        switch token.kind {
        case .identifier: try advance()
        case .templated:
            label.literal = label.name
            try advance()
            if token.kind == .comma || token.kind == .rightBrace { return .variable(label.name) }
        case .string:
            try require(TargetVersion(3, 0), "a name in quotes", at: token.place)
            let string = try self.string()
            if token.kind == .comma || token.kind == .rightBrace {
                label.name = "__name__"
                return .condition(PromQLCondition(label, .equal, string, place: PromQLPlace(start, previousEnd)))
            }
            (label.name, label.literal) = (string.value, string.literal)
        default: throw unexpected("the name of a label is expected")
        }
        let comparison: LabelMatcher.Operator
        switch token.kind {
        case .assign: comparison = .equal
        case .sign(.notEqual): comparison = .notEqual
        case .matches: comparison = .matches
        case .matchesNot: comparison = .doesNotMatch
        default: throw unexpected("=, !=, =~ or !~ is expected behind '\(label.name)'")
        }
        try advance()
        guard token.kind == .string else { throw unexpected("the value of '\(label.name)' stands in quotes") }
        let value = try self.string()
        return .condition(PromQLCondition(label, comparison, value, place: PromQLPlace(start, previousEnd)))
    }
}
