/// A metric with labels whose values are known only when something happens: gives the instrument of a label set.
///
/// ```swift
/// let requests = try registry.makeCounterFamily(.counter("http_requests_total", help: "Requests.", labels: [method, route]))
/// requests.with("GET", "/").increment()
/// ```
/// Where the values are known beforehand, keep the instrument. Looking it up takes no lock and allocates nothing, but
/// hashes and compares the values: some ten times as much as an increment.
public struct InstrumentFamily<Child: Instrument>: Sendable {
    private let table: SeriesTable<Child>
    /// For each label of the table its position in the descriptor this family was made from; nil if that is the same.
    private let order: [Int]?

    /// What the metric was declared as when it was first made.
    public var descriptor: MetricDescriptor { table.descriptor }

    init(table: SeriesTable<Child>, declaredAs descriptor: MetricDescriptor) {
        self.table = table
        let order = table.schema.labels.map { label in
            descriptor.labels.firstIndex { $0.name == label.name } ?? 0
        }
        self.order = order.elementsEqual(order.indices) ? nil : order
    }

    /// The instrument of these label values, in the order in which the descriptor declares its labels.
    ///
    /// An empty value means that the label is absent. Never fails: a wrong number of values, a value outside its domain or
    /// too long, or one series too many is counted in `atalaya_metrics_rejections_total`, and the instrument is that of
    /// the overflow series, `{otel_metric_overflow="true"}`.
    public func with(_ first: String) -> Child {
        table.child(of: OneLabelValue(first: first))
    }

    /// The instrument of two label values.
    public func with(_ first: String, _ second: String) -> Child {
        if order != nil { return with(values: [first, second]) }
        return table.child(of: TwoLabelValues(first: first, second: second))
    }

    /// The instrument of three label values.
    public func with(_ first: String, _ second: String, _ third: String) -> Child {
        if order != nil { return with(values: [first, second, third]) }
        return table.child(of: ThreeLabelValues(first: first, second: second, third: third))
    }

    /// The instrument of four label values.
    public func with(_ first: String, _ second: String, _ third: String, _ fourth: String) -> Child {
        if order != nil { return with(values: [first, second, third, fourth]) }
        return table.child(of: FourLabelValues(first: first, second: second, third: third, fourth: fourth))
    }

    /// The instrument of any number of label values. Up to four are written out above, since an array is an allocation.
    ///
    /// Disfavoured, since the compiler calls it ambiguous where the values are expressions with operators in them.
    @_disfavoredOverload
    public func with(_ values: String...) -> Child {
        with(values: values)
    }

    /// The instrument of label values in an array.
    public func with(values: [String]) -> Child {
        guard let order, values.count == order.count else { return table.child(of: values) }
        return table.child(of: order.map { values[$0] })
    }

    /// The instrument of these labels; those not given are absent. Throws for unknown labels and values that are
    /// outside their domain or too long.
    public func with(labels: [String: String]) throws(MetricsError) -> Child {
        try table.child(labels)
    }

    /// Takes a series out and says whether it was there. Its instrument still works but is no longer exposed.
    @discardableResult
    public func remove(labels: [String: String]) -> Bool {
        table.remove(labels)
    }

    /// Takes out every series that has all of these labels, and says how many those were: `["tenant": "a"]`. An empty
    /// value stands for an absent label. The overflow series stays.
    @discardableResult
    public func removeAll(matching labels: [String: String]) -> Int {
        table.removeAll(matching: labels)
    }

    /// Takes all series out, that of the overflow too.
    public func removeAll() {
        table.removeAll()
    }

    /// Hides the series of this metric that were not written for a time; as ``MetricsRegistry/expireSeries(idleFor:now:)``.
    @discardableResult
    public func expireSeries(idleFor idle: Duration, now: UnixTime) -> Int {
        table.expire(idleFor: idle, now: now)
    }
}

/// Counters by label values.
public typealias CounterFamily = InstrumentFamily<Counter>
/// Gauges by label values.
public typealias GaugeFamily = InstrumentFamily<Gauge>
/// Histograms by label values.
public typealias HistogramFamily = InstrumentFamily<Histogram>
/// Summaries by label values.
public typealias SummaryFamily = InstrumentFamily<Summary>
