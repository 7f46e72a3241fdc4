/// Which labels the series of an expression can have, as far as the expression and the declarations tell.
struct PromQLLabels {
    private enum Known {
        case only(Set<String>)
        case allBut(Set<String>)
    }

    private var known: Known

    private static let anything = PromQLLabels(known: .allBut([]))
    private static let nothing = PromQLLabels(known: .only([]))

    private init(known: Known) {
        self.known = known
    }

    init(of expression: PromQLExpression, _ declarations: PromQLDeclarations) {
        switch expression.form {
        case .number, .string: self = .nothing
        case .variable: self = .anything
        case .selector(let selector), .range(let selector, _): self.init(of: selector, declarations)
        case .subquery(let subquery): self.init(of: subquery.expression, declarations)
        case .parentheses(let inner), .unary(_, let inner): self.init(of: inner, declarations)
        case .binary(let binary): self.init(of: binary, declarations)
        case .aggregation(let aggregation): self.init(of: aggregation, declarations)
        case .call(let call): self.init(of: call, declarations)
        }
    }

    /// The names of the labels, if they are known one by one.
    var names: [String]? {
        guard case .only(let names) = known else { return nil }
        return names.sorted()
    }

    func mayHave(_ label: String) -> Bool {
        switch known {
        case .only(let names): names.contains(label)
        case .allBut(let names): !names.contains(label)
        }
    }

    // MARK: Sets

    private func removing(_ labels: Set<String>) -> PromQLLabels {
        switch known {
        case .only(let names): PromQLLabels(known: .only(names.subtracting(labels)))
        case .allBut(let names): PromQLLabels(known: .allBut(names.union(labels)))
        }
    }

    private func adding(_ labels: Set<String>) -> PromQLLabels {
        switch known {
        case .only(let names): PromQLLabels(known: .only(names.union(labels)))
        case .allBut(let names): PromQLLabels(known: .allBut(names.subtracting(labels)))
        }
    }

    private func keeping(_ labels: Set<String>) -> PromQLLabels {
        PromQLLabels(known: .only(labels.filter(mayHave)))
    }

    private func union(_ other: PromQLLabels) -> PromQLLabels {
        switch (known, other.known) {
        case (.only(let names), _): other.adding(names)
        case (_, .only(let names)): adding(names)
        case (.allBut(let left), .allBut(let right)): PromQLLabels(known: .allBut(left.intersection(right)))
        }
    }

    private func intersection(_ other: PromQLLabels) -> PromQLLabels {
        switch (known, other.known) {
        case (.only(let names), _): other.keeping(names)
        case (_, .only(let names)): keeping(names)
        case (.allBut(let left), .allBut(let right)): PromQLLabels(known: .allBut(left.union(right)))
        }
    }

    // MARK: Forms

    private init(of selector: PromQLSelector, _ declarations: PromQLDeclarations) {
        let declared = selector.metricName.flatMap(declarations.labels)
        known = declared.map { .only($0) } ?? .allBut([])
        // Whoever asks for a label knows that it is there; whoever asks for none knows that it is not.
        let present = selector.conditions.filter { !$0.matchesEmpty }.map(\.label.name)
        let absent = selector.conditions.filter {
            $0.comparison == .equal && $0.value.value.isEmpty && $0.value.literal == nil
        }
        self = adding(Set(present + ["__name__"])).removing(Set(absent.map(\.label.name)))
    }

    private init(of aggregation: PromQLAggregation, _ declarations: PromQLDeclarations) {
        let inner = PromQLLabels(of: aggregation.expression, declarations)
        if aggregation.aggregator?.keepsSeries ?? true {
            self = inner
            return
        }
        let labels = Set(aggregation.grouping?.labels.map(\.name) ?? [])
        if labels.contains(where: { GrafanaVariableReferences.isNamed(in: $0.utf8) }) {
            self = inner
        } else if aggregation.grouping?.isWithout == true {
            self = inner.removing(labels.union(["__name__"]))
        } else {
            self = inner.keeping(labels)
        }
        if case .string(let label) = aggregation.parameter?.unwrapped.form { self = adding([label.value]) }
    }

    private init(of binary: PromQLBinary, _ declarations: PromQLDeclarations) {
        let left = PromQLLabels(of: binary.left, declarations)
        let right = PromQLLabels(of: binary.right, declarations)
        let types = (binary.left.type, binary.right.type)
        switch (binary.sign, types) {
        case (.or, _): self = left.union(right)
        case (.and, _), (.unless, _): self = left
        case (_, (.unknown, _)), (_, (_, .unknown)): self = .anything
        case (_, (.scalar, _)): self = right
        case (_, (_, .scalar)): self = left
        default:
            let labels = Set(binary.matching?.labels.map(\.name) ?? [])
            if let group = binary.matching?.group {
                self = (group.side == .left ? left : right).adding(Set(group.including.map(\.name)))
            } else if labels.contains(where: { GrafanaVariableReferences.isNamed(in: $0.utf8) }) {
                self = left
            } else if binary.matching?.isOn == true {
                self = left.intersection(right).keeping(labels)
            } else {
                self = left.intersection(right).removing(labels)
            }
        }
    }

    private init(of call: PromQLCall, _ declarations: PromQLDeclarations) {
        let vector = call.arguments.first {
            $0.type == .instantVector || $0.type == .rangeVector || $0.type == .unknown
        }
        switch call.name {
        case "absent", "absent_over_time":
            // What is missing has the labels that were asked for by name, each once.
            let conditions = vector?.unwrapped.selectors.map(\.conditions) ?? []
            guard let vector, conditions.count == 1, vector.unwrapped.isSelector else {
                self = .nothing
                return
            }
            let equal = conditions[0].filter { $0.comparison == .equal }.map(\.label.name)
            known = .only(Set(equal.filter { name in conditions[0].count { $0.label.name == name } == 1 }))
        case "label_replace", "label_join", "histogram_quantiles":
            self = vector.map { PromQLLabels(of: $0, declarations) } ?? .anything
            guard call.arguments.count > 1, case .string(let label) = call.arguments[1].unwrapped.form else { return }
            self = adding([label.value])
        case "info": self = .anything
        case "histogram_quantile", "histogram_fraction":
            self = vector.map { PromQLLabels(of: $0, declarations).removing(["le"]) } ?? .nothing
        case _ where call.function == nil: self = .anything
        default: self = vector.map { PromQLLabels(of: $0, declarations) } ?? .nothing
        }
    }
}

extension PromQLExpression {
    var isSelector: Bool {
        switch form {
        case .selector, .range: true
        default: false
        }
    }
}
