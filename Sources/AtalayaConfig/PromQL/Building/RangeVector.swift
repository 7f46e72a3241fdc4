/// Values of series over a stretch of time.
public struct RangeVector<Kind: SeriesKind, Label: SeriesLabel>: Hashable, Sendable {
    let selector: PromQLSelector
    let range: PromQLDuration

    fileprivate func call(_ function: String, suffix: String = "", _ more: PromQLExpression...) -> InstantVector<Label>
    {
        var selector = selector
        selector.name = selector.name.map { $0 + suffix }
        let range = PromQLExpression(.range(selector, over: range))
        return InstantVector(PromQLExpression(.call(PromQLCall(function, [range] + more))))
    }
}

extension RangeVector where Kind == CounterKind {
    /// By how much it rises in a second.
    public func rate() -> InstantVector<Label> { call("rate") }
    /// By how much it rose over the range.
    public func increase() -> InstantVector<Label> { call("increase") }
    /// The rate between the last two values; for graphs, not for alerts.
    public func instantRate() -> InstantVector<Label> { call("irate") }
    /// How often it started again.
    public func resets() -> InstantVector<Label> { call("resets") }
}

extension RangeVector where Kind == GaugeKind {
    public func average() -> InstantVector<Label> { call("avg_over_time") }
    public func maximum() -> InstantVector<Label> { call("max_over_time") }
    public func minimum() -> InstantVector<Label> { call("min_over_time") }
    /// The last value less the first.
    public func delta() -> InstantVector<Label> { call("delta") }
    /// By how much it changes in a second.
    public func derivative() -> InstantVector<Label> { call("deriv") }
    /// What it will be, if it goes on as over the range.
    public func prediction(after duration: PrometheusDuration) -> InstantVector<Label> {
        let seconds = PromQLNumber(Double(duration.milliseconds) / 1_000)
        return call("predict_linear", PromQLExpression(.number(seconds)))
    }
}

extension RangeVector where Kind == HistogramKind {
    /// Observations in a second.
    public func rate() -> InstantVector<Label> { call("rate", suffix: "_count") }

    /// The value that the given share of observations does not exceed, 0 to 1, of the classic buckets.
    public func quantile(_ share: Double, by labels: Label..., target: [TargetLabel] = []) -> InstantVector<Label> {
        let names = labels.map(\.rawValue) + target.map(\.rawValue) + ["le"]
        let buckets = call("rate", suffix: "_bucket").aggregated("sum", names)
        let share = PromQLExpression(.number(PromQLNumber(share)))
        return InstantVector(PromQLExpression(.call(PromQLCall("histogram_quantile", [share, buckets.expression]))))
    }

    /// The mean of what was observed.
    public func mean(by labels: Label..., target: [TargetLabel] = []) -> InstantVector<Label> {
        let names = labels.map(\.rawValue) + target.map(\.rawValue)
        return call("rate", suffix: "_sum").aggregated("sum", names)
            / call("rate", suffix: "_count").aggregated("sum", names)
    }
}
