/// What the naming rules look at: a metric as it is declared, or as somebody exposes it.
public struct NamingSubject: Sendable {
    /// A label and what is known of its values.
    public struct Label: Sendable {
        public var name: String
        public var values: Set<String>

        public init(_ name: String, values: Set<String> = []) {
            self.name = name
            self.values = values
        }
    }

    /// The name as it is queried, `_total` and `_info` included.
    public var name: String
    public var kind: MetricKind
    public var help: String
    /// Without those that the kind itself sets, such as the `le` of a histogram.
    public var labels: [Label]

    public init(name: String, kind: MetricKind, help: String, labels: [Label]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
    }

    init(_ descriptor: MetricDescriptor) {
        self.init(
            name: descriptor.name.rawValue, kind: descriptor.kind, help: descriptor.help,
            labels: descriptor.labels.map { Label($0.name.rawValue, values: Set($0.values ?? [])) })
    }

    /// The advice of Prometheus' metric and label naming page, as `promtool check metrics` gives it (its promlint rules),
    /// with the rules on labels added. Empty when there is nothing to say; the order is stable.
    public func advice() -> [NamingAdvice] {
        NamingLint.rules.flatMap { rule in
            rule.check(self).map { NamingAdvice(rule: rule.id, message: "\(name): \($0)") }
        }
    }
}
