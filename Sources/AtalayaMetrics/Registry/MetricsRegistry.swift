import Synchronization

/// The metrics of a program: makes instruments and takes snapshots of them.
///
/// ```swift
/// let registry = MetricsRegistry()
/// let jobs = try registry.makeCounter(.counter("jobs_total", help: "Jobs done."))
/// jobs.increment()
/// let response = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil)
/// ```
///
/// The same descriptor and labels always give the same instrument, however often and from wherever it is asked for. What
/// contradicts an earlier definition is thrown, counted by reason and listed in ``diagnostics``; nothing traps.
/// A snapshot never holds a lock that writing to an instrument needs.
public final class MetricsRegistry: Sendable {
    private struct State {
        var sources: [MetricName: any SeriesSource] = [:]
        /// The same, and what the registry says about itself, as a snapshot has them: sorted by name.
        var ordered: [any FamilySource] = []
        var names = SampleNameIndex()
        var collectors: [(id: CollectorID, collector: any Collector)] = []
        var lastCollector: UInt64 = 0
    }

    /// The limits this registry was made with.
    public let configuration: RegistryConfiguration
    let rejections: RejectionLog
    private let budget: SeriesBudget
    private let gate = ReaderGate()
    private let state: Lock<State>

    public init(configuration: RegistryConfiguration = .init()) {
        self.configuration = configuration
        rejections = RejectionLog(diagnosticsMax: configuration.diagnosticsMax)
        budget = SeriesBudget(max: configuration.seriesMax)
        var state = State()
        if configuration.exportsSelfMetrics {
            for source in SelfMetrics.sources(rejections, budget) {
                _ = state.names.claim(source.descriptor)
                state.ordered.insert(source)
            }
        }
        self.state = Lock(state)
    }

    // MARK: Instruments

    /// The counter of a descriptor and labels, made if there is none. Without labels it is exposed at once, at zero.
    ///
    /// Labels that are left out are absent, which is the same as empty. Over the limits of ``RegistryConfiguration`` the
    /// counter is that of the overflow series. Throws when the descriptor is not a counter's or contradicts an earlier
    /// one, and for labels that are not declared or values outside their domain.
    public func makeCounter(
        _ descriptor: MetricDescriptor, labels: [String: String] = [:]
    ) throws(MetricsError) -> Counter {
        try table(descriptor, of: Counter.self).child(labels)
    }

    /// The gauge of a descriptor and labels; otherwise as `makeCounter(_:labels:)`.
    public func makeGauge(_ descriptor: MetricDescriptor, labels: [String: String] = [:]) throws(MetricsError) -> Gauge
    {
        try table(descriptor, of: Gauge.self).child(labels)
    }

    /// The histogram of a descriptor and labels, with the buckets it declares: classic, native, or both. Otherwise as `makeCounter(_:labels:)`.
    public func makeHistogram(
        _ descriptor: MetricDescriptor, labels: [String: String] = [:]
    ) throws(MetricsError) -> Histogram {
        try table(descriptor, of: Histogram.self).child(labels)
    }

    /// The summary of a descriptor and labels; otherwise as `makeCounter(_:labels:)`.
    public func makeSummary(
        _ descriptor: MetricDescriptor, labels: [String: String] = [:]
    ) throws(MetricsError) -> Summary {
        try table(descriptor, of: Summary.self).child(labels)
    }

    /// Exposes an info metric with these labels; otherwise as `makeCounter(_:labels:)`.
    @discardableResult
    public func makeInfo(_ descriptor: MetricDescriptor, labels: [String: String]) throws(MetricsError) -> Info {
        try table(descriptor, of: Info.self).child(labels)
    }

    /// The state set of a descriptor and labels, all states off at first; otherwise as `makeCounter(_:labels:)`.
    public func makeStateSet(
        _ descriptor: MetricDescriptor, labels: [String: String] = [:]
    ) throws(MetricsError) -> StateSet {
        try table(descriptor, of: StateSet.self).child(labels)
    }

    /// Counters whose label values are known only when counting. Throws as `makeCounter(_:labels:)` does for a descriptor.
    public func makeCounterFamily(_ descriptor: MetricDescriptor) throws(MetricsError) -> CounterFamily {
        try family(descriptor)
    }

    /// Gauges whose label values are known only when setting.
    public func makeGaugeFamily(_ descriptor: MetricDescriptor) throws(MetricsError) -> GaugeFamily {
        try family(descriptor)
    }

    /// Histograms whose label values are known only when observing.
    public func makeHistogramFamily(_ descriptor: MetricDescriptor) throws(MetricsError) -> HistogramFamily {
        try family(descriptor)
    }

    /// Summaries whose label values are known only when observing.
    public func makeSummaryFamily(_ descriptor: MetricDescriptor) throws(MetricsError) -> SummaryFamily {
        try family(descriptor)
    }

    private func family<Child: Instrument>(
        _ descriptor: MetricDescriptor
    ) throws(MetricsError) -> InstrumentFamily<Child> {
        InstrumentFamily(table: try table(descriptor, of: Child.self), declaredAs: descriptor)
    }

    /// The table of a metric, made if there is none.
    func table<Child: Instrument>(
        _ descriptor: MetricDescriptor, of type: Child.Type
    ) throws(MetricsError) -> SeriesTable<Child> {
        let metric = descriptor.name.rawValue
        do throws(Refusal) {
            try DefinitionRules.check(descriptor, makes: Child.kind, configuration: configuration)
            return try state.withLock { state throws(Refusal) in
                if let source = state.sources[descriptor.name] {
                    try DefinitionRules.check(descriptor, agreesWith: source.descriptor)
                    if let table = source as? SeriesTable<Child> { return table }
                    throw Refusal(
                        reason: .definitionConflict, message: "is written through another instrument")
                }
                guard state.sources.count < configuration.familiesMax else {
                    throw Refusal(
                        reason: .familyLimit, message: "there are \(configuration.familiesMax) metrics already")
                }
                if let owner = state.names.claim(descriptor) {
                    throw Refusal(reason: .nameConflict, message: "collides with the samples of \(owner)")
                }
                let table = SeriesTable<Child>(
                    descriptor, configuration: configuration, budget: budget, rejections: rejections, gate: gate)
                if descriptor.labels.isEmpty { table.initialise() }
                state.sources[descriptor.name] = table
                state.ordered.insert(table)
                return table
            }
        } catch {
            throw rejections.error(error.reason, metric: metric, "\(metric): \(error.message)")
        }
    }

    // MARK: Collectors

    /// Adds a collector, called by every snapshot. Throws `familyLimit` when there are as many as metrics are allowed.
    @discardableResult
    public func addCollector(_ collector: any Collector) throws(MetricsError) -> CollectorID {
        do {
            return try append(collector)
        } catch {
            throw rejections.error(error.reason, metric: "", error.message)
        }
    }

    /// Adds a gauge, counter or unknown metric whose value is asked for by each snapshot. The closure is called without
    /// a lock, possibly by several snapshots at once. Throws for kinds that are not one number, a name that another
    /// metric has, and wrong labels.
    @discardableResult
    public func addCallback(
        _ descriptor: MetricDescriptor, labels: [String: String] = [:], read: @escaping @Sendable () -> Double
    ) throws(MetricsError) -> CollectorID {
        let metric = descriptor.name.rawValue
        do throws(Refusal) {
            guard SeriesValue.number(.double(0)).fits(descriptor.kind) else {
                throw Refusal(
                    reason: .wrongKind, message: "a \(descriptor.kind.rawValue) is not one number")
            }
            let schema = LabelSchema(descriptor, labelValueBytesMax: configuration.labelValueBytesMax)
            let values = try schema.values(of: labels)
            try schema.check(values)
            let labels = schema.labelSet(values)
            // Several callbacks may share a name, so it is asked for and not claimed.
            if let owner = state.withLock({ $0.names.owner(of: descriptor) }) {
                throw Refusal(reason: .nameConflict, message: "collides with the samples of \(owner)")
            }
            return try append(CallbackCollector(descriptor: descriptor, labels: labels, read: read))
        } catch {
            throw rejections.error(error.reason, metric: metric, "\(metric): \(error.message)")
        }
    }

    private func append(_ collector: any Collector) throws(Refusal) -> CollectorID {
        try state.withLock { state throws(Refusal) in
            guard state.collectors.count < configuration.familiesMax else {
                throw Refusal(
                    reason: .familyLimit, message: "there are \(configuration.familiesMax) collectors already")
            }
            state.lastCollector += 1
            let id = CollectorID(number: state.lastCollector)
            state.collectors.append((id, collector))
            return id
        }
    }

    // MARK: Taking out

    /// Takes a metric with all its series out and says whether it was there. Instruments that are still held keep
    /// working, unexposed; the name is free for another definition.
    @discardableResult
    public func unregister(_ name: MetricName) -> Bool {
        let source: (any SeriesSource)? = state.withLock { state in
            guard let source = state.sources.removeValue(forKey: name) else { return nil }
            state.names.release(source.descriptor)
            state.ordered.remove(source)
            return source
        }
        source?.detach()
        return source != nil
    }

    /// Takes a collector or a callback out and says whether it was there. A snapshot under way may still call it once.
    @discardableResult
    public func unregister(_ collector: CollectorID) -> Bool {
        state.withLock { state in
            guard let index = state.collectors.firstIndex(where: { $0.id == collector }) else { return false }
            state.collectors.remove(at: index)
            return true
        }
    }

    /// Takes everything out: all metrics, collectors and callbacks. Instruments that are still held keep working, unexposed.
    public func unregisterAll() {
        let sources = state.withLock { state in
            let sources = Array(state.sources.values)
            for source in sources { state.names.release(source.descriptor) }
            state.sources = [:]
            state.ordered.removeAll { $0 is any SeriesSource }
            state.collectors = []
            return sources
        }
        for source in sources { source.detach() }
    }

    /// Takes out, of all metrics, every series that has all of these labels, and says how many those were: a tenant that is
    /// gone, `["tenant": "a"]`. Without labels, all series of metrics that have labels.
    @discardableResult
    public func removeSeries(matching labels: [String: String]) -> Int {
        sources.filter { !$0.descriptor.labels.isEmpty }.reduce(0) { $0 + $1.removeAll(matching: labels) }
    }

    /// Hides the series that were not written for a time, and says how many.
    ///
    /// Time is what the caller says it is. That a series was written is seen when this is called, so a series is hidden
    /// after `idle` at the earliest and one more interval of calls at the latest. A hidden series is not exposed, but
    /// nothing is lost: who still holds its instrument, or looks it up again, may go on writing, and it is exposed again
    /// with its value continued. When nobody holds it the next call frees it, and it starts again at zero. Metrics
    /// without labels, overflow series, infos and state sets never expire.
    @discardableResult
    public func expireSeries(idleFor idle: Duration, now: UnixTime) -> Int {
        sources.reduce(0) { $0 + $1.expire(idleFor: idle, now: now) }
    }

    private var sources: [any SeriesSource] { state.withLock { Array($0.sources.values) } }

    // MARK: Reading

    /// How many series each metric has and which label values have the most, `valuesMax` of each label; the metric with the
    /// most series first. Takes time and memory that grow with the number of series.
    public func cardinality(valuesMax: Int = 10) -> [MetricCardinality] {
        sources.map { $0.cardinality(valuesMax: valuesMax) }
            .sorted { ($1.seriesCount, $0.name) < ($0.seriesCount, $1.name) }
    }

    /// All metrics now: families sorted by name, series in a stable order, every histogram exact.
    ///
    /// Each series is consistent in itself; two series may be an instant apart. Time and memory grow with the number of
    /// series; writers are never held up.
    public func snapshot() -> Snapshot {
        snapshot(reusing: Snapshot(families: []))
    }

    /// As ``snapshot()``, in the room of a snapshot that nobody reads any more, whatever it is of.
    ///
    /// So a scrape after which no series were made or taken out allocates nothing, but for what collectors, summaries,
    /// state sets and native histograms make anew each time. ``MetricsEndpoint`` takes its snapshots like this.
    public func snapshot(reusing spare: consuming Snapshot) -> Snapshot {
        if let idle = configuration.seriesIdleMax, let now = configuration.now?() {
            expireSeries(idleFor: idle, now: now)
        }
        let (sources, names, collectors) = state.withLock { ($0.ordered, $0.names, $0.collectors) }
        // The values in it have to be let go of before others are read: their room is what is used again.
        var snapshot = spare
        snapshot.families.removeAll(keepingCapacity: true)
        let collected = families(of: collectors.map(\.collector), names)
        // After the collectors, so that what was refused of theirs is in it.
        for source in sources {
            let family = source.family()
            if !family.isEmpty { snapshot.families.append(family) }
        }
        if !collected.isEmpty {
            snapshot.families += collected
            snapshot.families.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        return snapshot
    }

    /// What collectors know now.
    private func families(of collectors: [any Collector], _ names: SampleNameIndex) -> [MetricFamily] {
        if collectors.isEmpty { return [] }
        var builder = SnapshotBuilder(names: names, rejections: rejections, seriesMax: configuration.seriesMax)
        for collector in collectors {
            do {
                try builder.attempt { builder throws in try collector.collect(into: &builder) }
            } catch {
                rejections.record(.collectorFailed, metric: "", "collector \(type(of: collector)) failed: \(error)")
            }
        }
        return builder.families()
    }

    /// What was refused, dropped or moved to an overflow series, the first occurrence of each reason and metric, at most
    /// ``RegistryConfiguration/diagnosticsMax``.
    public var diagnostics: [MetricsDiagnostic] { rejections.diagnostics }

    /// How often something was refused, dropped or moved for a reason, all metrics together.
    public func rejectionCount(_ reason: RejectionReason) -> UInt64 { rejections.count(of: reason) }

    /// How many labelled series the registry holds against ``RegistryConfiguration/seriesMax``.
    public var seriesCount: Int { budget.count }
}

/// One number asked for at each snapshot.
private struct CallbackCollector: Collector {
    let descriptor: MetricDescriptor
    let labels: LabelSet
    let read: @Sendable () -> Double

    func collect(into builder: inout SnapshotBuilder) {
        builder.add(descriptor, MetricSeries(labels: labels, value: .number(.double(read()))))
    }
}
