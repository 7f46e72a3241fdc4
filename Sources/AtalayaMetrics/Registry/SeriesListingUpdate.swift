/// What becomes of a list of series: the old one, what has been added since, and what has left.
///
/// Belongs to one scrape, which fills it under the lock of the table and makes the new list of it without.
struct SeriesListingUpdate<Child: Instrument>: Sendable {
    typealias Listed = SeriesListing<Child>.Listed

    /// A series that the old list does not have.
    struct New: Sendable {
        /// Its label values as an entry has them; nil for the series that marks an overflow.
        let key: [UInt8]?
        let child: Child
        let startTime: UnixTime?
    }

    private struct Batch: Sendable {
        let new: [New]
        /// Instruments that had left when this was taken: of the old list, or of the batches before.
        let gone: Set<ObjectIdentifier>
    }

    let clears: Int
    private let old: Listed
    private var batches: [Batch] = []

    init(of old: Listed, clears: Int) {
        self.old = old
        self.clears = clears
    }

    mutating func take(_ new: [New], gone: Set<ObjectIdentifier>) {
        batches.append(Batch(new: new, gone: gone))
    }

    /// The list of all that is there now, in time that grows with all series, and faster with the new ones.
    func listed(name: String, schema: LabelSchema) -> Listed {
        let (new, gone) = whatIsNew()
        let escaped = new.map { series in
            series.key.map { schema.labelSet(SeriesEntry.values(ofKey: $0)).escaped }
                ?? LabelSchema.overflowLabels.escaped
        }
        let sorted = new.indices.sorted { ByteOrder.precedes(escaped[$0][...], escaped[$1][...]) }
        // Who of the old ones has a place.
        var holders = Array(repeating: 0, count: old.children.count)
        for (index, place) in old.places.enumerated() { holders[Int(place)] = index }

        let bytes = escaped.reduce(old.labels.escapedBytesMax) { $0 + $1.count }
        var merge = Merge(name, schema, count: old.children.count + new.count, bytes: bytes)
        var next = sorted[...]
        for (place, holder) in holders.enumerated()
        where gone.isEmpty || !gone.contains(ObjectIdentifier(old.children[holder])) {
            let text = old.labels.escaped(at: place)
            while let first = next.first, ByteOrder.precedes(escaped[first][...], text) {
                merge.append(escaped[first][...], new[first].startTime, from: old.children.count + first)
                next.removeFirst()
            }
            merge.append(text, old.startTimes.isEmpty ? nil : old.startTimes[place], from: holder)
        }
        for index in next {
            merge.append(escaped[index][...], new[index].startTime, from: old.children.count + index)
        }
        return merge.listed(old.children, new.map(\.child))
    }

    /// The new series in the order in which they were made, without those that left again, and all that have left. One may
    /// have come, left and come back: what left says nothing of what came later.
    private func whatIsNew() -> ([New], gone: Set<ObjectIdentifier>) {
        var gone: Set<ObjectIdentifier> = []
        var kept: [[New]] = []
        for batch in batches.reversed() {
            kept.append(gone.isEmpty ? batch.new : batch.new.filter { !gone.contains(ObjectIdentifier($0.child)) })
            gone.formUnion(batch.gone)
        }
        return (kept.reversed().flatMap(\.self), gone)
    }

    /// A list in the making.
    private struct Merge {
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
