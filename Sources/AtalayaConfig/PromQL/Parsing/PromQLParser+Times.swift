/// Ranges, subqueries, `offset`, `@`, and the durations in them.
extension PromQLParser {
    mutating func range(of node: Node) throws(PromQLError) -> Node {
        let start = token.place.start
        try advance(into: .brackets)
        let range = try positiveDuration()
        if token.kind == .colon {
            try advance()
            let step: PromQLDuration? = token.kind == .rightBracket ? nil : try positiveDuration()
            try expect(.rightBracket, "']'", into: .outside)
            let subquery = PromQLSubquery(node.expression, over: range, step: step)
            return try self.node(.subquery(subquery), from: node.expression.place.start, over: node.height)
        }
        try expect(.rightBracket, "':' or ']'", into: .outside)
        let place = PromQLPlace(start, previousEnd)
        guard case .selector(let selector) = node.expression.form else {
            throw syntax(
                place,
                "a range in brackets follows a selector only; for other expressions write a subquery, such as [5m:]")
        }
        if selector.modifiers.offset != nil {
            throw syntax(place, "the range stands before 'offset'")
        }
        if selector.modifiers.at != nil {
            throw syntax(place, "the range stands before '@'")
        }
        return try self.node(.range(selector, over: range), from: node.expression.place.start)
    }

    // MARK: Modifiers

    /// The expression with its modifiers changed; nil if it is of a form that has none.
    private mutating func changing(
        _ node: Node, _ change: (inout PromQLModifiers) throws(PromQLError) -> Void
    ) throws(PromQLError) -> Node? {
        var node = node
        switch node.expression.form {
        case .selector(var selector):
            try change(&selector.modifiers)
            node.expression.form = .selector(selector)
        case .range(var selector, let range):
            try change(&selector.modifiers)
            node.expression.form = .range(selector, over: range)
        case .subquery(var subquery):
            try change(&subquery.modifiers)
            node.expression.form = .subquery(subquery)
        default: return nil
        }
        node.expression.place.end = previousEnd
        return node
    }

    mutating func offset(of node: Node) throws(PromQLError) -> Node {
        let place = token.place
        try advance()
        var offset: PromQLDuration? = try offsetDuration()
        if offset?.seconds == 0 {
            // Older versions refuse it, newer ones forget it.
            try require(TargetVersion(3, 4), "an offset of nothing", at: place)
            offset = nil
        }
        let changed = try changing(node) { (modifiers) throws(PromQLError) in
            if modifiers.offset != nil { throw PromQLError(.syntax, place, "there is already an offset") }
            modifiers.offset = offset
        }
        guard let changed else {
            throw syntax(place, "'offset' follows a selector, a range or a subquery")
        }
        return changed
    }

    mutating func time(of node: Node) throws(PromQLError) -> Node {
        let place = token.place
        try advance()
        let at: PromQLModifiers.At
        switch token.kind {
        case .keyword(.start), .keyword(.end):
            at = token.kind == .keyword(.start) ? .start : .end
            try advance()
            try expect(.leftParenthesis, "'()'")
            try expect(.rightParenthesis, "')'")
        case .templated:
            at = .variable(text)
            try advance()
        default: at = .milliseconds(try timestamp())
        }
        let changed = try changing(node) { (modifiers) throws(PromQLError) in
            if modifiers.at != nil { throw PromQLError(.syntax, place, "there is already an '@'") }
            modifiers.at = at
        }
        guard let changed else { throw syntax(place, "'@' follows a selector, a range or a subquery") }
        return changed
    }

    private mutating func timestamp() throws(PromQLError) -> Int64 {
        let isNegative = token.kind == .sign(.subtract)
        if isNegative || token.kind == .sign(.add) { try advance() }
        let place = token.place
        guard let number = literal() else { throw unexpected("a timestamp, start() or end() is expected") }
        if number.isDuration { try require(PromQLNumberScanner.looseNumbers, "a duration as a timestamp", at: place) }
        let milliseconds = ((isNegative ? -number.value : number.value) * 1_000).rounded()
        guard let timestamp = Int64(exactly: milliseconds) else {
            throw syntax(place, "the timestamp is out of range; it counts seconds since 1970")
        }
        try advance()
        return timestamp
    }

    mutating func edges(_ edges: PromQLModifiers.Edges, of node: Node) throws(PromQLError) -> Node {
        let place = token.place
        try requireExperimental("'\(edges.rawValue)'", flag: "promql-extended-range-selectors", at: place)
        try advance()
        if case .subquery = node.expression.form { throw syntax(place, "a subquery cannot be \(edges.rawValue)") }
        let changed = try changing(node) { (modifiers) throws(PromQLError) in
            if let other = modifiers.edges, other != edges {
                throw PromQLError(.syntax, place, "a range is either anchored or smoothed")
            }
            modifiers.edges = edges
        }
        guard let changed else { throw syntax(place, "'\(edges.rawValue)' follows a selector or a range") }
        return changed
    }

    // MARK: Durations

    private mutating func positiveDuration() throws(PromQLError) -> PromQLDuration {
        let place = token.place
        let duration = try self.duration(above: 0)
        guard let seconds = duration.seconds else { return duration }
        guard seconds > 0 else { throw syntax(place, "the duration must be greater than 0") }
        guard case .literal(let number) = duration, !number.isDuration else { return duration }
        try require(PromQLNumberScanner.looseNumbers, "a range without a unit", at: place)
        return .normalised(seconds: seconds)
    }

    /// What follows `offset`. A sum needs parentheses there, for `a offset 5m + b` is a sum of series; behind parentheses
    /// that come first, an operator still belongs to the duration.
    private mutating func offsetDuration() throws(PromQLError) -> PromQLDuration {
        let place = token.place
        let isSigned = token.kind == .sign(.add) || token.kind == .sign(.subtract)
        let isNegative = token.kind == .sign(.subtract)
        if isSigned {
            if !isNegative { try require(TargetVersion(3, 4), "'+' behind 'offset'", at: place) }
            try advance()
        } else if token.kind == .leftParenthesis {
            return try duration(above: 0)
        }
        let operand = try durationOperand()
        if case .literal(let number) = operand {
            if !number.isDuration {
                try require(PromQLNumberScanner.looseNumbers, "an offset without a unit", at: place)
            }
            return .normalised(seconds: isNegative ? -number.value : number.value)
        }
        return isNegative ? .negative(operand) : operand
    }

    /// A duration whose operators all bind tighter than a precedence.
    private mutating func duration(above precedence: Int) throws(PromQLError) -> PromQLDuration {
        try nested { (parser) throws(PromQLError) in
            var left = try parser.signedDuration()
            while case .sign(let sign) = parser.token.kind, sign.precedence > max(precedence, 3), sign != .atan2 {
                try parser.requireComputed(at: parser.token.place)
                try parser.advance()
                let place = parser.token.place
                let right = try parser.duration(
                    above: sign.isRightAssociative ? sign.precedence - 1 : sign.precedence)
                if sign == .divide || sign == .modulo, right.seconds == 0 {
                    throw parser.syntax(place, "a division by zero")
                }
                try parser.countDurationOperator()
                left = .arithmetic(left, sign, right)
            }
            return left
        }
    }

    private mutating func signedDuration() throws(PromQLError) -> PromQLDuration {
        guard case .sign(let sign) = token.kind, sign == .add || sign == .subtract else { return try durationOperand() }
        try advance()
        let operand = try duration(above: PromQLOperator.multiply.precedence)
        guard sign == .subtract else { return operand }
        if case .literal(var number) = operand {
            number.value = -number.value
            return .literal(number)
        }
        return .negative(operand)
    }

    private func requireComputed(at place: PromQLPlace) throws(PromQLError) {
        try require(TargetVersion(3, 4), "a computed duration", at: place)
        try requireExperimental("a computed duration", flag: "promql-duration-expr", at: place)
    }

    private mutating func durationOperand() throws(PromQLError) -> PromQLDuration {
        try count()
        let place = token.place
        if let number = literal() {
            guard number.value.magnitude * 1e9 <= 0x1p63 else { throw syntax(place, "the duration is out of range") }
            try advance()
            return .literal(number)
        }
        switch token.kind {
        case .templated:
            let text = self.text
            try advance()
            return .variable(text)
        case .leftParenthesis:
            try requireComputed(at: place)
            try advance()
            let inner = try duration(above: 0)
            try expect(.rightParenthesis, "an operator or ')'")
            return .parentheses(inner)
        case .keyword(.step), .keyword(.range):
            try requireComputed(at: place)
            let isStep = token.kind == .keyword(.step)
            try advance()
            try expect(.leftParenthesis, "'()'")
            try expect(.rightParenthesis, "')'")
            return isStep ? .step : .range
        case .keyword(.maxOf), .keyword(.minOf):
            try requireComputed(at: place)
            let isLarger = token.kind == .keyword(.maxOf)
            try advance()
            try expect(.leftParenthesis, "'('")
            let left = try duration(above: 0)
            try expect(.comma, "','")
            let right = try duration(above: 0)
            try expect(.rightParenthesis, "')'")
            return isLarger ? .larger(left, right) : .smaller(left, right)
        default: throw unexpected("a duration such as 5m is expected")
        }
    }
}
