/// Writes trees as text that Prometheus reads as the same tree.
public struct PromQLPrinter: Hashable, Sendable {
    public var matcherOrder: MatcherOrder
    /// UTF-8 bytes of a line before ``pretty(_:)`` splits what stands in it.
    public var lineLengthMax: Int

    public enum MatcherOrder: Hashable, Sendable {
        /// By their text, as Prometheus' own formatter has them.
        case sorted
        case asWritten
    }

    public init(matcherOrder: MatcherOrder = .sorted, lineLengthMax: Int = 100) {
        self.matcherOrder = matcherOrder
        self.lineLengthMax = lineLengthMax
    }

    /// The expression in one line.
    public func text(_ expression: PromQLExpression) -> String {
        var text = ""
        write(expression, into: &text)
        return text
    }

    func write(_ expression: PromQLExpression, into text: inout String) {
        switch expression.form {
        case .number(let number): text += Self.text(number)
        case .string(let string): text += Self.text(string)
        case .variable(let variable): text += variable
        case .selector(let selector):
            text += head(of: selector)
            text += suffix(selector.modifiers, isRange: false)
        case .range(let selector, let range):
            text += head(of: selector)
            text += "[\(Self.text(range))]"
            text += suffix(selector.modifiers, isRange: true)
        case .subquery(let subquery):
            write(subquery.expression, into: &text)
            text += suffix(of: subquery)
        case .parentheses(let inner):
            text += "("
            write(inner, into: &text)
            text += ")"
        case .unary(let sign, let inner):
            text += sign.rawValue
            write(inner, into: &text)
        case .binary(let binary):
            if binary.isPowerOfInfinity { text += "Inf" } else { write(binary.left, into: &text) }
            text += " \(sign(of: binary)) "
            write(binary.right, into: &text)
        case .aggregation(let aggregation):
            text += head(of: aggregation)
            text += "("
            if let parameter = aggregation.parameter {
                write(parameter, into: &text)
                text += ", "
            }
            write(aggregation.expression, into: &text)
            text += ")"
        case .call(let call):
            text += call.name
            text += "("
            for (index, argument) in call.arguments.enumerated() {
                if index > 0 { text += ", " }
                write(argument, into: &text)
            }
            text += ")"
        }
    }

    // MARK: Parts

    /// `sum by (a, b) `.
    func head(of aggregation: PromQLAggregation) -> String {
        guard let grouping = aggregation.grouping, grouping.isWithout || !grouping.labels.isEmpty else {
            return aggregation.name
        }
        return "\(aggregation.name) \(grouping.isWithout ? "without" : "by") (\(Self.text(grouping.labels))) "
    }

    /// `> bool on (a) group_left (b)`.
    func sign(of binary: PromQLBinary) -> String {
        var text = binary.signVariable ?? binary.sign.rawValue
        if binary.returnsBool { text += " bool" }
        guard let matching = binary.matching, binary.left.type != .scalar, binary.right.type != .scalar else {
            return text
        }
        if matching.isOn || !matching.labels.isEmpty || matching.group != nil {
            text += " \(matching.isOn ? "on" : "ignoring") (\(Self.text(matching.labels)))"
        }
        if let group = matching.group { text += " group_\(group.side.rawValue) (\(Self.text(group.including)))" }
        if let left = matching.fillLeft, left == matching.fillRight { return text + " fill (\(Self.text(left)))" }
        if let left = matching.fillLeft { text += " fill_left (\(Self.text(left)))" }
        if let right = matching.fillRight { text += " fill_right (\(Self.text(right)))" }
        return text
    }

    /// `up{job="a"}`.
    func head(of selector: PromQLSelector) -> String {
        var matchers = selector.matchers.map(Self.text)
        if matcherOrder == .sorted { matchers.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        let name = selector.name ?? ""
        return matchers.isEmpty && selector.name != nil ? name : "\(name){\(matchers.joined(separator: ","))}"
    }

    private func suffix(_ modifiers: PromQLModifiers, isRange: Bool) -> String {
        let at =
            switch modifiers.at {
            case nil: ""
            case .start: " @ start()"
            case .end: " @ end()"
            case .variable(let variable): " @ \(variable)"
            case .milliseconds(let milliseconds): " @ \(Self.seconds(milliseconds))"
            }
        let edges = modifiers.edges.map { " \($0.rawValue)" } ?? ""
        let offset = modifiers.offset.map { " offset \(Self.text($0))" } ?? ""
        return (isRange ? edges + at : at + edges) + offset
    }

    /// `[1h:5m] offset 1d`.
    func suffix(of subquery: PromQLSubquery) -> String {
        let step = subquery.step.map(Self.text) ?? ""
        return "[\(Self.text(subquery.range)):\(step)]\(suffix(subquery.modifiers, isRange: true))"
    }
}

extension PromQLBinary {
    /// Prometheus writes "+Inf", which before a power is read as the sign of the whole of it.
    var isPowerOfInfinity: Bool {
        guard case .number(let base) = left.form else { return false }
        return sign == .power && base.value == .infinity
    }
}

extension PromQLPrinter {
    /// `1.500` for 1500.
    private static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let digits = String(rest + 1_000).dropFirst()
        return "\(milliseconds < 0 ? "-" : "")\(whole).\(digits)"
    }

    static func text(_ matcher: PromQLMatcher) -> String {
        switch matcher {
        case .variable(let variable): variable
        case .condition(let condition):
            "\(text(condition.label))\(condition.comparison.rawValue)\(text(condition.value))"
        }
    }

    static func text(_ labels: [PromQLLabel]) -> String { labels.map(text).joined(separator: ", ") }

    /// In quotes if it is not a name of old.
    static func text(_ label: PromQLLabel) -> String {
        if let literal = label.literal { return literal }
        var bytes = label.name.utf8.makeIterator()
        if let first = bytes.next(), first.isWordStart, label.name.utf8.allSatisfy(\.isWord) { return label.name }
        return GoQuoting.quoted(label.name)
    }

    static func text(_ string: PromQLString) -> String { string.literal ?? GoQuoting.quoted(string.value) }

    static func text(_ number: PromQLNumber) -> String {
        if number.isDuration, let text = PromQLNumber.durationText(seconds: number.value) { return text }
        return DecimalText.of(number.value)
    }

    static func text(_ duration: PromQLDuration) -> String {
        switch duration {
        case .literal(let number): text(number)
        case .variable(let variable): variable
        case .step: "step()"
        case .range: "range()"
        case .negative(let inner): "-\(text(inner))"
        case .parentheses(let inner): "(\(text(inner)))"
        case .smaller(let left, let right): "min_of(\(text(left)), \(text(right)))"
        case .larger(let left, let right): "max_of(\(text(left)), \(text(right)))"
        case .arithmetic(let left, let sign, let right): "\(text(left)) \(sign.rawValue) \(text(right))"
        }
    }
}

/// A number with all of its digits and without an exponent, the shortest that reads as the same number.
enum DecimalText {
    static func of(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        let isNegative = parts[0].hasPrefix("-")
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        var digits = whole + fraction
        let point = whole.utf8.count + exponent
        if point <= 0 {
            digits = "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.utf8.count {
            digits += String(repeating: "0", count: point - digits.utf8.count)
        } else {
            digits = "\(digits.prefix(point)).\(digits.dropFirst(point))"
        }
        return isNegative ? "-" + digits : digits
    }
}
