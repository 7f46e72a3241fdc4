import Synchronization

/// The labels of all series of a metric, and the start of their lines: what a scrape needs that no scrape changes.
///
/// Made when the series of the metric change and shared by the snapshots after that. The starts of the lines lie one
/// behind the other in one array, so that rendering walks through memory and follows no reference for a line.
final class LabelColumn: Sendable {
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

    /// Puts a column together, series by series, in their order.
    struct Builder {
        private let head: LineHead
        private let hasLegacyNames: Bool
        private var starts: [UInt8] = []
        private var ends: [Int] = []

        /// `bytes` is how many the escaped labels of all series have, at most.
        init(name: String, hasLegacyNames: Bool, count: Int, bytes: Int) {
            head = LineHead(name)
            self.hasLegacyNames = hasLegacyNames
            starts.reserveCapacity(bytes + count * (head.open.count + 2))
            ends.reserveCapacity(count)
        }

        /// How many series were added.
        var count: Int { ends.count }

        /// Adds a series by its escaped labels.
        mutating func append(escaped: some Collection<UInt8>) {
            head.append(escaped, to: &starts)
            ends.append(starts.count)
        }

        func column(isUnique: Bool = true) -> LabelColumn {
            LabelColumn(
                starts: starts, ends: ends, headCount: head.open.count, hasLegacyNames: hasLegacyNames,
                isUnique: isUnique)
        }
    }

    private init(starts: [UInt8], ends: [Int], headCount: Int, hasLegacyNames: Bool, isUnique: Bool) {
        self.starts = starts
        self.ends = ends
        self.headCount = headCount
        self.hasLegacyNames = hasLegacyNames
        self.isUnique = isUnique
    }

    var count: Int { ends.count }

    /// How many bytes the escaped labels of all series have, at most.
    var escapedBytesMax: Int { max(0, starts.count - count * headCount) }

    /// The label set of a series, made anew.
    func labelSet(at index: Int) -> LabelSet { LabelSet(escaped: escaped(at: index)) }

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
        if let column = kept.load() { return column }
        let sets = (0..<count).map { labelSet(at: $0).escaped(escaping) }
        var builder = Builder(
            name: name, hasLegacyNames: sets.allSatisfy(\.hasLegacyNames), count: count,
            bytes: sets.reduce(0) { $0 + $1.escaped.count })
        for set in sets { builder.append(escaped: set.escaped) }
        return kept.storeIfNil(
            builder.column(
                isUnique: Set(sets).count == sets.count && sets.allSatisfy { $0[Self.nameLabel] == nil }))
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
