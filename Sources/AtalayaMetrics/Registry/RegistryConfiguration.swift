/// The limits of a registry. All of them are on by default: a label that takes its values from users must not be able
/// to fill the memory of the service or of Prometheus.
public struct RegistryConfiguration: Sendable {
    /// The most metrics. A further one is refused.
    public var familiesMax = 5_000
    /// The most series of one metric. Further ones are counted in its overflow series, `{otel_metric_overflow="true"}`.
    public var seriesPerFamilyMax = 2_000
    /// The most series of all metrics together, those of collectors counted apart. Beyond it as above.
    public var seriesMax = 50_000
    /// The longest label value in bytes of UTF-8. A series with a longer one is refused or goes to the overflow series.
    public var labelValueBytesMax = 1_024
    /// The most labels of one metric.
    public var labelsMax = 32
    /// The longest list in ``MetricsRegistry/diagnostics``; everything is counted by reason beyond it.
    public var diagnosticsMax = 100
    /// Whether the registry exports what it refused and how many series it holds (`atalaya_metrics_…`).
    public var exportsSelfMetrics = true
    /// How long a series may go unwritten before it is hidden, as ``MetricsRegistry/expireSeries(idleFor:now:)`` says; each
    /// snapshot sees to it. Nil, the default, keeps series for ever. Needs ``now``.
    public var seriesIdleMax: Duration?
    /// What time it is. Called while making instruments, and by what depends on time: the window of summaries, native
    /// histograms that start again, exemplars. Without it windows do not move on and nothing has a start time.
    public var now: (@Sendable () -> UnixTime)?
    /// Takes exemplars of counters and histograms from the current trace. Without it there are those only that are given
    /// with an observation.
    public var exemplarSampler: ExemplarSampler?

    public init() {}
}
