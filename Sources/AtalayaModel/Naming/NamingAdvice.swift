/// A legal but unwise name, and what to do about it.
public struct NamingAdvice: Hashable, Sendable, CustomStringConvertible {
    /// A stable id for reports and for switching a rule off: `metric-without-base-unit`.
    public let rule: String
    /// A sentence for people.
    public let message: String

    public var description: String { "\(message) [\(rule)]" }
}

extension MetricDescriptor {
    /// The advice of Prometheus' metric and label naming page, as `promtool check metrics` gives it (its promlint rules),
    /// with the rules on labels added. Empty when there is nothing to say; the order is stable.
    public func lint() -> [NamingAdvice] {
        NamingSubject(self).advice()
    }
}
