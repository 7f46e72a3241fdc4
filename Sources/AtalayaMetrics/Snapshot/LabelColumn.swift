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

    init(name: String, labels: [LabelSet]) {
        self.labels = labels
        let name = Array(name.utf8)
        headCount = name.count + 1
        var starts: [UInt8] = []
        var ends: [Int] = []
        starts.reserveCapacity(labels.reduce(0) { $0 + $1.escaped.count + name.count + 3 })
        ends.reserveCapacity(labels.count)
        for set in labels {
            let escaped = set.escaped
            starts += name
            if !escaped.isEmpty {
                starts.append(UInt8(ascii: "{"))
                starts += escaped
                starts.append(UInt8(ascii: "}"))
            }
            starts.append(UInt8(ascii: " "))
            ends.append(starts.count)
        }
        self.starts = starts
        self.ends = ends
    }

    /// The escaped labels of a series within `starts`, given where its start lies; empty without labels.
    func labels(in start: Range<Int>) -> Range<Int> {
        guard start.count > headCount else { return start.lowerBound..<start.lowerBound }
        return start.lowerBound + headCount..<start.upperBound - 2
    }
}
