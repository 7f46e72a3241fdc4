import Synchronization

/// How many series a metric has, and which label values make them: who asks why Prometheus is full begins here.
public struct MetricCardinality: Hashable, Sendable {
    /// The values of one label.
    public struct Label: Hashable, Sendable {
        public let name: String
        /// How many different values the label has, absence being one.
        public let valueCount: Int
        /// The values with the most series, the worst first; as many as were asked for.
        public let worst: [Value]
    }

    /// A label value and how many series have it.
    public struct Value: Hashable, Sendable {
        public let value: String
        public let seriesCount: Int
    }

    /// The full name of the metric.
    public let name: String
    /// Without the overflow series.
    public let seriesCount: Int
    /// Whether something was counted in the overflow series.
    public let hasOverflow: Bool
    /// In the order of their declaration.
    public let labels: [Label]
}

extension SeriesTable {
    func cardinality(valuesMax: Int) -> MetricCardinality {
        // Their bytes alone under the lock: making strings of them takes ten times as long.
        let (keys, hasOverflow) = state.withLock { state in
            (index.entries.map { Array($0.keyBytes) }, state.overflow != nil)
        }
        let all = keys.map { SeriesEntry.values(ofKey: $0) }
        let labels = schema.labels.enumerated().map { position, label in
            var counts: [String: Int] = [:]
            for values in all { counts[values[position], default: 0] += 1 }
            let worst = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(max(0, valuesMax))
            return MetricCardinality.Label(
                name: label.name.rawValue, valueCount: counts.count,
                worst: worst.map { MetricCardinality.Value(value: $0.key, seriesCount: $0.value) })
        }
        return MetricCardinality(
            name: descriptor.name.rawValue, seriesCount: all.count, hasOverflow: hasOverflow, labels: labels)
    }
}
