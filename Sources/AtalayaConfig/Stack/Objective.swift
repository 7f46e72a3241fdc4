/// A service level objective: how many of the events have to be good, over a long window. It becomes recording rules
/// and alerts on the speed at which the error budget burns.
public struct Objective: Hashable, Sendable {
    /// Lower case letters, digits and `-`; unique within the service.
    public var name: String
    /// In per cent, above 0 and below 100: 99.9.
    public var percent: ExactDecimal
    public var window: PrometheusDuration
    public var indicator: Indicator
    /// Alerts stay silent unless so many events happened in the alert's long window: one failure of two is no trend.
    public var eventsMin: Int

    /// What is measured. Made by `errors` or `latency`.
    public struct Indicator: Hashable, Sendable {
        /// A counter for errors, a histogram for latency.
        public var metric: String
        /// Which events count at all; empty: every event of the service.
        public var only: [LabelMatcher]
        /// Which of them are bad, for a counter.
        public var bad: [LabelMatcher]
        /// How long a good event may take, for a histogram; one of its bucket bounds, in its unit.
        public var threshold: Double?

        public init(metric: String, only: [LabelMatcher] = [], bad: [LabelMatcher] = [], threshold: Double? = nil) {
            self.metric = metric
            self.only = only
            self.bad = bad
            self.threshold = threshold
        }

        /// Events of a counter, some of which are bad: `.errors(of: "http_requests_total", bad:
        /// [LabelMatcher("status", .matches, "5..")])`.
        public static func errors(of metric: String, bad: [LabelMatcher], only: [LabelMatcher] = []) -> Indicator {
            Indicator(metric: metric, only: only, bad: bad)
        }

        /// Events of a histogram, bad when they take longer than `threshold`.
        public static func latency(of metric: String, threshold: Double, only: [LabelMatcher] = []) -> Indicator {
            Indicator(metric: metric, only: only, threshold: threshold)
        }
    }

    public init(
        name: String,
        percent: ExactDecimal,
        window: PrometheusDuration = .days(30),
        indicator: Indicator,
        eventsMin: Int = 20
    ) {
        self.name = name
        self.percent = percent
        self.window = window
        self.indicator = indicator
        self.eventsMin = eventsMin
    }

    /// The part of events that may be bad, exactly: 0.001 for 99.9 per cent.
    public var errorBudget: ExactDecimal { percent.hundredth.complement }
}
