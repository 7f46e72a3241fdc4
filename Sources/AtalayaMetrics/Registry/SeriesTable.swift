import Synchronization

/// The series of one metric: finds or makes the instrument of a label set, within the limits.
///
/// Finding is the ``SeriesIndex``'s, without a lock. Whatever changes the set of series is done under the lock here.
final class SeriesTable<Child: Instrument>: Sendable {
    struct State {
        var listing: SeriesListing<Child>
        /// Series that have expired and that somebody may still hold.
        var hidden = EntryShelf(.hidden)
        /// The values of the last snapshot, whose memory the next one may use.
        var spare: SeriesColumn?
        /// Instruments for the next series, the last of them first (``nextChild(_:)``). Of no type, since the functions of
        /// an array whose type is only known when running cost more than the instrument.
        var ahead: [AnyObject] = []
        /// Where everything over a limit is counted.
        var overflow: Child?
        /// Series paid for from the budget; the overflow series and the only series of a label-less metric are free.
        var budgeted = 0
        var isDetached = false
    }

    let descriptor: MetricDescriptor
    /// What a snapshot says of the metric, without its series: made once, since every snapshot says it.
    private let blank: MetricFamily
    let schema: LabelSchema
    let index: SeriesIndex
    private let context: InstrumentContext
    private let seriesMax: Int
    let budget: SeriesBudget
    let removals = RemovalCount()
    let state: Lock<State>
    /// Held by the scrape that puts new series in order. Nobody who writes or makes a series needs it.
    let ordering = Lock(())

    init(
        _ descriptor: MetricDescriptor, configuration: RegistryConfiguration, budget: SeriesBudget,
        rejections: RejectionLog, gate: ReaderGate
    ) {
        self.descriptor = descriptor
        blank = MetricFamily(descriptor, series: [])
        schema = LabelSchema(descriptor, labelValueBytesMax: configuration.labelValueBytesMax)
        index = SeriesIndex(gate: gate)
        context = InstrumentContext(
            descriptor: descriptor, rejections: rejections, now: configuration.now,
            sampler: configuration.exemplarSampler)
        seriesMax = min(configuration.seriesPerFamilyMax, EntryShelf.entriesMax)
        self.budget = budget
        state = Lock(State(listing: SeriesListing(name: descriptor.name.rawValue, schema: schema)))
    }

    /// The instrument of named labels. Throws for labels that are wrong; over a limit, it is the overflow series'.
    func child(_ labels: [String: String]) throws(MetricsError) -> Child {
        do {
            let values = try schema.values(of: labels)
            if let found = find(values) { return found }
            try schema.check(values)
            return insert(values)
        } catch {
            throw context.rejections.error(
                error.reason, metric: descriptor.name.rawValue, "\(descriptor.name): \(error.message)")
        }
    }

    /// The instrument of values in the order of the key. Never fails: what is wrong or too much is counted and goes to the
    /// overflow series.
    @inline(__always)
    func child(of values: some LabelValueList) -> Child {
        // What is in the index was checked when it went in.
        find(values) ?? make(values.values)
    }

    /// Whether these values, in the order of the key, have a series of their own.
    func has(_ values: [String]) -> Bool { find(values) != nil }

    @inline(__always)
    private func find(_ values: some LabelValueList) -> Child? {
        var hash = LabelHash()
        values.hash(into: &hash)
        guard let found = index.child(of: values, hash: hash.value) else { return nil }
        return Unmanaged<Child>.fromOpaque(found.toOpaque()).takeRetainedValue()
    }

    @inline(never)
    private func make(_ values: [String]) -> Child {
        do {
            try schema.check(values)
        } catch {
            context.reject(error.reason, error.message)
            return overflow()
        }
        return insert(values)
    }

    /// Makes the only series of a metric without labels, so that it is exposed before anything happens.
    func initialise() {
        _ = insert([])
    }

    private func insert(_ values: [String]) -> Child {
        var hash = LabelHash()
        values.hash(into: &hash)
        let startTime = startTime
        let child: Child? = state.withLock { state in
            if let there = index.entry(of: values, hash: hash.value) { return there.child(as: Child.self) }
            guard isFree || reserve(&state) else { return nil }
            let child = nextChild(&state)
            let entry = SeriesEntry(values, hash: hash.value, child: child, startTime: startTime)
            index.insert(entry)
            state.listing.add(entry)
            return child
        }
        if let child { return child }
        context.reject(
            .seriesLimit,
            "no room for another series (\(schema.labelSet(values))); it is counted in the overflow series")
        return overflow()
    }

    /// The instrument of a new series.
    ///
    /// A metric that has many gets its counters and gauges some ahead, so that they lie side by side and a scrape walks
    /// through memory that holds nothing else: it takes a fifth less. What notes when it was made is made when it is needed.
    private func nextChild(_ state: inout State) -> Child {
        let count = min(index.count / 8, Self.aheadMax)
        guard count > 1, Child.kind == .counter || Child.kind == .gauge else { return Child(context: context) }
        if let next = state.ahead.popLast() { return unsafeDowncast(next, to: Child.self) }
        for _ in 1..<count { state.ahead.append(Child(context: context)) }
        return Child(context: context)
    }

    private static var aheadMax: Int { 64 }

    private func overflow() -> Child {
        let startTime = startTime
        return state.withLock { state in
            if let overflow = state.overflow { return overflow }
            let new = Child(context: context)
            state.overflow = new
            state.listing.setOverflow(new, startTime: startTime)
            return new
        }
    }

    /// When a series that is made now begins to count; nil where nobody knows the time, and for what does not count.
    private var startTime: UnixTime? {
        switch Child.kind {
        case .counter, .histogram, .summary: context.now?()
        case .gauge, .gaugeHistogram, .info, .stateSet, .unknown: nil
        }
    }

    /// The only series of a metric without labels costs nothing.
    private var isFree: Bool { schema.labels.isEmpty }

    private func reserve(_ state: inout State) -> Bool {
        // A metric taken out of its registry may be written through old handles, but owes the budget nothing.
        guard state.budgeted < seriesMax, state.isDetached || budget.take() else { return false }
        state.budgeted += 1
        return true
    }

    func giveBack(_ count: Int, _ state: inout State) {
        guard !isFree else { return }
        state.budgeted -= count
        if !state.isDetached { budget.giveBack(count) }
    }
}

extension SeriesTable: SeriesSource {
    /// The list of exposed series, brought up to date if need be. Scrapes wait for the one that does it, and nobody else.
    private func listed() -> SeriesListing<Child>.Listed {
        if let listed = current { return listed }
        return ordering.withLock { _ in
            // Another scrape may have done it meanwhile.
            if let listed = current { return listed }
            var update = state.withLock { $0.listing.begin() }
            while state.withLock({ $0.listing.take(into: &update) }) {}
            let listed = update.listed(name: descriptor.name.rawValue, schema: schema)
            state.withLock { $0.listing.end(update, with: listed) }
            return listed
        }
    }

    private var current: SeriesListing<Child>.Listed? {
        state.withLock { state in
            unhideWritten(&state)
            return state.listing.current
        }
    }

    /// The series in a stable order. The lock is held to fetch the list; instruments are read without it.
    func family() -> MetricFamily {
        let listed = listed()
        let spare = state.withLock { $0.spare.take() }
        var column = Child.read(listed.children, at: listed.places, reusing: spare)
        // Native histograms know better: they may have started again.
        if column.startTimes.isEmpty { column.startTimes = listed.startTimes }
        state.withLock { $0.spare = column }
        return blank.filled(.columns(listed.labels, column))
    }

    func detach() {
        state.withLock { state in
            guard !state.isDetached else { return }
            budget.giveBack(state.budgeted)
            state.isDetached = true
        }
    }
}
