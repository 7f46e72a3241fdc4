import AtalayaModel

/// A PromQL query that knows what it asks for.
///
/// It is built from ``DeclaredSeries`` by functions that check as they build: `rate` takes a counter or a histogram,
/// `quantile` a histogram, and a label that is selected or grouped by must be declared. What is wrong is kept in
/// ``findings`` and reported by ``Dashboard/findings()``; building never fails, so a chain of queries reads as one
/// expression.
///
/// ```swift
/// let requests = DeclaredSeries(descriptor)
/// let errors = PromQuery.rate(requests, where: [.matches("status", "5..")])
/// let ratio = errors.divided(by: .rate(requests))
/// ```
public struct PromQuery: Hashable, Sendable {
    /// As Grafana gets it, its own variables (`$__rate_interval`) included.
    public let expression: String
    /// The series the expression names, histogram parts (`_bucket`) included.
    public let seriesNames: Set<String>
    public let findings: [Finding]

    init(expression: String, seriesNames: Set<String>, findings: [Finding]) {
        self.expression = expression
        self.seriesNames = seriesNames
        self.findings = findings
    }

    /// The stretch of time a rate is taken over.
    public struct Range: Hashable, Sendable {
        let text: String

        /// Grafana's `$__rate_interval`: always at least four scrapes, and no less than the step between two points.
        public static let rateInterval = Range(text: "$__rate_interval")
        /// The dashboard's whole time range.
        public static let dashboard = Range(text: "$__range")
        /// A duration in Prometheus' notation, such as `5m`.
        public static func fixed(_ duration: String) -> Range { Range(text: duration) }
    }

    /// What becomes of several series with the same labels left.
    public enum Aggregation: String, Sendable, CaseIterable { case sum, max, min, avg, count }

    // MARK: Building

    /// Events a second: `sum by (labels) (rate(counter[range]))`. For a histogram: its observations.
    public static func rate(
        _ series: DeclaredSeries, by labels: [String] = [], where matchers: [SeriesMatcher] = [],
        over range: Range = .rateInterval
    ) -> PromQuery {
        counted("rate", series, by: labels, where: matchers, over: range)
    }

    /// Events over a stretch of time: `sum by (labels) (increase(counter[range]))`.
    public static func increase(
        _ series: DeclaredSeries, by labels: [String] = [], where matchers: [SeriesMatcher] = [],
        over range: Range = .dashboard
    ) -> PromQuery {
        counted("increase", series, by: labels, where: matchers, over: range)
    }

    /// The value of a gauge, aggregated; without aggregation, each series as it is.
    public static func value(
        _ series: DeclaredSeries, _ aggregation: Aggregation? = nil, by labels: [String] = [],
        where matchers: [SeriesMatcher] = []
    ) -> PromQuery {
        var findings = check(series, labels: labels, matchers: matchers)
        if series.kind == .counter || series.kind.hasBuckets {
            findings.append(
                Finding(
                    path: series.name, rule: "query-kind",
                    message: "a \(series.kind.rawValue) only grows: ask for its rate"))
        }
        let selected = series.name + SeriesMatcher.selector(matchers)
        let expression = aggregation.map { "\($0.rawValue)\(grouping(labels)) (\(selected))" } ?? selected
        return PromQuery(expression: expression, seriesNames: [series.name], findings: findings)
    }

    /// A quantile of a histogram over the rate interval, from its native buckets if it has no others; 0 ≤ `quantile` ≤ 1.
    public static func quantile(
        _ quantile: Double, _ series: DeclaredSeries, by labels: [String] = [], where matchers: [SeriesMatcher] = [],
        over range: Range = .rateInterval
    ) -> PromQuery {
        var findings = check(series, labels: labels, matchers: matchers)
        if !(0...1).contains(quantile) {
            findings.append(
                Finding(
                    path: series.name, rule: "query-quantile", message: "quantile \(quantile) is not between 0 and 1"))
        }
        let buckets = bucketRate(series, by: labels, where: matchers, over: range, into: &findings)
        return PromQuery(
            expression: "histogram_quantile(\(quantile), \(buckets))", seriesNames: [bucketSeries(series)],
            findings: findings)
    }

    /// The buckets of a histogram, for a heatmap panel: classic ones by `le`, native ones as they are.
    public static func heatmap(_ series: DeclaredSeries, where matchers: [SeriesMatcher] = []) -> PromQuery {
        var findings = check(series, labels: [], matchers: matchers)
        let buckets = bucketRate(series, by: [], where: matchers, over: .rateInterval, into: &findings)
        return PromQuery(expression: buckets, seriesNames: [bucketSeries(series)], findings: findings)
    }

    /// The mean of what a histogram observed over the rate interval.
    public static func mean(_ series: DeclaredSeries, by labels: [String] = [], where matchers: [SeriesMatcher] = [])
        -> PromQuery
    {
        var findings = check(series, labels: labels, matchers: matchers)
        if series.kind != .histogram, series.kind != .summary {
            findings.append(
                Finding(path: series.name, rule: "query-kind", message: "a mean needs a histogram or a summary"))
        }
        if series.isOnlyNative {
            func part(_ function: String) -> String {
                let rate = "rate(\(series.name)\(SeriesMatcher.selector(matchers))[\(Range.rateInterval.text)])"
                return "sum\(grouping(labels)) (\(function)(\(rate)))"
            }
            return PromQuery(
                expression: "\(part("histogram_sum")) / \(part("histogram_count"))", seriesNames: [series.name],
                findings: findings)
        }
        func part(_ suffix: String) -> String {
            "sum\(grouping(labels)) (rate(\(series.name)\(suffix)\(SeriesMatcher.selector(matchers))[\(Range.rateInterval.text)]))"
        }
        return PromQuery(
            expression: "\(part("_sum")) / \(part("_count"))",
            seriesNames: [series.name + "_sum", series.name + "_count"],
            findings: findings)
    }

    /// An expression written by somebody else, such as a rule's own; `series` are those it names.
    public static func verbatim(_ expression: String, series: [DeclaredSeries]) -> PromQuery {
        PromQuery(expression: expression, seriesNames: Set(series.map(\.name)), findings: [])
    }

    // MARK: Combining

    /// One divided by the other, label by label; no value where the divisor has none.
    public func divided(by other: PromQuery) -> PromQuery { combined("/", other) }

    public func minus(_ other: PromQuery) -> PromQuery { combined("-", other) }

    /// 0 instead of nothing. Only for queries without labels left: with labels, a zero without them would appear beside
    /// the series.
    public func orZero() -> PromQuery {
        PromQuery(expression: "(\(expression)) or vector(0)", seriesNames: seriesNames, findings: findings)
    }

    /// The `count` series with the largest values.
    public func top(_ count: Int) -> PromQuery {
        PromQuery(expression: "topk(\(max(count, 1)), \(expression))", seriesNames: seriesNames, findings: findings)
    }

    /// Multiplied, for example from seconds to the milliseconds that date units want.
    public func times(_ factor: Int) -> PromQuery {
        PromQuery(expression: "(\(expression)) * \(factor)", seriesNames: seriesNames, findings: findings)
    }

    private func combined(_ sign: String, _ other: PromQuery) -> PromQuery {
        PromQuery(
            expression: "(\(expression)) \(sign) (\(other.expression))",
            seriesNames: seriesNames.union(other.seriesNames),
            findings: findings + other.findings)
    }

    // MARK: Parts

    private static func counted(
        _ function: String, _ series: DeclaredSeries, by labels: [String], where matchers: [SeriesMatcher],
        over range: Range
    ) -> PromQuery {
        var findings = check(series, labels: labels, matchers: matchers)
        var name = series.name
        switch series.kind {
        case .counter: break
        case .histogram where series.isOnlyNative: break
        case .histogram, .summary: name += "_count"
        default:
            findings.append(
                Finding(
                    path: series.name, rule: "query-kind",
                    message: "\(function) of a \(series.kind.rawValue): only counters and histograms grow"))
        }
        let selected = "\(name)\(SeriesMatcher.selector(matchers))[\(range.text)]"
        let growth = "\(function)(\(selected))"
        let events = series.isOnlyNative ? "histogram_count(\(growth))" : growth
        return PromQuery(
            expression: "sum\(grouping(labels)) (\(events))", seriesNames: [name], findings: findings)
    }

    private static func bucketRate(
        _ series: DeclaredSeries, by labels: [String], where matchers: [SeriesMatcher], over range: Range,
        into findings: inout [Finding]
    ) -> String {
        if series.kind != .histogram {
            findings.append(
                Finding(path: series.name, rule: "query-kind", message: "a \(series.kind.rawValue) has no buckets"))
        }
        let selected = "\(bucketSeries(series))\(SeriesMatcher.selector(matchers))[\(range.text)]"
        return "sum\(grouping(series.isOnlyNative ? labels : labels + ["le"])) (rate(\(selected)))"
    }

    /// What the series with the buckets are called.
    private static func bucketSeries(_ series: DeclaredSeries) -> String {
        series.isOnlyNative ? series.name : series.name + "_bucket"
    }

    private static func grouping(_ labels: [String]) -> String {
        labels.isEmpty ? "" : " by (\(labels.joined(separator: ", ")))"
    }

    private static func check(_ series: DeclaredSeries, labels: [String], matchers: [SeriesMatcher]) -> [Finding] {
        (labels + matchers.map(\.label)).filter { !series.hasLabel($0) }.map {
            Finding(
                path: series.name, rule: "query-label-undeclared",
                message: "no series of \(series.name) has a label '\($0)'")
        }
    }
}
