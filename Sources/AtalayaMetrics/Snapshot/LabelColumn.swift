import Synchronization

/// The labels of all series of a metric, and the start of their lines: what a scrape needs that no scrape changes.
///
/// Made when the series of the metric change and shared by the snapshots after that. The starts of the lines lie one
/// behind the other in one array, so that rendering walks through memory and follows no reference for a line.
final class LabelColumn: Sendable {
    /// Where label sets come from when somebody asks for them: a table has only its keys, which take less room.
    private enum Source: Sendable {
        case sets([LabelSet])
        case keys(KeyColumn)
    }

    private let source: Source
    /// `name{labels} ` or, without labels, `name ` of each series.
    let starts: [UInt8]
    /// Where each start ends.
    let ends: [Int]
    /// The bytes before the labels in each start that has labels: `name{`.
    private let headCount: Int
    private let heads = AtomicLazyReference<FamilyHeads>()
    private let encodedLabels = AtomicLazyReference<EncodedLabels>()
    /// Whether every reader knows the names of all labels.
    let hasLegacyNames: Bool
    /// Whether no two series have the same labels, and none the metric's name among them: always, until names are escaped.
    let isUnique: Bool
    /// Prometheus keeps the name of a metric in this label; an escaped one that is called so would take its place.
    static let nameLabel = "__name__"
    private let underscored = AtomicLazyReference<LabelColumn>()
    private let dotted = AtomicLazyReference<LabelColumn>()
    private let valued = AtomicLazyReference<LabelColumn>()

    /// Puts a column together from the keys of a table, series by series, in their order.
    struct Builder {
        private let head: LineHead
        private var starts: [UInt8] = []
        private var ends: [Int] = []
        private var keys: KeyColumn

        init(name: String, schema: LabelSchema, count: Int, bytes: Int) {
            head = LineHead(name)
            keys = KeyColumn(schema: schema, count: count)
            starts.reserveCapacity(bytes + count * (head.open.count + 2))
            ends.reserveCapacity(count)
        }

        /// Adds a series by its key and its escaped labels.
        mutating func append(key: some Collection<UInt8>, escaped: some Collection<UInt8>) {
            head.append(escaped, to: &starts)
            ends.append(starts.count)
            keys.append(key)
        }

        /// Adds the series that marks an overflow.
        mutating func appendOverflow() {
            head.append(LabelSchema.overflowLabels.escaped, to: &starts)
            ends.append(starts.count)
            keys.appendOverflow()
        }

        func column() -> LabelColumn {
            LabelColumn(
                .keys(keys), starts: starts, ends: ends, headCount: head.open.count,
                hasLegacyNames: keys.schema.hasLegacyNames, isUnique: true)
        }
    }

    convenience init(name: String, labels: [LabelSet], areEscaped: Bool = false) {
        let head = LineHead(name)
        var starts: [UInt8] = []
        var ends: [Int] = []
        starts.reserveCapacity(labels.reduce(0) { $0 + $1.escaped.count + head.open.count + 2 })
        ends.reserveCapacity(labels.count)
        for set in labels {
            head.append(set.escaped, to: &starts)
            ends.append(starts.count)
        }
        self.init(
            .sets(labels), starts: starts, ends: ends, headCount: head.open.count,
            hasLegacyNames: labels.allSatisfy(\.hasLegacyNames),
            isUnique: !areEscaped
                || Set(labels).count == labels.count && labels.allSatisfy { $0[Self.nameLabel] == nil })
    }

    private init(
        _ source: Source, starts: [UInt8], ends: [Int], headCount: Int, hasLegacyNames: Bool, isUnique: Bool
    ) {
        self.source = source
        self.starts = starts
        self.ends = ends
        self.headCount = headCount
        self.hasLegacyNames = hasLegacyNames
        self.isUnique = isUnique
    }

    var count: Int { ends.count }

    /// The label set of a series, which a table's column makes anew.
    func labelSet(at index: Int) -> LabelSet {
        switch source {
        case .sets(let sets): sets[index]
        case .keys(let keys): keys.labelSet(at: index)
        }
    }

    /// The key of a series; empty where there are none.
    func key(at index: Int) -> ArraySlice<UInt8> {
        guard case .keys(let keys) = source else { return [] }
        return keys.key(at: index)
    }

    /// The escaped labels of a series within `starts`, given where its start lies; empty without labels.
    func labels(in start: Range<Int>) -> Range<Int> {
        // A start without labels is at most one byte longer than what is before labels.
        guard start.count > headCount + 2 else { return start.lowerBound..<start.lowerBound }
        return start.lowerBound + headCount..<start.upperBound - 2
    }

    /// As above, by the position of the series.
    func escaped(at index: Int) -> ArraySlice<UInt8> {
        starts[labels(in: (index == 0 ? 0 : ends[index - 1])..<ends[index])]
    }

    /// What the lines of the family have in common: made by the first scrape, used by those after it.
    func heads(of family: MetricFamily, upperBounds: [Double]) -> FamilyHeads {
        if let heads = heads.load(), heads.upperBounds == upperBounds { return heads }
        let new = FamilyHeads(family, upperBounds: upperBounds)
        let kept = heads.storeIfNil(new)
        return kept.upperBounds == upperBounds ? kept : new
    }

    /// The labels as messages have them, in the same order: made by the first scrape that needs them.
    func encoded(_ encode: ([LabelSet]) -> EncodedLabels) -> EncodedLabels {
        encodedLabels.load() ?? encodedLabels.storeIfNil(encode((0..<count).map { labelSet(at: $0) }))
    }

    /// The labels as a reader knows them, in the same order: made by the first scrape that needs them.
    func escaped(_ escaping: NameEscaping, name: String) -> LabelColumn {
        switch escaping {
        case .underscores: escaped(escaping, name, keptIn: underscored)
        case .dots: escaped(escaping, name, keptIn: dotted)
        case .values: escaped(escaping, name, keptIn: valued)
        default: self
        }
    }

    private func escaped(
        _ escaping: NameEscaping, _ name: String, keptIn kept: borrowing AtomicLazyReference<LabelColumn>
    ) -> LabelColumn {
        kept.load()
            ?? kept.storeIfNil(
                LabelColumn(
                    name: name, labels: (0..<count).map { labelSet(at: $0).escaped(escaping) }, areEscaped: true))
    }
}

extension LineHead {
    /// The start of a line with these labels.
    fileprivate func append(_ escaped: some Collection<UInt8>, to starts: inout [UInt8]) {
        if escaped.isEmpty {
            starts += bare
        } else {
            starts += open
            starts += escaped
            starts += "} ".utf8
        }
    }
}
