/// The exposed series of a metric in their stable order, by their escaped labels, kept up to date at the price of what
/// changed: new series are sorted among themselves and merged in, series that left are skipped.
///
/// Used under the lock of its table; what it gives away (``Listed``) is read without.
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

    private let name: String
    private let schema: LabelSchema
    private var listed: Listed
    private var added = EntryShelf(.added)
    /// Instruments of `listed` that are to be left out. The list holds them, so none of them can be another one by now.
    private var removed: Set<ObjectIdentifier> = []
    private var overflow: (child: Child, startTime: UnixTime?)?
    private var isStale = false

    init(name: String, schema: LabelSchema) {
        self.name = name
        self.schema = schema
        listed = Merge(name, schema, count: 0, bytes: 0).listed([], [])
    }

    mutating func add(_ entry: SeriesEntry) {
        added.add(entry)
        isStale = true
    }

    mutating func remove(_ entry: SeriesEntry) {
        // One that was not listed yet is forgotten.
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

    mutating func removeAll() {
        self = SeriesListing(name: name, schema: schema)
    }

    /// The list now.
    mutating func current() -> Listed {
        if isStale { rebuild() }
        return listed
    }

    private mutating func rebuild() {
        let old = listed
        var new = added.empty().map { entry in
            Merge.New(
                escaped: schema.labelSet(entry.values).escaped, child: entry.child(as: Child.self),
                startTime: entry.startTime)
        }
        // The series that marks an overflow is made anew each time, and takes its place among the others.
        if let overflow {
            removed.insert(ObjectIdentifier(overflow.child))
            let labels = LabelSchema.overflowLabels.escaped
            new.append(Merge.New(escaped: labels, child: overflow.child, startTime: overflow.startTime))
        }
        let sorted = new.indices.sorted { ByteOrder.precedes(new[$0].escaped[...], new[$1].escaped[...]) }
        // Who of the old ones has a place.
        var holders = Array(repeating: 0, count: old.children.count)
        for (index, place) in old.places.enumerated() { holders[Int(place)] = index }

        let bytes = new.reduce(old.labels.escapedBytesMax) { $0 + $1.escaped.count }
        var merge = Merge(name, schema, count: old.children.count + new.count, bytes: bytes)
        var next = sorted[...]
        for (place, holder) in holders.enumerated()
        where removed.isEmpty || !removed.contains(ObjectIdentifier(old.children[holder])) {
            let escaped = old.labels.escaped(at: place)
            while let first = next.first, ByteOrder.precedes(new[first].escaped[...], escaped) {
                merge.append(new[first].escaped[...], new[first].startTime, from: old.children.count + first)
                next.removeFirst()
            }
            merge.append(escaped, old.startTimes.isEmpty ? nil : old.startTimes[place], from: holder)
        }
        for index in next {
            merge.append(new[index].escaped[...], new[index].startTime, from: old.children.count + index)
        }
        listed = merge.listed(old.children, new.map(\.child))
        removed = []
        isStale = false
    }

    /// A list in the making.
    private struct Merge {
        struct New {
            let escaped: [UInt8]
            let child: Child
            let startTime: UnixTime?
        }

        private var labels: LabelColumn.Builder
        private var startTimes: [UnixTime] = []
        /// The place of each instrument, the old ones first; nil for what is left out.
        private var places: [UInt32?]

        init(_ name: String, _ schema: LabelSchema, count: Int, bytes: Int) {
            labels = LabelColumn.Builder(
                name: name, hasLegacyNames: schema.hasLegacyNames, count: count, bytes: bytes)
            places = Array(repeating: nil, count: count)
        }

        /// Adds the next series in the stable order.
        mutating func append(_ escaped: ArraySlice<UInt8>, _ startTime: UnixTime?, from index: Int) {
            places[index] = UInt32(truncatingIfNeeded: labels.count)
            labels.append(escaped: escaped)
            // Known of all or of none.
            if let startTime { startTimes.append(startTime) }
        }

        func listed(_ old: [Child], _ new: [Child]) -> Listed {
            var children: [Child] = []
            children.reserveCapacity(labels.count)
            for (index, place) in places.enumerated() where place != nil {
                children.append(index < old.count ? old[index] : new[index - old.count])
            }
            return Listed(
                labels: labels.column(), children: children, places: places.compactMap(\.self), startTimes: startTimes)
        }
    }
}
