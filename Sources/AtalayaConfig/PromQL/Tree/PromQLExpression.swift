/// One expression of PromQL: what it asks for, and where in the text it stands.
///
/// A tree is read by ``PromQL/read(_:dialect:)`` and written by ``PromQLPrinter``. It keeps everything that decides what
/// Prometheus does, and nothing else: comments and spaces are gone, parentheses stay. Two trees are equal when Prometheus
/// would read them alike; places never make a difference.
public struct PromQLExpression: Hashable, Sendable {
    public var form: Form
    public var place: PromQLPlace

    public indirect enum Form: Hashable, Sendable {
        case number(PromQLNumber)
        case string(PromQLString)
        /// An instant vector: `up{job="a"}`.
        case selector(PromQLSelector)
        /// A range vector: `up[5m]`. The modifiers `offset` and `@` are the selector's.
        case range(PromQLSelector, over: PromQLDuration)
        case subquery(PromQLSubquery)
        case parentheses(PromQLExpression)
        case unary(PromQLSign, PromQLExpression)
        case binary(PromQLBinary)
        case aggregation(PromQLAggregation)
        case call(PromQLCall)
        /// A variable of Grafana that stands alone, such as `$quantile`: a number, a name or a whole expression.
        case variable(String)
    }

    public init(_ form: Form, place: PromQLPlace = PromQLPlace()) {
        self.form = form
        self.place = place
    }

    /// What the expression yields. Linear in the depth of the tree.
    public var type: PromQLType {
        switch form {
        case .number: .scalar
        case .string: .string
        case .selector, .aggregation: .instantVector
        case .range, .subquery: .rangeVector
        case .parentheses(let inner), .unary(_, let inner): inner.type
        case .binary(let binary):
            binary.right.type == .scalar
                ? (binary.left.type == .scalar ? .scalar : binary.left.type) : binary.vectorType
        case .call(let call): call.function?.result ?? .unknown
        case .variable: .unknown
        }
    }

    /// The expressions inside of this one, in the order of the text.
    public var children: [PromQLExpression] {
        switch form {
        case .number, .string, .selector, .range, .variable: []
        case .subquery(let subquery): [subquery.expression]
        case .parentheses(let inner), .unary(_, let inner): [inner]
        case .binary(let binary): [binary.left, binary.right]
        case .aggregation(let aggregation): [aggregation.parameter, aggregation.expression].compactMap { $0 }
        case .call(let call): call.arguments
        }
    }

    /// The expression without parentheses around it.
    public var unwrapped: PromQLExpression {
        var expression = self
        while case .parentheses(let inner) = expression.form { expression = inner }
        return expression
    }
}

extension PromQLBinary {
    fileprivate var vectorType: PromQLType {
        right.type == .unknown && left.type != .instantVector ? .unknown : .instantVector
    }
}

/// The values that Prometheus' expressions have.
public enum PromQLType: String, Hashable, Sendable, CaseIterable {
    case scalar
    case string
    case instantVector = "instant vector"
    case rangeVector = "range vector"
    /// Only Grafana knows: a variable stands there.
    case unknown

    /// Whether a value of this type may stand where the other is asked for.
    func fits(_ wanted: PromQLType) -> Bool { self == wanted || self == .unknown || wanted == .unknown }
}

/// Where something stands in the text, in bytes of UTF-8. All places are equal, so that trees are compared without them.
public struct PromQLPlace: Hashable, Sendable {
    /// The first byte, from 0.
    public var start: Int
    /// The byte after the last.
    public var end: Int

    public init(_ start: Int = 0, _ end: Int = 0) {
        self.start = start
        self.end = end
    }

    public static func == (left: PromQLPlace, right: PromQLPlace) -> Bool { true }
    public func hash(into hasher: inout Hasher) {}
}

public enum PromQLSign: String, Hashable, Sendable { case plus = "+", minus = "-" }

/// A number, or since Prometheus 2.54 a duration that stands for its seconds.
public struct PromQLNumber: Sendable {
    public var value: Double
    /// Whether it was written as a duration: `5m` for 300.
    public var isDuration: Bool

    public init(_ value: Double, isDuration: Bool = false) {
        self.value = value
        self.isDuration = isDuration
    }
}

/// By their bits: not-a-number is itself here, and -0 is not 0.
extension PromQLNumber: Hashable {
    public static func == (left: PromQLNumber, right: PromQLNumber) -> Bool {
        (left.value.bitPattern, left.isDuration) == (right.value.bitPattern, right.isDuration)
            || (left.value.isNaN && right.value.isNaN)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(value.isNaN ? 0 : value.bitPattern)
    }
}

/// Text in quotes.
public struct PromQLString: Hashable, Sendable {
    /// What it says, escapes resolved; bytes that are not UTF-8 are replaced here.
    public var value: String
    /// As it was written, quotes included. Kept where the value alone is not enough to write it again: it names a variable
    /// of Grafana, or its escapes make bytes that are not UTF-8.
    public var literal: String?

    public init(_ value: String, literal: String? = nil) {
        self.value = value
        self.literal = literal
    }
}

/// A sign between two expressions, and how their series are paired.
public struct PromQLBinary: Hashable, Sendable {
    public var left: PromQLExpression
    public var sign: PromQLOperator
    /// The variable of Grafana that stands where the sign does: any operator, of which nothing is known. The tree takes it
    /// for a comparison.
    public var signVariable: String?
    public var signPlace: PromQLPlace
    /// `bool` after a comparison: 0 and 1 instead of filtering.
    public var returnsBool: Bool
    /// Nil where nothing was said, and between scalars.
    public var matching: PromQLMatching?
    public var right: PromQLExpression

    public init(
        _ left: PromQLExpression, _ sign: PromQLOperator, _ right: PromQLExpression, returnsBool: Bool = false,
        matching: PromQLMatching? = nil, signPlace: PromQLPlace = PromQLPlace()
    ) {
        self.left = left
        self.sign = sign
        self.right = right
        self.returnsBool = returnsBool
        self.matching = matching
        self.signPlace = signPlace
    }
}

/// `on (…) group_left (…)`: which series of both sides belong together.
public struct PromQLMatching: Hashable, Sendable {
    /// `on` rather than `ignoring`.
    public var isOn: Bool
    public var labels: [PromQLLabel]
    public var group: Group?
    /// What stands for a series that the left side lacks, since Prometheus 3.10 and experimental.
    public var fillLeft: PromQLNumber?
    public var fillRight: PromQLNumber?

    public struct Group: Hashable, Sendable {
        public enum Side: String, Hashable, Sendable { case left, right }

        /// The side with many series for one of the other.
        public var side: Side
        /// Labels to copy from the side with one.
        public var including: [PromQLLabel]

        public init(_ side: Side, including: [PromQLLabel] = []) {
            self.side = side
            self.including = including
        }
    }

    public init(isOn: Bool = false, labels: [PromQLLabel] = [], group: Group? = nil) {
        self.isOn = isOn
        self.labels = labels
        self.group = group
    }

    /// Whether it may stand between numbers, where there is nothing to match.
    var saysNothing: Bool { labels.isEmpty && fillLeft == nil && fillRight == nil }

    /// Whether it says what is so without it.
    var isDefault: Bool { !isOn && labels.isEmpty && group == nil && fillLeft == nil && fillRight == nil }
}

/// The name of a label and its place.
public struct PromQLLabel: Hashable, Sendable {
    public var name: String
    /// As it was written, with its quotes if it had any. Kept where it names a variable of Grafana.
    public var literal: String?
    public var place: PromQLPlace

    public init(_ name: String, literal: String? = nil, place: PromQLPlace = PromQLPlace()) {
        self.name = name
        self.literal = literal
        self.place = place
    }
}

/// `sum by (job) (…)`.
public struct PromQLAggregation: Hashable, Sendable {
    /// The name in lower case; a variable of Grafana is kept as it is.
    public var name: String
    public var grouping: PromQLGrouping?
    /// The number of `topk`, the label of `count_values`.
    public var parameter: PromQLExpression?
    public var expression: PromQLExpression
    public var namePlace: PromQLPlace

    public init(
        _ name: String, _ grouping: PromQLGrouping? = nil, parameter: PromQLExpression? = nil,
        _ expression: PromQLExpression, namePlace: PromQLPlace = PromQLPlace()
    ) {
        self.name = name
        self.grouping = grouping
        self.parameter = parameter
        self.expression = expression
        self.namePlace = namePlace
    }

    /// Nil for a variable of Grafana.
    public var aggregator: PromQLAggregator? { PromQLAggregator.named(name) }
}

public struct PromQLGrouping: Hashable, Sendable {
    /// `without` rather than `by`.
    public var isWithout: Bool
    public var labels: [PromQLLabel]

    public init(isWithout: Bool = false, _ labels: [PromQLLabel]) {
        self.isWithout = isWithout
        self.labels = labels
    }
}

/// `rate(…)`.
public struct PromQLCall: Hashable, Sendable {
    public var name: String
    public var arguments: [PromQLExpression]
    public var namePlace: PromQLPlace

    public init(_ name: String, _ arguments: [PromQLExpression], namePlace: PromQLPlace = PromQLPlace()) {
        self.name = name
        self.arguments = arguments
        self.namePlace = namePlace
    }

    /// Nil for a variable of Grafana.
    public var function: PromQLFunction? { PromQLFunction.named(name) }
}
