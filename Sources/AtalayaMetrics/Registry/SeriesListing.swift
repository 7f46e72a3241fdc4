/// The exposed series of a metric in their stable order, by their escaped labels, kept up to date at the price of what
/// changed: new series are sorted among themselves and merged in, series that left are skipped.
///
/// Used under the lock of its table, which who makes a series needs as well. So nothing takes long there: a scrape that
/// finds the list out of date takes what is new a batch at a time (``SeriesListingUpdate``), puts it in order without the
/// lock, and hands the new list in. What it gives away (``Listed``) is read without the lock too.
struct SeriesListing<Child: Instrument> {
    /// A list that no longer changes. It holds the instruments, so that they can be read whatever is removed meanwhile.
    final class Listed: Sendable {
        let labels: LabelColumn
        /// In the order in which they were made, which is about how they lie in memory.
        let children: [Child]
        /// Where each of them is in the stable order.
        let places: [UInt32]
        /// Since when each series has counted, in the stable order; empty where nobody knows.
        let startTimes: [UnixTime]

        init(labels: LabelColumn, children: [Child], places: [UInt32], startTimes: [UnixTime]) {
            self.labels = labels
            self.children = children
            self.places = places
            self.startTimes = startTimes
        }
    }

    /// So many new series are taken at once: a fraction of a millisecond.
    static var batch: Int { 1_024 }

    private var listed: Listed
    private var added = EntryShelf(.added)
    /// Instruments that are to be left out: of `listed`, or of what an update under way has taken. These hold them, so none
    /// of them can be another one by now.
    private var removed: Set<ObjectIdentifier> = []
    /// The series that marks an overflow, until it has taken its place among the others.
    private var overflow: (child: Child, startTime: UnixTime?)?
    private var isStale = false
    private var isUpdating = false
    /// How often everything was taken out; an update that began before has nothing to say.
    private var clears = 0

    init(name: String, schema: LabelSchema) {
        let empty = LabelColumn.Builder(name: name, hasLegacyNames: schema.hasLegacyNames, count: 0, bytes: 0)
        listed = Listed(labels: empty.column(), children: [], places: [], startTimes: [])
    }

    mutating func add(_ entry: SeriesEntry) {
        added.add(entry)
        isStale = true
    }

    mutating func remove(_ entry: SeriesEntry) {
        // One that nobody has taken yet is forgotten.
        if entry.shelf == .added {
            added.remove(entry)
        } else {
            removed.insert(ObjectIdentifier(entry.child(as: Child.self)))
        }
        isStale = true
    }

    mutating func setOverflow(_ child: Child, startTime: UnixTime?) {
        overflow = (child, startTime)
        isStale = true
    }

    mutating func removeAll(name: String, schema: LabelSchema) {
        let (clears, isUpdating) = (clears, isUpdating)
        self = SeriesListing(name: name, schema: schema)
        self.clears = clears + 1
        self.isUpdating = isUpdating
    }

    /// The list, if it says what is so now.
    var current: Listed? { isStale || isUpdating ? nil : listed }

    // MARK: Bringing it up to date, one update at a time

    mutating func begin() -> SeriesListingUpdate<Child> {
        isUpdating = true
        return SeriesListingUpdate(of: listed, clears: clears)
    }

    /// Hands the next new series to an update, and what has left since the last ones; says whether there are more.
    mutating func take(into update: inout SeriesListingUpdate<Child>) -> Bool {
        guard update.clears == clears else { return false }
        var new = added.takeFirst(Self.batch).map { entry in
            SeriesListingUpdate<Child>.New(
                key: Array(entry.keyBytes), child: entry.child(as: Child.self), startTime: entry.startTime)
        }
        if let overflow { new.append(.init(key: nil, child: overflow.child, startTime: overflow.startTime)) }
        update.take(new, gone: removed)
        overflow = nil
        removed = []
        isStale = !added.entries.isEmpty
        return isStale
    }

    /// Ends an update that has taken everything.
    mutating func end(_ update: SeriesListingUpdate<Child>, with new: Listed) {
        isUpdating = false
        if update.clears == clears { listed = new }
    }
}
