public import Synchronization

/// A metric whose labels are a type: gives the instrument of a label set.
///
/// A set that is no more than eight plain bytes, as sets of enums and `Bool`s are, is its own key: the instrument that
/// belongs to its bits is kept in a table that only grows, and found there without a hash of strings or a lock. Equal
/// bits are equal labels whatever the layout of the type, so nothing depends on it. All other sets, and those for which
/// the table has no room, are found by their strings.
///
/// Kept instruments stay valid for as long as the family lives. When series of the metric are taken out, the table is
/// made anew by the next lookup, and the old one is set aside, since a caller may still be using what it was lent. After
/// `tablesMax` of these the family keeps nothing any more and finds all sets by their strings: so what is set aside is
/// bounded.
public final class TypedFamily<Labels: TypedLabels, Child: Instrument>: Sendable {
    private struct State {
        var tables: [InstrumentTable<Child>] = []
    }

    private let table: SeriesTable<Child>
    /// In the order of the table's labels.
    private let fields: [LabelField<Labels>]
    private let state = Lock(State())
    @usableFromInline
    let removals: RemovalCount
    /// The address of the newest table of kept instruments, and the mask of its slots, which is that of every table.
    @usableFromInline
    let kept: Atomic<UInt>
    @usableFromInline
    let mask: Int

    /// The most tables that may have been set aside.
    private static var tablesMax: Int { 16 }

    /// What the metric was declared as when it was first made, its labels included.
    public var descriptor: MetricDescriptor { table.descriptor }

    init(table: SeriesTable<Child>) {
        self.table = table
        fields = table.schema.labels.compactMap { label in
            Labels.labels.first { $0.name == label.name.rawValue }
        }
        removals = table.removals
        let first = InstrumentTable<Child>(
            capacity: Self.capacity, removals: table.removals.value.load(ordering: .acquiring))
        kept = Atomic(first.words.address)
        mask = first.capacity - 1
        state.withLock { $0.tables = [first] }
    }

    deinit {
        state.withLock { state in
            for table in state.tables { table.free() }
        }
    }

    /// Twice the number of sets there can be, within reason.
    private static var capacity: Int {
        guard isPlain else { return 2 }
        var sets = 1
        for field in Labels.labels {
            // A domain without values is refused when the metric is made; one that is open has many.
            sets = min(sets * ((field.domain?.count ?? 512) + 1), 2_048)
        }
        var capacity = 16
        while capacity < 2 * sets { capacity *= 2 }
        return capacity
    }

    /// Whether a label set is its bits. Known when compiling, so that the question costs nothing.
    @inlinable
    static var isPlain: Bool { MemoryLayout<Labels>.size <= 8 && _isPOD(Labels.self) }

    @inlinable
    static func bits(of labels: Labels) -> UInt64 {
        var bits: UInt64 = 0
        withUnsafeBytes(of: labels) { labels in
            withUnsafeMutableBytes(of: &bits) { $0.copyMemory(from: labels) }
        }
        return bits
    }

    /// The instrument of a label set, to be kept or to be asked. To write to it once, `increment(for:)`, `observe(_:for:)`
    /// and `set(_:for:)` take half the time.
    ///
    /// Never fails: what is over a limit is counted, and the instrument is that of the overflow series.
    @inlinable
    public subscript(labels: Labels) -> Child {
        @inline(__always)
        get { lookup(labels)?.takeUnretainedValue() ?? find(labels) }
    }

    /// Writes to the instrument of a label set where it is. Nobody is handed it, so no reference is counted: that is a
    /// second and a third atomic operation.
    @inlinable
    @inline(__always)
    func write(_ labels: Labels, _ body: (Child) -> Void) {
        // The table keeps the instrument for as long as the family lives, and the caller has the family.
        if let kept = lookup(labels) { kept._withUnsafeGuaranteedRef(body) } else { body(find(labels)) }
    }

    @inlinable
    @inline(__always)
    func lookup(_ labels: Labels) -> Unmanaged<Child>? {
        guard Self.isPlain else { return nil }
        return InstrumentTable<Child>.instrument(
            of: Self.bits(of: labels), in: AtomicWords(address: kept.load(ordering: .acquiring)), mask: mask,
            removals: removals.value.load(ordering: .acquiring))
    }

    /// Finds the instrument by its strings, and keeps it if it can be kept.
    @usableFromInline
    func find(_ labels: Labels) -> Child {
        let removed = removals.value.load(ordering: .acquiring)
        let values = fields.map { $0.value(labels) }
        let child = table.child(of: values)
        // What the overflow takes may have a place of its own later.
        if Self.isPlain, table.has(values) { keep(child, Self.bits(of: labels), removals: removed) }
        return child
    }

    /// `removed` is how many removals there were before the instrument was looked up.
    private func keep(_ child: Child, _ bits: UInt64, removals removed: UInt64) {
        state.withLock { state in
            guard removed == removals.value.load(ordering: .acquiring) else { return }
            var newest = state.tables.count - 1
            if state.tables[newest].removals != removed {
                if state.tables.count >= Self.tablesMax { return }
                state.tables.append(InstrumentTable(capacity: mask + 1, removals: removed))
                newest += 1
                kept.store(state.tables[newest].words.address, ordering: .releasing)
            }
            state.tables[newest].insert(child, bits)
        }
    }

    /// Takes a series out and says whether it was there. Its instrument still works but is no longer exposed.
    @discardableResult
    public func remove(_ labels: Labels) -> Bool {
        table.remove(Dictionary(fields.map { ($0.name, $0.value(labels)) }) { first, _ in first })
    }

    /// Takes all series out.
    public func removeAll() {
        table.removeAll()
    }
}

/// Counters by typed labels.
public typealias TypedCounters<Labels: TypedLabels> = TypedFamily<Labels, Counter>
/// Gauges by typed labels.
public typealias TypedGauges<Labels: TypedLabels> = TypedFamily<Labels, Gauge>
/// Histograms by typed labels.
public typealias TypedHistograms<Labels: TypedLabels> = TypedFamily<Labels, Histogram>

extension MetricsRegistry {
    /// Counters whose labels are a type, which declares their names and domains. The descriptor needs no labels; if it has
    /// some, they must be the same. Throws as `makeCounter(_:labels:)` does for a descriptor.
    public func makeCounter<Labels: TypedLabels>(
        _ descriptor: MetricDescriptor, labels: Labels.Type
    ) throws(MetricsError) -> TypedFamily<Labels, Counter> {
        TypedFamily(table: try typedTable(descriptor, Labels.self))
    }

    /// Gauges whose labels are a type; otherwise as for counters.
    public func makeGauge<Labels: TypedLabels>(
        _ descriptor: MetricDescriptor, labels: Labels.Type
    ) throws(MetricsError) -> TypedFamily<Labels, Gauge> {
        TypedFamily(table: try typedTable(descriptor, Labels.self))
    }

    /// Histograms whose labels are a type; otherwise as for counters.
    public func makeHistogram<Labels: TypedLabels>(
        _ descriptor: MetricDescriptor, labels: Labels.Type
    ) throws(MetricsError) -> TypedFamily<Labels, Histogram> {
        TypedFamily(table: try typedTable(descriptor, Labels.self))
    }

    /// Summaries whose labels are a type; otherwise as for counters.
    public func makeSummary<Labels: TypedLabels>(
        _ descriptor: MetricDescriptor, labels: Labels.Type
    ) throws(MetricsError) -> TypedFamily<Labels, Summary> {
        TypedFamily(table: try typedTable(descriptor, Labels.self))
    }

    private func typedTable<Labels: TypedLabels, Child: Instrument>(
        _ descriptor: MetricDescriptor, _ labels: Labels.Type
    ) throws(MetricsError) -> SeriesTable<Child> {
        let metric = descriptor.name.rawValue
        let labelled: MetricDescriptor
        do {
            labelled = try descriptor.labelled(try Labels.descriptors)
        } catch {
            throw rejections.error(.invalidLabels, metric: metric, "\(metric): \(error.message)")
        }
        guard descriptor.labels.isEmpty || Set(descriptor.labels.map(\.name)) == Set(labelled.labels.map(\.name)) else {
            throw rejections.error(
                .definitionConflict, metric: metric,
                "\(metric): is declared with labels \(descriptor.labels.map(\.name)), its type has \(labelled.labels.map(\.name))"
            )
        }
        return try table(labelled, of: Child.self)
    }
}
