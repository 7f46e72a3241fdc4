/// Gathers families, keeping what every exposition needs: one family a name, one series a label set, legal values.
///
/// What does not fit is dropped and counted by reason; adding never throws and never traps.
public struct SnapshotBuilder {
    private struct Entry {
        let descriptor: MetricDescriptor
        var series: [MetricSeries] = []
        var seen: Set<LabelSet> = []
    }

    private var entries: [String: Entry] = [:]
    /// The metrics of the series that the attempt under way has added, in their order.
    private var attempted: [String] = []
    private var names: SampleNameIndex
    private let rejections: RejectionLog
    /// How many more series may be added.
    private var seriesLeft: Int

    init(names: SampleNameIndex, rejections: RejectionLog, seriesMax: Int) {
        self.names = names
        self.rejections = rejections
        seriesLeft = seriesMax
    }

    /// Lets a collector add what it knows, and takes all of that out again if it throws.
    mutating func attempt(_ collect: (inout SnapshotBuilder) throws -> Void) rethrows {
        attempted = []
        do {
            try collect(&self)
        } catch {
            for metric in attempted.reversed() { removeLast(of: metric) }
            throw error
        }
    }

    private mutating func removeLast(of metric: String) {
        guard let series = entries[metric]?.series.popLast() else { return }
        entries[metric]?.seen.remove(series.labels)
        seriesLeft += 1
        if let entry = entries[metric], entry.series.isEmpty {
            names.release(entry.descriptor)
            entries[metric] = nil
        }
    }

    /// Adds a counter's value, which must not be negative, NaN or infinite.
    public mutating func counter(_ descriptor: MetricDescriptor, _ value: Double, labels: [String: String] = [:]) {
        add(descriptor, .number(.double(value)), labels: labels)
    }

    /// Adds a whole counter's value.
    public mutating func counter(_ descriptor: MetricDescriptor, _ value: UInt64, labels: [String: String] = [:]) {
        add(descriptor, .number(.integer(value)), labels: labels)
    }

    /// Adds a gauge's value.
    public mutating func gauge(_ descriptor: MetricDescriptor, _ value: Double, labels: [String: String] = [:]) {
        add(descriptor, .number(.double(value)), labels: labels)
    }

    /// Adds an info metric: its labels are what it says.
    public mutating func info(_ descriptor: MetricDescriptor, labels: [String: String]) {
        add(descriptor, .info, labels: labels)
    }

    /// Adds a value of any kind. The labels need not be declared by the descriptor, but must be legal.
    public mutating func add(_ descriptor: MetricDescriptor, _ value: SeriesValue, labels: [String: String] = [:]) {
        let metric = descriptor.name.rawValue
        do {
            add(
                descriptor,
                MetricSeries(labels: try LabelSet(labels.map { (key: $0.key, value: $0.value) }), value: value))
        } catch {
            rejections.record(error.reason, metric: metric, "\(metric): \(error.message)")
        }
    }

    /// Adds a series whose labels are known to be in order.
    public mutating func add(_ descriptor: MetricDescriptor, _ series: MetricSeries) {
        let metric = descriptor.name.rawValue
        if let problem = problem(of: series, in: descriptor) {
            rejections.record(problem.reason, metric: metric, "\(metric): \(problem.message)")
            return
        }
        guard seriesLeft > 0 else {
            rejections.record(
                .seriesLimit, metric: metric, "\(metric): collectors gave more series than the registry takes")
            return
        }
        guard open(descriptor) else { return }
        guard entries[metric]?.seen.insert(series.labels).inserted == true else {
            rejections.record(.duplicateSeries, metric: metric, "\(metric): \(series.labels) was collected twice")
            return
        }
        seriesLeft -= 1
        attempted.append(metric)
        entries[metric]?.series.append(series)
    }

    /// Makes sure that the family is there and is the same metric.
    private mutating func open(_ descriptor: MetricDescriptor) -> Bool {
        let metric = descriptor.name.rawValue
        if let first = entries[metric]?.descriptor {
            guard first.kind == descriptor.kind, first.unit == descriptor.unit else {
                rejections.record(
                    .definitionConflict, metric: metric,
                    "\(metric): collected as a \(first.kind.rawValue) and as a \(descriptor.kind.rawValue)")
                return false
            }
            return true
        }
        if let other = names.claim(descriptor) {
            rejections.record(.nameConflict, metric: metric, "\(metric): collides with the samples of \(other)")
            return false
        }
        entries[metric] = Entry(descriptor: descriptor)
        return true
    }

    private func problem(of series: MetricSeries, in descriptor: MetricDescriptor) -> Refusal? {
        guard series.value.fits(descriptor.kind) else {
            return .init(reason: .wrongKind, message: "the value is not that of a \(descriptor.kind.rawValue)")
        }
        if let reserved = reservedLabel(of: descriptor), series.labels[reserved] != nil {
            return .init(reason: .invalidLabels, message: "label \"\(reserved)\" is set by the metric itself")
        }
        if descriptor.kind == .counter, case .number(.double(let value)) = series.value, !(value >= 0 && value.isFinite)
        {
            return .init(reason: .invalidValue, message: "a counter cannot be \(value)")
        }
        return nil
    }

    private func reservedLabel(of descriptor: MetricDescriptor) -> String? {
        switch descriptor.kind {
        case .histogram, .gaugeHistogram: "le"
        case .summary: "quantile"
        case .stateSet: descriptor.familyName
        case .counter, .gauge, .info, .unknown: nil
        }
    }

    /// The families gathered, series in their stable order.
    func families() -> [MetricFamily] {
        entries.values.map { entry in
            MetricFamily(
                entry.descriptor, series: entry.series.sorted { LabelSet.precedes($0.labels, $1.labels) })
        }
    }
}
