/// Which metric owns which sample name, so that no two metrics can expose the same one.
///
/// A gauge `jobs` beside a counter `jobs_total` would be one family `jobs` of two types in OpenMetrics; a gauge
/// `jobs_count` beside a histogram `jobs` would be the same series twice.
struct SampleNameIndex: Sendable {
    private var owners: [String: String] = [:]

    /// Claims the names of a metric, or returns the metric that has one of them.
    mutating func claim(_ descriptor: MetricDescriptor) -> String? {
        if let owner = owner(of: descriptor) { return owner }
        for name in descriptor.reservedNames { owners[name] = descriptor.name.rawValue }
        return nil
    }

    /// The metric that has one of the names of a metric, if there is one.
    func owner(of descriptor: MetricDescriptor) -> String? {
        descriptor.reservedNames.lazy.compactMap { owners[$0] }.first
    }

    mutating func release(_ descriptor: MetricDescriptor) {
        for name in descriptor.reservedNames where owners[name] == descriptor.name.rawValue { owners[name] = nil }
    }
}
