import AtalayaLogs

// Design
//
// Metrics of log records must be exact after a restart, and a restart reads lines again. So what a tail has added to each
// series is written into the checkpoint, in the same write as the offsets, together with the parts of the files that it
// was added for. At the start the series go on from there, and lines that are read again and were counted are not counted
// again. Whatever of the checkpoint a crash leaves, totals and parts belong to the same moment.

/// What the records of one tail have made of the metrics.
struct LogTallies: Sendable {
    private struct Series: Hashable {
        var metric: String
        var labels: [String]
    }

    /// Series kept; what comes for further ones is kept in one for each metric. The registry has a limit of its own.
    private static let seriesMax = 10_000

    private var values: [Series: TallyValue] = [:]
    private(set) var isChanged = false

    init() {}

    mutating func add(_ amount: Double, to metric: String, _ labels: [String]) {
        self.update(metric, labels, first: .counter(amount)) { value in
            if case .counter(let total) = value { value = .counter(total + amount) }
        }
    }

    mutating func set(_ amount: Double, _ metric: String, _ labels: [String]) {
        self.update(metric, labels, first: .gauge(amount)) { $0 = .gauge(amount) }
    }

    mutating func observe(_ amount: Double, _ metric: String, _ labels: [String], upperBounds: [Double]) {
        let bucket = upperBounds.firstIndex { amount <= $0 } ?? upperBounds.count
        var first = [UInt64](repeating: 0, count: upperBounds.count + 1)
        first[bucket] = 1
        self.update(metric, labels, first: .histogram(first, sum: amount)) { value in
            guard case .histogram(var counts, let sum) = value else { return }
            counts[bucket] += 1
            value = .histogram(counts, sum: sum + amount)
        }
    }

    /// Goes on where an earlier process has left off.
    mutating func restore(_ tally: Checkpoint.Tally) {
        self.values[Series(metric: tally.metric, labels: tally.labels)] = tally.value
    }

    /// Everything, in a fixed order.
    mutating func take(source: String) -> [Checkpoint.Tally] {
        self.isChanged = false
        return self.values.sorted { ($0.key.metric, $0.key.labels.joined()) < ($1.key.metric, $1.key.labels.joined()) }
            .map { Checkpoint.Tally(source: source, metric: $0.key.metric, labels: $0.key.labels, value: $0.value) }
    }

    private mutating func update(
        _ metric: String, _ labels: [String], first: TallyValue, _ change: (inout TallyValue) -> Void
    ) {
        self.isChanged = true
        var series = Series(metric: metric, labels: labels)
        if self.values[series] == nil, self.values.count >= Self.seriesMax { series.labels = [] }
        if self.values[series] == nil {
            self.values[series] = first
        } else if var value = self.values[series] {
            change(&value)
            self.values[series] = value
        }
    }
}
