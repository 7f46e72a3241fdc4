/// The labels of one metric, in sorted order, with what makes a key from values and a label set from a key.
struct LabelSchema: Sendable {
    /// The label that marks the series in which everything over a limit is counted: OpenTelemetry's name for it.
    static let overflowLabel = "otel_metric_overflow"
    static let overflowLabels = LabelSet(sorted: [LabelSet.Pair(name: overflowLabel, value: "true")])

    /// Sorted by name.
    let labels: [LabelDescriptor]
    let labelValueBytesMax: Int
    /// Whether any value is allowed everywhere; then a lookup need not touch the descriptors.
    private let isOpen: Bool

    init(_ descriptor: MetricDescriptor, labelValueBytesMax: Int) {
        labels = descriptor.labels.sorted { $0.name < $1.name }
        self.labelValueBytesMax = labelValueBytesMax
        isOpen = descriptor.labels.allSatisfy { $0.values == nil }
    }

    /// The key of named values. A label that is not given is absent, which is the same as empty.
    func key(_ values: [String: String]) throws(Refusal) -> SeriesKey {
        var key = SeriesKey()
        var used = 0
        for label in labels {
            let value = values[label.name.rawValue]
            if value != nil { used += 1 }
            try check(value ?? "", of: label)
            key.append(value ?? "")
        }
        guard used == values.count else {
            let unknown = values.keys.filter { name in !labels.contains { $0.name.rawValue == name } }.sorted()
            throw Refusal(reason: .labelUnknown, message: "no label \"\(unknown.first ?? "")\" is declared")
        }
        return key
    }

    /// The key of values in the order of the sorted labels, once they are checked.
    static func key(_ values: [String], order: [Int]?) -> SeriesKey {
        var key = SeriesKey(byteCount: values.reduce(values.count) { $0 + $1.utf8.count })
        for index in values.indices { key.append(values[order?[index] ?? index]) }
        return key
    }

    /// Checks positional values; `order[i]` is the position in `values` of the i-th sorted label, nil if all are in place.
    func check(_ values: [String], order: [Int]?) throws(Refusal) {
        guard values.count == labels.count else {
            throw Refusal(reason: .labelCount, message: "\(values.count) label values given, \(labels.count) declared")
        }
        for index in values.indices {
            let length = values[index].utf8.count
            if !isOpen || length > labelValueBytesMax {
                try check(values[index], of: labels[order?.firstIndex(of: index) ?? index])
            }
        }
    }

    func labelSet(_ key: SeriesKey) -> LabelSet {
        LabelSet(
            sorted: zip(labels, key.values).filter { !$0.1.isEmpty }
                .map { LabelSet.Pair(name: $0.0.name.rawValue, value: $0.1) }
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
