/// Which metric owns which sample name, so that no two metrics can expose the same one.
///
/// A gauge `jobs` beside a counter `jobs_total` would be one family `jobs` of two types in OpenMetrics; a gauge
/// `jobs_count` beside a histogram `jobs` would be the same series twice.
struct SampleNameIndex: Sendable {
    private var owners: [String: String] = [:]

    /// Claims the names of a metric, or returns the metric that has one of them.
    mutating func claim(_ descriptor: MetricDescriptor) -> String? {
        let names = descriptor.reservedNames
        for name in names {
            if let owner = owners[name] { return owner }
        }
        for name in names { owners[name] = descriptor.name.rawValue }
        return nil
    }

    mutating func release(_ descriptor: MetricDescriptor) {
        for name in descriptor.reservedNames where owners[name] == descriptor.name.rawValue { owners[name] = nil }
    }
}
