/// One metric, declared once: its name, kind, help, unit, labels and buckets.
///
/// Instruments are made from it, and queries, panels, alerts and documentation refer to it. What it accepts is legal in
/// every exposition format; what is legal but unwise is told by ``lint()``.
///
/// ```swift
/// let requests = try MetricDescriptor.counter(
///     "http_requests_total", help: "Requests answered.", labels: [LabelDescriptor("method", values: ["GET", "POST"])]
/// )
/// ```
public struct MetricDescriptor: Hashable, Sendable {
    /// The name as it is queried, `_total` and `_info` included.
    public let name: MetricName
    public let kind: MetricKind
    /// One sentence saying what is measured.
    public let help: String
    public let unit: MetricUnit
    public let labels: [LabelDescriptor]
    /// Never nil for histograms, always nil for kinds without buckets. ``HistogramBuckets/unbounded`` for those that are only
    /// native.
    public let buckets: HistogramBuckets?
    /// The native buckets of a histogram that has them, instead of its classic ones or beside them.
    public let native: NativeHistogramOptions?
    /// The states of a state set, empty for other kinds. Empty on a state set too where only its values know them.
    public let states: [String]
    /// Never nil for summaries, always nil for other kinds.
    public let summary: SummaryOptions?

    /// Checks the naming rules of Prometheus and OpenMetrics 1.0 and throws the first that is broken:
    /// - a counter ends in `_total` and an info metric in `_info`; no other kind does so with `_total`;
    /// - no name ends in a suffix that samples of histograms and summaries use (`_bucket`, `_created`, …);
    /// - the unit is the name's suffix, before `_total`; info metrics and state sets have none;
    /// - labels are unique; histograms have no label `le`, summaries no `quantile`, state sets none of their own name;
    /// - only state sets have states, each once and none empty;
    /// - only histograms have buckets, ``HistogramBuckets/default`` unless given or native ones are;
    /// - only summaries have quantiles, none unless given.
    ///
    /// The name is any ``MetricName``: with `MetricName(utf8:)` also one that only Prometheus 3 reads.
    public init(
        name: MetricName,
        kind: MetricKind,
        help: String,
        unit: MetricUnit = .none,
        labels: [LabelDescriptor] = [],
        buckets: HistogramBuckets? = nil,
        native: NativeHistogramOptions? = nil,
        states: [String] = [],
        summary: SummaryOptions? = nil
    ) throws(ModelError) {
        self.name = name
        self.kind = kind
        self.help = help
        self.unit = unit
        self.labels = labels
        self.buckets = kind.hasBuckets ? buckets ?? (native == nil ? .default : .unbounded) : nil
        self.native = native
        self.states = states
        self.summary = kind == .summary ? summary ?? .countAndSum : nil
        guard kind.hasBuckets || buckets == nil && native == nil else {
            throw ModelError(.bucketsNotAllowed, "\(name): a \(kind.rawValue) has no buckets")
        }
        guard kind == .summary || summary == nil else {
            throw ModelError(.quantilesNotAllowed, "\(name): a \(kind.rawValue) has no quantiles")
        }
        try NamingRules.check(self)
    }

    /// As above, for a name that every Prometheus reads. Throws `invalidMetricName` besides.
    public init(
        _ name: String,
        kind: MetricKind,
        help: String,
        unit: MetricUnit = .none,
        labels: [LabelDescriptor] = [],
        buckets: HistogramBuckets? = nil,
        native: NativeHistogramOptions? = nil,
        states: [String] = [],
        summary: SummaryOptions? = nil
    ) throws(ModelError) {
        try self.init(
            name: MetricName(name), kind: kind, help: help, unit: unit, labels: labels, buckets: buckets,
            native: native, states: states, summary: summary)
    }

    /// The same metric with other labels. Throws what ``init(name:kind:help:unit:labels:buckets:native:states:summary:)``
    /// throws for labels.
    public func labelled(_ labels: [LabelDescriptor]) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(
            name: name, kind: kind, help: help, unit: unit, labels: labels, buckets: buckets, native: native,
            states: states, summary: summary)
    }

    /// The family name of OpenMetrics: the name without `_total` or `_info`.
    public var familyName: String { kind.familyName(of: name.rawValue) }

    /// The names of all samples this metric may expose, and its family name: no two metrics may share one.
    public var reservedNames: [String] {
        let family = familyName
        var names = kind.sampleSuffixes.map { family + $0 }
        if !names.contains(family) { names.append(family) }
        return names
    }
}

extension MetricDescriptor {
    /// A counter: a sum that only grows; the name ends in `_total`.
    public static func counter(
        _ name: String, help: String, unit: MetricUnit = .none, labels: [LabelDescriptor] = []
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(name, kind: .counter, help: help, unit: unit, labels: labels)
    }

    /// A gauge: a value that goes up and down.
    public static func gauge(
        _ name: String, help: String, unit: MetricUnit = .none, labels: [LabelDescriptor] = []
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(name, kind: .gauge, help: help, unit: unit, labels: labels)
    }

    /// A classic histogram with fixed buckets.
    public static func histogram(
        _ name: String, help: String, unit: MetricUnit = .none, labels: [LabelDescriptor] = [],
        buckets: HistogramBuckets = .default
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(name, kind: .histogram, help: help, unit: unit, labels: labels, buckets: buckets)
    }

    /// A histogram with native buckets, and with classic ones too if they are given: for a while, until everybody reads
    /// the native ones.
    public static func histogram(
        _ name: String, help: String, unit: MetricUnit = .none, labels: [LabelDescriptor] = [],
        native: NativeHistogramOptions, buckets: HistogramBuckets = .unbounded
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(
            name, kind: .histogram, help: help, unit: unit, labels: labels, buckets: buckets, native: native)
    }

    /// A summary: count, sum, and quantiles over a moving window if they are asked for.
    public static func summary(
        _ name: String, help: String, unit: MetricUnit = .none, labels: [LabelDescriptor] = [],
        _ options: SummaryOptions = .countAndSum
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(name, kind: .summary, help: help, unit: unit, labels: labels, summary: options)
    }

    /// An info metric: always 1, what it says is in its labels; the name ends in `_info`.
    public static func info(
        _ name: String, help: String, labels: [LabelDescriptor] = []
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(name, kind: .info, help: help, labels: labels)
    }

    /// A state set: for each of its states whether it is on.
    public static func stateSet(
        _ name: String, help: String, states: [String], labels: [LabelDescriptor] = []
    ) throws(ModelError) -> MetricDescriptor {
        try MetricDescriptor(name, kind: .stateSet, help: help, labels: labels, states: states)
    }
}
