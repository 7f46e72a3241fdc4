/// A number as it was kept: whole numbers stay exact beyond 2^53 and print without a point.
public enum MetricNumber: Hashable, Sendable {
    case integer(UInt64)
    case double(Double)

    public var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        }
    }
}

/// The value of a series at the time of the snapshot. The cases follow the metric types of OpenMetrics.
public enum SeriesValue: Hashable, Sendable {
    /// Counters, gauges and unknown metrics.
    case number(MetricNumber)
    /// Histograms and gauge histograms.
    case histogram(HistogramValue)
    case summary(SummaryValue)
    /// An info metric: all it says is in its labels.
    case info
    case stateSet([StateValue])

    /// Whether a metric of a kind can have this value.
    func fits(_ kind: MetricKind) -> Bool {
        switch (self, kind) {
        case (.number, .counter), (.number, .gauge), (.number, .unknown), (.histogram, .histogram),
            (.histogram, .gaugeHistogram), (.summary, .summary), (.info, .info), (.stateSet, .stateSet):
            true
        default: false
        }
    }
}

/// A summary: count, sum, and quantiles computed by whoever observed.
public struct SummaryValue: Hashable, Sendable {
    public struct Quantile: Hashable, Sendable {
        /// Between 0 and 1.
        public let quantile: Double
        public let value: Double

        public init(_ quantile: Double, value: Double) {
            self.quantile = quantile
            self.value = value
        }
    }

    public let quantiles: [Quantile]
    public let count: UInt64
    public let sum: Double

    public init(quantiles: [Quantile] = [], count: UInt64, sum: Double) {
        self.quantiles = quantiles
        self.count = count
        self.sum = sum
    }
}

/// One state of a state set.
public struct StateValue: Hashable, Sendable {
    public let name: String
    public let isSet: Bool

    public init(_ name: String, isSet: Bool) {
        self.name = name
        self.isSet = isSet
    }
}
