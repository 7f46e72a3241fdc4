/// Something in an exposition that is legal but unwise, and where.
public struct ExpositionAdvice: Hashable, Sendable, CustomStringConvertible {
    /// Where the family begins, from 1.
    public let line: Int
    /// A stable id: `counter-without-total`.
    public let rule: String
    /// A sentence for people that begins with the metric's name.
    public let message: String

    public var description: String { "\(line): warning[\(rule)]: \(message)" }
}

extension ParsedExposition {
    /// What `promtool check metrics` would say about names, help texts, units and labels, and some more; the rules are those
    /// of `NamingSubject`. Family by family, in the order of the text.
    public func advice() -> [ExpositionAdvice] {
        families.flatMap { family in
            family.namingSubject.advice().map {
                ExpositionAdvice(line: family.line, rule: $0.rule, message: $0.message)
            }
        }
    }
}

extension ParsedFamily {
    fileprivate var namingSubject: NamingSubject {
        NamingSubject(name: queriedName, kind: kind, help: help ?? "", labels: namingLabels)
    }

    /// OpenMetrics leaves the ending out of the metadata that all samples have.
    private var queriedName: String {
        let ending: String
        switch kind {
        case .counter: ending = "_total"
        case .info: ending = "_info"
        default: return name
        }
        return samples.contains { $0.name == name + ending } ? name + ending : name
    }

    /// The labels that somebody chose.
    private var namingLabels: [NamingSubject.Label] {
        let own: String?
        switch kind {
        case .histogram, .gaugeHistogram: own = "le"
        case .summary: own = "quantile"
        case .stateSet: own = name
        case .counter, .gauge, .info, .unknown: own = nil
        }
        var labels: [NamingSubject.Label] = []
        for sample in samples {
            for label in sample.labels where label.name != own {
                let position = labels.firstIndex { $0.name == label.name }
                if position == nil { labels.append(NamingSubject.Label(label.name)) }
                // The only value that a rule asks for; all of them may be many.
                if label.value == "total" { labels[position ?? labels.count - 1].values = ["total"] }
            }
        }
        return labels
    }
}
