/// The exposed series of a metric in their stable order, by their escaped labels, kept up to date at the price of what
/// changed: new series are sorted among themselves and merged in, series that left are skipped.
///
/// Used under the lock of its table; what it gives away (``Listed``) is read without.
struct SeriesListing<Child: Instrument> {
    /// A list that no longer changes. It holds the instruments, so that they can be read whatever is removed meanwhile.
    final class Listed: Sendable {
        let labels: LabelColumn
        let children: [Child]

        init(labels: LabelColumn, children: [Child]) {
            self.labels = labels
            self.children = children
        }
    }

    private let name: String
    private let schema: LabelSchema
    private var listed: Listed
    /// The entries of `listed`, by position; none for the overflow series.
    private var entries: [SeriesEntry?] = []
    private var added: [SeriesEntry] = []
    /// Addresses of entries of `listed` that are to be left out.
    private var removed: Set<UInt64> = []
    private var overflow: Child?
    private var isStale = false

    init(name: String, schema: LabelSchema) {
        self.name = name
        self.schema = schema
        listed = Self.empty(name, schema)
    }

    private static func empty(_ name: String, _ schema: LabelSchema) -> Listed {
        Listed(labels: LabelColumn.Builder(name: name, schema: schema, count: 0, bytes: 0).column(), children: [])
    }

    mutating func add(_ entry: SeriesEntry) {
        added.append(entry)
        isStale = true
    }

    mutating func remove(_ entry: SeriesEntry) {
        // One that was not listed yet is forgotten; its memory may come back as another entry.
        if let index = added.lastIndex(of: entry) { added.remove(at: index) } else { removed.insert(entry.address) }
        isStale = true
    }

    mutating func setOverflow(_ child: Child) {
        overflow = child
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
        let new = added.map { (entry: $0, escaped: schema.labelSet($0.values).escaped) }
            .sorted { ByteOrder.precedes($0.escaped[...], $1.escaped[...]) }
        let old = entries.indices.filter { index in
            guard let entry = entries[index] else { return false }
            return !removed.contains(entry.address)
        }
        let count = old.count + new.count + (overflow == nil ? 0 : 1)
        let bytes = listed.labels.starts.count + new.reduce(100) { $0 + $1.escaped.count }
        var labels = LabelColumn.Builder(name: name, schema: schema, count: count, bytes: bytes)
        var children: [Child] = []
        var merged: [SeriesEntry?] = []
        children.reserveCapacity(count)
        merged.reserveCapacity(count)

        var pendingOverflow = overflow
        var oldest = old.makeIterator()
        var nextOld = oldest.next()
        var newest = new.makeIterator()
        var nextNew = newest.next()
        while true {
            let oldLabels = nextOld.map { listed.labels.escaped(at: $0) }
            let newLabels = nextNew.map { $0.escaped[...] }
            let isOldNext: Bool
            switch (oldLabels, newLabels) {
            case (nil, nil): isOldNext = false
            case (let old?, let new?): isOldNext = ByteOrder.precedes(old, new)
            case (let old, _): isOldNext = old != nil
            }
            let next = isOldNext ? oldLabels : newLabels
            if let child = pendingOverflow,
                next.map({ ByteOrder.precedes(LabelSchema.overflowLabels.escaped[...], $0) }) ?? true
            {
                labels.appendOverflow()
                children.append(child)
                merged.append(nil)
                pendingOverflow = nil
            }
            guard let next else { break }
            if isOldNext, let index = nextOld {
                labels.append(key: listed.labels.key(at: index), escaped: next)
                children.append(listed.children[index])
                merged.append(entries[index])
                nextOld = oldest.next()
            } else if let new = nextNew {
                labels.append(key: new.entry.keyBytes, escaped: next)
                children.append(new.entry.child(as: Child.self))
                merged.append(new.entry)
                nextNew = newest.next()
            }
        }
        listed = Listed(labels: labels.column(), children: children)
        entries = merged
        added = []
        removed = []
        isStale = false
    }
}
