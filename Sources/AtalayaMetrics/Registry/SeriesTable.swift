import Synchronization

/// The series of one metric: finds or makes the instrument of a label set, within the limits.
///
/// Finding is the ``SeriesIndex``'s, without a lock. Whatever changes the set of series is done under the lock here.
final class SeriesTable<Child: Instrument>: Sendable {
    private struct State {
        var listing: SeriesListing<Child>
        /// Where everything over a limit is counted.
        var overflow: Child?
        /// Series paid for from the budget; the overflow series and the only series of a label-less metric are free.
        var budgeted = 0
        var isDetached = false
    }

    let descriptor: MetricDescriptor
    let schema: LabelSchema
    let index: SeriesIndex
    private let context: InstrumentContext
    private let seriesMax: Int
    private let budget: SeriesBudget
    private let state: Mutex<State>

    init(
        _ descriptor: MetricDescriptor, configuration: RegistryConfiguration, budget: SeriesBudget,
        rejections: RejectionLog, gate: ReaderGate
    ) {
        self.descriptor = descriptor
        schema = LabelSchema(descriptor, labelValueBytesMax: configuration.labelValueBytesMax)
        index = SeriesIndex(gate: gate)
        context = InstrumentContext(
            descriptor: descriptor, rejections: rejections, now: configuration.now,
            sampler: configuration.exemplarSampler)
        seriesMax = configuration.seriesPerFamilyMax
        self.budget = budget
        state = Mutex(State(listing: SeriesListing(name: descriptor.name.rawValue, schema: schema)))
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

    @inline(__always)
    private func find(_ values: some LabelValueList) -> Child? {
        var hash = LabelHash()
        values.hash(into: &hash)
        return index.child(of: values, hash: hash.value)
            .map { Unmanaged<Child>.fromOpaque($0.toOpaque()).takeRetainedValue() }
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
        let child: Child? = state.withLock { state in
            if let there = index.entry(of: values, hash: hash.value) { return there.child(as: Child.self) }
            guard isFree || reserve(&state) else { return nil }
            let child = Child(context: context)
            let entry = SeriesEntry(values, hash: hash.value, child: child)
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

    private func overflow() -> Child {
        state.withLock { state in
            if let overflow = state.overflow { return overflow }
            let new = Child(context: context)
            state.overflow = new
            state.listing.setOverflow(new)
            return new
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

    private func giveBack(_ count: Int, _ state: inout State) {
        guard !isFree else { return }
        state.budgeted -= count
        if !state.isDetached { budget.giveBack(count) }
    }

    /// Takes a series out. Its instrument still works for who holds it, and is no longer exposed.
    func remove(_ labels: [String: String]) -> Bool {
        guard let values = try? schema.values(of: labels) else { return false }
        var hash = LabelHash()
        values.hash(into: &hash)
        return state.withLock { state in
            guard let entry = index.entry(of: values, hash: hash.value) else { return false }
            state.listing.remove(entry)
            index.remove(entry)
            giveBack(1, &state)
            return true
        }
    }

    /// Takes all series out.
    func removeAll() {
        state.withLock { state in
            if !state.isDetached { budget.giveBack(state.budgeted) }
            state.budgeted = 0
            state.overflow = nil
            state.listing.removeAll()
            index.removeAll()
        }
    }
}

/// What the registry needs of a metric without knowing its instrument.
protocol SeriesSource: AnyObject, Sendable {
    var descriptor: MetricDescriptor { get }
    func family() -> MetricFamily
    func detach()
}

extension SeriesTable: SeriesSource {
    /// The series in a stable order. The lock is held to fetch the list; instruments are read without it.
    func family() -> MetricFamily {
        let listed = state.withLock { $0.listing.current() }
        return MetricFamily(descriptor, content: .columns(listed.labels, Child.read(listed.children)))
    }

    /// Gives the budget back when the metric leaves its registry.
    func detach() {
        state.withLock { state in
            guard !state.isDetached else { return }
            budget.giveBack(state.budgeted)
            state.isDetached = true
        }
    }
}
