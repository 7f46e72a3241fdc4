/// Reads an expression by recursive descent.
///
/// Binary operators climb by precedence; what stands behind an expression (`[5m]`, `offset`, `@`) binds tighter than any of
/// them. The recursion is as deep as the tree is high, and that is bounded by ``PromQLLimits/depthMax``.
struct PromQLParser {
    /// An expression and the height of its tree, a leaf having 1.
    struct Node {
        var expression: PromQLExpression
        var height: Int
    }

    let dialect: PromQLDialect
    var lexer: PromQLLexer
    var token: PromQLToken
    /// Where the token before the current one ends.
    var previousEnd = 0
    private var depth = 0
    private var nodes = 0
    private var durationOperators = 0

    init(_ text: String, dialect: PromQLDialect) throws(PromQLError) {
        guard text.utf8.count <= dialect.limits.bytesMax else {
            throw PromQLError(
                .limit, PromQLPlace(),
                "the expression has \(text.utf8.count) bytes; the limit is \(dialect.limits.bytesMax)")
        }
        self.dialect = dialect
        lexer = PromQLLexer(text, dialect: dialect)
        token = PromQLToken(kind: .end, place: PromQLPlace())
        token = try lexer.next()
    }

    /// The whole text as one expression.
    mutating func expression() throws(PromQLError) -> PromQLExpression {
        if token.kind == .end { throw syntax(token.place, "the expression is empty") }
        let node = try binary(above: 0)
        guard token.kind == .end else { throw unexpected("an operator or the end is expected") }
        return node.expression
    }

    // MARK: Tokens

    mutating func advance(into context: PromQLLexer.Context? = nil) throws(PromQLError) {
        previousEnd = token.place.end
        if let context { lexer.context = context }
        token = try lexer.next()
    }

    var text: String { lexer.text(token.place) }

    mutating func expect(_ kind: PromQLToken.Kind, _ wanted: String, into context: PromQLLexer.Context? = nil)
        throws(PromQLError)
    {
        guard token.kind == kind else { throw unexpected("\(wanted) is expected") }
        try advance(into: context)
    }

    func syntax(_ place: PromQLPlace, _ message: String) -> PromQLError { PromQLError(.syntax, place, message) }

    func unexpected(_ wanted: String) -> PromQLError {
        if token.kind == .end { return syntax(token.place, "the expression ends too early: \(wanted)") }
        return syntax(token.place, "unexpected '\(text.prefix(40))': \(wanted)")
    }

    func isAtLeast(_ major: Int, _ minor: Int) -> Bool { dialect.version >= TargetVersion(major, minor) }

    func require(_ version: TargetVersion, _ what: String, at place: PromQLPlace) throws(PromQLError) {
        guard dialect.version >= version else {
            throw PromQLError(.version, place, "\(what) needs Prometheus \(version); the target is \(dialect.version)")
        }
    }

    func requireExperimental(_ what: String, flag: String, at place: PromQLPlace) throws(PromQLError) {
        guard dialect.allowsExperimental else {
            throw PromQLError(.experimental, place, "\(what) is experimental: it needs --enable-feature=\(flag)")
        }
    }

    // MARK: Bounds

    mutating func count(_ count: Int = 1) throws(PromQLError) {
        nodes += count
        guard nodes <= dialect.limits.nodesMax else {
            throw PromQLError(
                .limit, token.place, "the expression has more than \(dialect.limits.nodesMax) parts")
        }
    }

    mutating func node(_ form: PromQLExpression.Form, from start: Int, over heights: Int...) throws(PromQLError) -> Node
    {
        try count()
        let height = (heights.max() ?? 0) + 1
        try checkDepth(height)
        return Node(expression: PromQLExpression(form, place: PromQLPlace(start, previousEnd)), height: height)
    }

    private func checkDepth(_ height: Int) throws(PromQLError) {
        guard height <= dialect.limits.depthMax else {
            throw PromQLError(
                .limit, token.place,
                "more than \(dialect.limits.depthMax) expressions inside each other, operators in a row included")
        }
    }

    /// In one expression there are no more than it may be high, so no duration is higher either.
    mutating func countDurationOperator() throws(PromQLError) {
        durationOperators += 1
        try checkDepth(durationOperators)
    }

    /// Goes one level deeper and comes back.
    mutating func nested<Result>(_ body: (inout PromQLParser) throws(PromQLError) -> Result) throws(PromQLError)
        -> Result
    {
        depth += 1
        try checkDepth(depth)
        let result = try body(&self)
        depth -= 1
        return result
    }

    // MARK: Operators

    /// An expression whose operators all bind tighter than a precedence.
    mutating func binary(above precedence: Int) throws(PromQLError) -> Node {
        try nested { (parser) throws(PromQLError) in
            var left = try parser.unary()
            while let (sign, variable) = parser.sign, sign.precedence > precedence {
                left = try parser.operation(left, sign, variable: variable)
            }
            return left
        }
    }

    /// The operator that the current token is, or the variable of Grafana that stands in the place of one: `a $op b`.
    private var sign: (sign: PromQLOperator, variable: String?)? {
        switch token.kind {
        case .sign(let sign): (sign, nil)
        case .templated where text.hasPrefix("$") || text.hasPrefix("[["): (.greater, text)
        default: nil
        }
    }

    private mutating func operation(_ left: Node, _ sign: PromQLOperator, variable: String?) throws(PromQLError) -> Node
    {
        let place = token.place
        try advance()
        var binary = PromQLBinary(left.expression, sign, left.expression, signPlace: place)
        binary.signVariable = variable
        try modifiers(of: &binary)
        let right = try self.binary(above: sign.isRightAssociative ? sign.precedence - 1 : sign.precedence)
        binary.right = right.expression
        if let matching = binary.matching, matching.saysNothing,
            left.expression.type == .scalar || right.expression.type == .scalar
        {
            binary.matching = nil
        }
        return try node(.binary(binary), from: left.expression.place.start, over: left.height, right.height)
    }

    private mutating func unary() throws(PromQLError) -> Node {
        guard case .sign(let sign) = token.kind, sign == .add || sign == .subtract else { return try postfix() }
        let start = token.place.start
        try advance()
        // As tight as a product, so that -2^2 is -(2^2).
        let operand = try binary(above: PromQLOperator.multiply.precedence)
        if case .number(var number) = operand.expression.form {
            if sign == .subtract { number.value = -number.value }
            return try node(.number(number), from: start)
        }
        return try node(.unary(sign == .add ? .plus : .minus, operand.expression), from: start, over: operand.height)
    }

    // MARK: How series are paired

    private mutating func modifiers(of binary: inout PromQLBinary) throws(PromQLError) {
        if token.kind == .keyword(.bool) {
            binary.returnsBool = true
            try advance()
        }
        var matching = PromQLMatching()
        if token.kind == .keyword(.on) || token.kind == .keyword(.ignoring) {
            matching.isOn = token.kind == .keyword(.on)
            try advance()
            matching.labels = try labelList()
            if token.kind == .keyword(.groupLeft) || token.kind == .keyword(.groupRight) {
                matching.group = PromQLMatching.Group(token.kind == .keyword(.groupLeft) ? .left : .right)
                try advance()
                if token.kind == .leftParenthesis { matching.group?.including = try labelList() }
            }
        } else if token.kind == .keyword(.groupLeft) || token.kind == .keyword(.groupRight) {
            throw syntax(token.place, "'\(text)' needs on (…) or ignoring (…) before it")
        }
        try fill(&matching)
        if !matching.isDefault { binary.matching = matching }
    }

    private mutating func fill(_ matching: inout PromQLMatching) throws(PromQLError) {
        switch token.kind {
        case .keyword(.fill):
            matching.fillLeft = try fillValue()
            matching.fillRight = matching.fillLeft
        case .keyword(.fillLeft):
            matching.fillLeft = try fillValue()
            if token.kind == .keyword(.fillRight) { matching.fillRight = try fillValue() }
        case .keyword(.fillRight):
            matching.fillRight = try fillValue()
            if token.kind == .keyword(.fillLeft) { matching.fillLeft = try fillValue() }
        default: break
        }
    }

    private mutating func fillValue() throws(PromQLError) -> PromQLNumber {
        try requireExperimental("'\(text)'", flag: "promql-binop-fill-modifiers", at: token.place)
        try advance()
        try expect(.leftParenthesis, "'('")
        let isNegative = token.kind == .sign(.subtract)
        if isNegative || token.kind == .sign(.add) { try advance() }
        guard var number = literal() else { throw unexpected("a number is expected") }
        try advance()
        try expect(.rightParenthesis, "')'")
        // A duration is only its seconds here: Prometheus writes it so.
        number.isDuration = false
        if isNegative { number.value = -number.value }
        return number
    }

    /// The current token as a number or duration.
    func literal() -> PromQLNumber? {
        switch token.kind {
        case .number(let value): PromQLNumber(value)
        case .duration(let milliseconds): PromQLNumber(Double(milliseconds) / 1_000, isDuration: true)
        default: nil
        }
    }

    /// `(a, b)` behind `by`, `on` and their like.
    mutating func labelList() throws(PromQLError) -> [PromQLLabel] {
        try expect(.leftParenthesis, "'(' with labels")
        var labels: [PromQLLabel] = []
        while token.kind != .rightParenthesis {
            labels.append(try groupingLabel())
            try count()
            guard token.kind == .comma else { break }
            try advance()
        }
        try expect(.rightParenthesis, "',' or ')' behind a label")
        return labels
    }

    private mutating func groupingLabel() throws(PromQLError) -> PromQLLabel {
        let place = token.place
        switch token.kind {
        case .identifier, .aggregator, .templated: break
        case .keyword(let keyword) where keyword.canNameLabel: break
        case .sign(let sign) where sign.isSet || sign == .atan2: break
        case .metricIdentifier:
            try require(TargetVersion(3, 0), "a label with a colon", at: place)
        case .string:
            try require(TargetVersion(3, 0), "a label in quotes", at: place)
            let string = try self.string()
            guard !string.value.isEmpty, string.literal == nil || dialect.allowsGrafanaVariables else {
                throw syntax(place, "a label has a name, in UTF-8")
            }
            return PromQLLabel(string.value, literal: string.literal, place: place)
        default: throw unexpected("the name of a label is expected")
        }
        let name = text
        let literal = token.kind == .templated ? name : nil
        try advance()
        return PromQLLabel(name, literal: literal, place: place)
    }

    /// The current token, which is a string.
    mutating func string() throws(PromQLError) -> PromQLString {
        let place = token.place
        let literal = lexer.bytes[place.start..<place.end]
        try advance()
        let (value, isUTF8) = PromQLStringLiteral.value(of: literal)
        let namesVariable =
            dialect.allowsGrafanaVariables
            && (GrafanaVariableReferences.isNamed(in: literal) || GrafanaVariableReferences.isNamed(in: value.utf8))
        let isKept = !isUTF8 || namesVariable
        return PromQLString(value, literal: isKept ? String(decoding: literal, as: UTF8.self) : nil)
    }
}
