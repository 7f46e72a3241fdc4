/// The bounds of an alert's expression: the numbers that its comparisons hold series against, apart from the rest.
///
/// `rate(errors[5m]) > 0.5 and traffic > 10` has the bounds 0.5 and 10.
struct AlertThresholds {
    struct Bound: Hashable {
        var sign: PromQLOperator
        var value: Double
        /// Behind `unless`, more series mean fewer alerts.
        var isInverted: Bool
    }

    private(set) var bounds: [Bound] = []
    /// The expression with 0 for every bound: what is left when they are taken out.
    private(set) var rest: PromQLExpression

    init(_ expression: PromQLExpression) {
        rest = expression
        rest = take(expression, isInverted: false)
    }

    private mutating func take(_ expression: PromQLExpression, isInverted: Bool) -> PromQLExpression {
        switch expression.form {
        case .parentheses(let inner):
            return PromQLExpression(.parentheses(take(inner, isInverted: isInverted)))
        case .binary(var binary) where binary.sign.isSet:
            binary.left = take(binary.left, isInverted: isInverted)
            binary.right = take(binary.right, isInverted: isInverted != (binary.sign == .unless))
            return PromQLExpression(.binary(binary))
        case .binary(var binary) where binary.sign.isComparison && !binary.returnsBool:
            if let value = Self.constant(binary.right) {
                bounds.append(Bound(sign: binary.sign, value: value, isInverted: isInverted))
                binary.right = PromQLExpression(.number(PromQLNumber(0)))
            } else if let value = Self.constant(binary.left) {
                bounds.append(Bound(sign: binary.sign.mirrored, value: value, isInverted: isInverted))
                binary.left = PromQLExpression(.number(PromQLNumber(0)))
            }
            return PromQLExpression(.binary(binary))
        default: return expression
        }
    }

    /// The number that an expression without series is.
    private static func constant(_ expression: PromQLExpression) -> Double? {
        switch expression.form {
        case .number(let number): return number.value
        case .parentheses(let inner): return constant(inner)
        case .unary(let sign, let inner): return constant(inner).map { sign == .minus ? -$0 : $0 }
        case .binary(let binary):
            guard let left = constant(binary.left), let right = constant(binary.right) else { return nil }
            switch binary.sign {
            case .add: return left + right
            case .subtract: return left - right
            case .multiply: return left * right
            case .divide: return left / right
            default: return nil
            }
        default: return nil
        }
    }

    /// Whether alerts come for fewer series with the other bound; nil where that cannot be said.
    static func isLessSensitive(_ old: Bound, _ new: Bound) -> Bool? {
        guard old.sign == new.sign || old.sign.isUpward == new.sign.isUpward, let isUpward = old.sign.isUpward,
            !old.value.isNaN, !new.value.isNaN
        else { return nil }
        if old.value == new.value {
            // `>` and `>=`: only the bound itself.
            let isStricter = new.sign == .greater || new.sign == .less
            return isStricter != old.isInverted
        }
        return ((new.value > old.value) == isUpward) != old.isInverted
    }
}

extension PromQLOperator {
    /// The same comparison, seen from the other side.
    fileprivate var mirrored: PromQLOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }

    /// Whether larger values than the bound are looked for.
    fileprivate var isUpward: Bool? {
        switch self {
        case .greater, .greaterOrEqual: true
        case .less, .lessOrEqual: false
        default: nil
        }
    }
}
