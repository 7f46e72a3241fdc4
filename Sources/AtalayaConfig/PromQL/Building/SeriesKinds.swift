public import AtalayaModel

/// What the values of a series do; decides which functions there are for it.
public protocol SeriesKind: Sendable {
    static var kind: MetricKind { get }
}

/// Values that rise and start again at zero.
public enum CounterKind: SeriesKind {
    public static let kind = MetricKind.counter
}

/// Values that rise and fall.
public enum GaugeKind: SeriesKind {
    public static let kind = MetricKind.gauge
}

/// Observations counted in buckets.
public enum HistogramKind: SeriesKind {
    public static let kind = MetricKind.histogram
}

/// The labels of a metric, one case each: queries can name these and no others.
///
/// ```swift
/// enum RequestLabel: String, SeriesLabel { case method, route, status }
/// ```
public protocol SeriesLabel: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}

/// For a metric without labels.
public struct NoLabel: SeriesLabel {
    public static let allCases: [NoLabel] = []
    public var rawValue: String { "" }

    public init?(rawValue: String) { return nil }
}

/// The labels that come with the target a series is scraped from.
public enum TargetLabel: String, SeriesLabel { case job, instance, service }

public typealias CounterSeries<Label: SeriesLabel> = TypedSeries<CounterKind, Label>
public typealias GaugeSeries<Label: SeriesLabel> = TypedSeries<GaugeKind, Label>
public typealias HistogramSeries<Label: SeriesLabel> = TypedSeries<HistogramKind, Label>
