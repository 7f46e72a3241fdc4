import Synchronization

/// The series of one metric: finds or makes the instrument of a label set, within the limits.
final class SeriesTable<Child: Instrument>: Sendable {
    private struct Entry: Sendable {
        let labels: LabelSet
        let child: Child
    }

    private struct State {
        var index = SeriesIndex()
        /// By the positions of the index; nil where a series was removed. Apart, so that a lookup touches one of them.
        var children: [Child?] = []
        var labels: [LabelSet?] = []
        /// Where everything over a limit is counted.
        var overflow: Entry?
        /// The series in their stable order; nil after a change, and made again by the next snapshot.
        var ordered: (labels: LabelColumn, children: [Child])?
        /// Series paid for from the budget; the overflow series and the only series of a label-less metric are free.
        var budgeted = 0
        var isDetached = false
    }

    let descriptor: MetricDescriptor
    let schema: LabelSchema
    private let context: InstrumentContext
    private let seriesMax: Int
    private let budget: SeriesBudget
    private let state = Mutex(State())

    init(
        _ descriptor: MetricDescriptor, configuration: RegistryConfiguration, budget: SeriesBudget,
        rejections: RejectionLog
    ) {
        self.descriptor = descriptor
        schema = LabelSchema(descriptor, labelValueBytesMax: configuration.labelValueBytesMax)
        context = InstrumentContext(descriptor: descriptor, rejections: rejections)
        seriesMax = configuration.seriesPerFamilyMax
        self.budget = budget
    }

    /// The instrument of named labels. Throws for labels that are wrong; over a limit, it is the overflow series'.
    func child(_ labels: [String: String]) throws(MetricsError) -> Child {
        let key: SeriesKey
        do {
            key = try schema.key(labels)
        } catch {
            throw context.rejections.error(
                error.reason, metric: descriptor.name.rawValue, "\(descriptor.name): \(error.message)")
        }
        return child(of: key.values, order: nil)
    }

    /// The instrument of positional values. Never fails: what is wrong or too much is counted and goes to the overflow series.
    func child(_ values: [String], order: [Int]?) -> Child {
        do {
            try schema.check(values, order: order)
        } catch {
            context.reject(error.reason, error.message)
            return overflow()
        }
        return child(of: values, order: order)
    }

    /// Makes the only series of a metric without labels, so that it is exposed before anything happens.
    func initialise() {
        _ = child(of: [], order: nil)
    }

    private func child(of values: [String], order: [Int]?) -> Child {
        // Hashed outside the lock, which is then held for a walk over a slot or two and a comparison.
        let hash = SeriesIndex.hash(values, order: order)
        let found: Child? = state.withLock { state in
            guard let position = state.index.position(of: values, order: order, hash: hash) else { return nil }
            return state.children[position]
        }
        return found ?? insert(values, order: order, hash: hash)
    }

    @inline(never)
    private func insert(_ values: [String], order: [Int]?, hash: Int) -> Child {
        let key = LabelSchema.key(values, order: order)
        let new = Entry(labels: schema.labelSet(key), child: Child(context: context))
        let inserted: Child? = state.withLock { state in
            if let raced = state.index.position(of: values, order: order, hash: hash) {
                return state.children[raced]
            }
            guard isFree || reserve(&state) else { return nil }
            let position = state.index.insert(key, hash: hash)
            if position == state.children.count {
                state.children.append(nil)
                state.labels.append(nil)
            }
            state.children[position] = new.child
            state.labels[position] = new.labels
            state.ordered = nil
            return new.child
        }
        if let inserted { return inserted }
        context.reject(.seriesLimit, "no room for another series (\(new.labels)); it is counted in the overflow series")
        return overflow()
    }

    private func overflow() -> Child {
        state.withLock { state in
            if let overflow = state.overflow { return overflow.child }
            let new = Entry(labels: LabelSchema.overflowLabels, child: Child(context: context))
            state.overflow = new
            state.ordered = nil
            return new.child
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

    /// Takes a series out. Its instrument still works for who holds it, and is no longer exposed.
    func remove(_ labels: [String: String]) -> Bool {
        guard let values = (try? schema.key(labels))?.values else { return false }
        let hash = SeriesIndex.hash(values, order: nil)
        return state.withLock { state in
            guard let position = state.index.position(of: values, order: nil, hash: hash) else { return false }
            state.index.remove(at: position)
            state.children[position] = nil
            state.labels[position] = nil
            state.ordered = nil
            if !isFree {
                state.budgeted -= 1
                if !state.isDetached { budget.giveBack(1) }
            }
            return true
        }
    }

    /// Takes all series out.
    func removeAll() {
        state.withLock { state in
            if !state.isDetached { budget.giveBack(state.budgeted) }
            state.index = SeriesIndex()
            state.children = []
            state.labels = []
            state.overflow = nil
            state.ordered = nil
            state.budgeted = 0
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
        let (labels, children) = state.withLock { state in
            if let ordered = state.ordered { return ordered }
            var entries = state.overflow.map { [$0] } ?? []
            for (labels, child) in zip(state.labels, state.children) {
                if let labels, let child { entries.append(Entry(labels: labels, child: child)) }
            }
            let sorted = entries.sorted { LabelSet.precedes($0.labels, $1.labels) }
            let ordered = (
                LabelColumn(name: descriptor.name.rawValue, labels: sorted.map(\.labels)), sorted.map(\.child)
            )
            state.ordered = ordered
            return ordered
        }
        return MetricFamily(descriptor, content: .columns(labels, Child.read(children)))
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
