import Synchronization

/// The labels of all series of a metric, and the start of their lines: what a scrape needs that no scrape changes.
///
/// Made when the series of the metric change and shared by the snapshots after that. The starts of the lines lie one
/// behind the other in one array, so that rendering walks through memory and follows no reference for a line.
final class LabelColumn: Sendable {
    let labels: [LabelSet]
    /// `name{labels} ` or, without labels, `name ` of each series.
    let starts: [UInt8]
    /// Where each start ends.
    let ends: [Int]
    /// The bytes before the labels in each start that has labels: `name{`.
    private let headCount: Int
    private let heads = AtomicLazyReference<FamilyHeads>()
    /// Whether every reader knows the names of all labels.
    let hasLegacyNames: Bool
    /// Whether no two series have the same labels, and none the metric's name among them: always, until names are escaped.
    let isUnique: Bool
    /// Prometheus keeps the name of a metric in this label; an escaped one that is called so would take its place.
    static let nameLabel = "__name__"
    private let underscored = AtomicLazyReference<LabelColumn>()
    private let dotted = AtomicLazyReference<LabelColumn>()
    private let valued = AtomicLazyReference<LabelColumn>()

    init(name: String, labels: [LabelSet], areEscaped: Bool = false) {
        self.labels = labels
        hasLegacyNames = labels.allSatisfy(\.hasLegacyNames)
        isUnique = !areEscaped || Set(labels).count == labels.count && labels.allSatisfy { $0[Self.nameLabel] == nil }
        let head = LineHead(name)
        headCount = head.open.count
        var starts: [UInt8] = []
        var ends: [Int] = []
        starts.reserveCapacity(labels.reduce(0) { $0 + $1.escaped.count + head.open.count + 2 })
        ends.reserveCapacity(labels.count)
        for set in labels {
            let escaped = set.escaped
            if escaped.isEmpty {
                starts += head.bare
            } else {
                starts += head.open
                starts += escaped
                starts += "} ".utf8
            }
            ends.append(starts.count)
        }
        self.starts = starts
        self.ends = ends
    }

    /// The escaped labels of a series within `starts`, given where its start lies; empty without labels.
    func labels(in start: Range<Int>) -> Range<Int> {
        // A start without labels is at most one byte longer than what is before labels.
        guard start.count > headCount + 2 else { return start.lowerBound..<start.lowerBound }
        return start.lowerBound + headCount..<start.upperBound - 2
    }

    /// What the lines of the family have in common: made by the first scrape, used by those after it.
    func heads(of family: MetricFamily, upperBounds: [Double]) -> FamilyHeads {
        if let heads = heads.load(), heads.upperBounds == upperBounds { return heads }
        let new = FamilyHeads(family, upperBounds: upperBounds)
        let kept = heads.storeIfNil(new)
        return kept.upperBounds == upperBounds ? kept : new
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
            ?? kept.storeIfNil(LabelColumn(name: name, labels: labels.map { $0.escaped(escaping) }, areEscaped: true))
    }
}
