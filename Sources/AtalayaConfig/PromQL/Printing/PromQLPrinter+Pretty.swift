extension PromQLPrinter {
    /// The expression on several lines, as Prometheus' formatter sets it: what is longer than ``lineLengthMax`` is split
    /// into its parts, two spaces further in; selectors are never split.
    public func pretty(_ expression: PromQLExpression) -> String { pretty(expression, level: 0) }

    private func pretty(_ expression: PromQLExpression, level: Int) -> String {
        let indent = String(repeating: "  ", count: level)
        let line = text(expression)
        switch expression.form {
        case .number, .string, .variable, .selector, .range: return indent + line
        case .unary(let sign, let inner):
            let text = pretty(inner, level: level)
            return indent + sign.rawValue + text.drop { $0 == " " }
        case .subquery(let subquery) where line.utf8.count > lineLengthMax:
            return pretty(subquery.expression, level: level) + suffix(of: subquery)
        // Prometheus does not indent a short subquery.
        case .subquery: return line
        case _ where line.utf8.count <= lineLengthMax: return indent + line
        case .parentheses(let inner): return "\(indent)(\n\(pretty(inner, level: level + 1))\n\(indent))"
        case .binary(let binary):
            let left = binary.isPowerOfInfinity ? "\(indent)  Inf" : pretty(binary.left, level: level + 1)
            let right = pretty(binary.right, level: level + 1)
            return "\(left)\n\(indent)\(sign(of: binary))\n\(right)"
        case .aggregation(let aggregation):
            let parts = [aggregation.parameter, aggregation.expression].compactMap { $0 }
            return indent + head(of: aggregation) + list(parts, level: level)
        case .call(let call): return indent + call.name + list(call.arguments, level: level)
        }
    }

    private func list(_ parts: [PromQLExpression], level: Int) -> String {
        let lines = parts.map { pretty($0, level: level + 1) }.joined(separator: ",\n")
        return "(\n\(lines)\n\(String(repeating: "  ", count: level)))"
    }
}
