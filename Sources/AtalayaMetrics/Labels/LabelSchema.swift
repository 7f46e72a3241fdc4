/// The labels of one metric: what makes label values legal, and the label set they stand for.
struct LabelSchema: Sendable {
    /// The label that marks the series in which everything over a limit is counted: OpenTelemetry's name for it.
    static let overflowLabel = "otel_metric_overflow"
    static let overflowLabels = LabelSet(sorted: [LabelSet.Pair(name: overflowLabel, value: "true")])

    /// In the order of the descriptor, which is that of the values in a key.
    let labels: [LabelDescriptor]
    let labelValueBytesMax: Int
    /// Whether every reader knows the names of the labels.
    let hasLegacyNames: Bool
    /// The positions of the labels in the order of their names, in which they are exposed.
    private let sorted: [Int]

    init(_ descriptor: MetricDescriptor, labelValueBytesMax: Int) {
        labels = descriptor.labels
        // An absent label is legal whatever the limit, and a key has an end.
        self.labelValueBytesMax = max(
            0, min(labelValueBytesMax, SeriesEntry.keyBytesMax / (descriptor.labels.count + 1) - 1))
        hasLegacyNames = descriptor.labels.allSatisfy(\.name.rawValue.isLegacyLabelName)
        sorted = descriptor.labels.indices.sorted { descriptor.labels[$0].name < descriptor.labels[$1].name }
    }

    /// The values of a key from named ones. A label that is not given is absent, which is the same as empty.
    func values(of labels: [String: String]) throws(Refusal) -> [String] {
        var values: [String] = []
        values.reserveCapacity(self.labels.count)
        var used = 0
        for label in self.labels {
            let value = labels[label.name.rawValue]
            if value != nil { used += 1 }
            values.append(value ?? "")
        }
        guard used == labels.count else {
            let unknown = labels.keys.filter { name in !self.labels.contains { $0.name.rawValue == name } }.sorted()
            throw Refusal(reason: .labelUnknown, message: "no label \"\(unknown.first ?? "")\" is declared")
        }
        return values
    }

    /// Checks values in the order of a key.
    func check(_ values: [String]) throws(Refusal) {
        guard values.count == labels.count else {
            throw Refusal(reason: .labelCount, message: "\(values.count) label values given, \(labels.count) declared")
        }
        for (value, label) in zip(values, labels) { try check(value, of: label) }
    }

    /// The label set of values in the order of a key.
    func labelSet(_ values: [String]) -> LabelSet {
        LabelSet(
            sorted: sorted.filter { !values[$0].isEmpty }
                .map { LabelSet.Pair(name: labels[$0].name.rawValue, value: values[$0]) }
        )
    }

    private func check(_ value: String, of label: LabelDescriptor) throws(Refusal) {
        guard value.utf8.count <= labelValueBytesMax else {
            throw Refusal(
                reason: .labelValueTooLong,
                message:
                    "a value of label \"\(label.name)\" has \(value.utf8.count) bytes, at most \(labelValueBytesMax) are kept"
            )
        }
        if let domain = label.values, !value.isEmpty, !domain.contains(where: { $0.utf8.elementsEqual(value.utf8) }) {
            throw Refusal(
                reason: .labelValueUndeclared,
                message: "\"\(value.prefix(80))\" is not a declared value of label \"\(label.name)\""
            )
        }
    }
}
