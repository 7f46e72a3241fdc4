/// A metric that a snapshot asks for its series.
protocol FamilySource: AnyObject, Sendable {
    var descriptor: MetricDescriptor { get }
    func family() -> MetricFamily
}

/// What the registry needs of a metric without knowing its instrument.
protocol SeriesSource: FamilySource {
    /// Gives the budget back when the metric leaves its registry.
    func detach()
    func removeAll()
    func removeAll(matching labels: [String: String]) -> Int
    func expire(idleFor idle: Duration, now: UnixTime) -> Int
    func cardinality(valuesMax: Int) -> MetricCardinality
}

/// Sorted by name.
extension [any FamilySource] {
    mutating func insert(_ source: any FamilySource) {
        insert(source, at: place(of: source))
    }

    mutating func remove(_ source: any FamilySource) {
        let place = place(of: source)
        if place < count, self[place] === source { remove(at: place) }
    }

    /// The position of the first that is not before a source.
    private func place(of source: any FamilySource) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].descriptor.name < source.descriptor.name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
