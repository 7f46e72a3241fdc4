// How expositions become one.
//
// What is in the snapshot already has precedence, then what was added first: the outcome does not depend on which target
// answered sooner. A family of the same name, type and unit is joined, series by series; its help is the first's. One of
// another type or unit, or whose samples would be called like another family's, is left out as a whole, since no reader
// could tell the two apart. Of two series with the same labels the first stays. Everything that is left out is counted.
import AtalayaModel

/// Adds the expositions of others to a snapshot: what a sidecar scrapes from its service to what it counts itself.
///
/// ```swift
/// var merge = ExpositionMerge(into: registry.snapshot())
/// let report = merge.add(ExpositionParser.parse(body, as: .openMetrics), labels: [("service", "shop")])
/// format.write(merge.snapshot, into: &buffer)
/// ```
/// Kept are types, help texts, units, timestamps, exemplars, native buckets and the times when counting began. Metrics may
/// be called as they like: names that a descriptor would refuse, such as a counter without `_total`, are passed on.
public struct ExpositionMerge: Sendable {
    private struct Member {
        var family: MetricFamily
        /// Filled when another family joins.
        var joined: [MetricSeries] = []
        var seen: Set<LabelSet>?
    }

    private var members: [Member] = []
    private var owners: [ExactText: Int] = [:]
    private var seriesLeft: Int

    /// - Parameter seriesMax: How many series may be added, all expositions together.
    public init(into snapshot: Snapshot, seriesMax: Int = 100_000) {
        seriesLeft = seriesMax
        for family in snapshot.families { append(family) }
    }

    /// Families sorted by name, series in their stable order.
    public var snapshot: Snapshot {
        let families = members.map { member in
            guard !member.joined.isEmpty else { return member.family }
            var family = member.family
            family.series = (family.series + member.joined).sorted { LabelSet.precedes($0.labels, $1.labels) }
            return family
        }
        return Snapshot(families: families.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    /// Adds what an exposition says, each series with these labels besides its own.
    ///
    /// A label that the series has already is kept under another name, `exported_service`, as Prometheus does it.
    public mutating func add(
        _ exposition: ParsedExposition, labels: [(name: String, value: String)] = []
    ) -> MergeReport {
        var report = MergeReport()
        if let problem = exposition.problems.first {
            report.record(.malformed, count: exposition.problems.count, problem.description)
        }
        let extra = labels.filter { !$0.value.isEmpty }
        for family in exposition.families {
            var reader = FamilyReader(family, labels: extra)
            let (metric, series) = reader.read(&report)
            guard !series.isEmpty else { continue }
            add(metric, series, to: &report)
        }
        return report
    }

    /// Adds a family of the program's own, which is refused like any other if its name is taken.
    public mutating func add(_ family: MetricFamily) -> MergeReport {
        var report = MergeReport()
        add(family, family.series, to: &report)
        return report
    }

    private mutating func append(_ family: MetricFamily) {
        for name in family.claimedNames where owners[name] == nil { owners[name] = members.count }
        members.append(Member(family: family))
    }

    private mutating func add(_ metric: MetricFamily, _ series: [MetricSeries], to report: inout MergeReport) {
        guard let owner = metric.claimedNames.compactMap({ owners[$0] }).first else {
            append(metric)
            return join(members.count - 1, series, to: &report)
        }
        let first = members[owner].family
        guard ExactText(first.name) == ExactText(metric.name) else {
            return report.record(
                .nameConflict, count: series.count, "\(metric.name) collides with the samples of \(first.name)")
        }
        guard first.kind == metric.kind, first.unit == metric.unit else {
            return report.record(
                .typeConflict, count: series.count,
                "\(metric.name) is a \(first.described) already, and not a \(metric.described)")
        }
        if !metric.help.isEmpty, first.help != metric.help {
            report.record(.helpConflict, "\(metric.name) is explained already, and in other words")
        }
        join(owner, series, to: &report)
    }

    private mutating func join(_ position: Int, _ series: [MetricSeries], to report: inout MergeReport) {
        let name = members[position].family.name
        var seen = members[position].seen ?? Set(members[position].family.series.map(\.labels))
        for one in series {
            guard seriesLeft > 0 else {
                report.record(.seriesLimit, "\(name): there are as many series as are allowed")
                continue
            }
            guard seen.insert(one.labels).inserted else {
                report.record(.duplicateSeries, "\(name): there is a series \(one.labels) already")
                continue
            }
            seriesLeft -= 1
            report.seriesCount += 1
            members[position].joined.append(one)
        }
        members[position].seen = seen
    }
}

extension MetricFamily {
    /// What no other metric may call its samples or its family.
    fileprivate var claimedNames: [ExactText] {
        var names = kind.sampleSuffixes.map { ExactText(familyName + $0) }
        names += [ExactText(familyName), ExactText(name)]
        return names
    }

    fileprivate var described: String { unit == .none ? kind.rawValue : "\(kind.rawValue) in \(unit)" }
}
