import AtalayaModel

/// The PromQL of an objective's indicator: how many events there were and which part of them was bad.
struct ServiceIndicator {
    private let only: [LabelMatcher]
    private let indicator: Objective.Indicator

    init(_ service: Service, _ objective: Objective) {
        indicator = objective.indicator
        only = [SeriesOrigin.matcher(of: indicator.metric, in: service)] + indicator.only
    }

    /// The part of bad events; nothing while there are no events.
    func errorRatio(over window: PrometheusDuration) -> String {
        let all = "sum(rate(\(eventsMetric)\(only.selector)[\(window)]))"
        if let threshold = indicator.threshold {
            let good = only + [Self.bucketMatcher(threshold)]
            return "1 -\n  sum(rate(\(indicator.metric)_bucket\(good.selector)[\(window)]))\n  /\n  (\(all) > 0)\n"
        }
        // Without a single bad event there is no series of bad events: the ratio is 0 then, not unknown.
        let bad = "sum(rate(\(indicator.metric)\((only + indicator.bad).selector)[\(window)]))"
        return "(\n  \(bad)\n  or\n  0 * \(all)\n)\n/\n(\(all) > 0)\n"
    }

    func events(over window: PrometheusDuration) -> String {
        "sum(increase(\(eventsMetric)\(only.selector)[\(window)]))"
    }

    private var eventsMetric: String {
        indicator.threshold == nil ? indicator.metric : indicator.metric + "_count"
    }

    /// A whole number as bound is written `1` by some exporters and `1.0` by others, and always `1.0` by Prometheus 3.
    private static func bucketMatcher(_ threshold: Double) -> LabelMatcher {
        let text = threshold.description
        guard text.hasSuffix(".0") else { return LabelMatcher("le", .equal, text) }
        return LabelMatcher("le", .matches, "\(text.dropLast(2))([.]0)?")
    }
}

/// By which label the series of a service are known.
public enum SeriesOrigin {
    /// Metrics that the sidecar serves carry `service`, put there by it; metrics of the service's own endpoint carry the
    /// job of the scrape.
    public static func matcher(of metric: String, in service: Service) -> LabelMatcher {
        let declaration = service.metrics.first { $0.descriptor.name.rawValue == metric }
        let isServedBySidecar = declaration.map(service.isServedBySidecar) ?? false
        return LabelMatcher(isServedBySidecar ? "service" : "job", .equal, service.name)
    }
}
