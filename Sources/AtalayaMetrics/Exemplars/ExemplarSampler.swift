/// Takes exemplars by itself, from the trace that an observation is made in.
///
/// ```swift
/// configuration.exemplarSampler = ExemplarSampler(now: { … }) {
///     guard let span = currentSpan, span.isSampled else { return nil }
///     return ["trace_id": span.traceID, "span_id": span.spanID]
/// }
/// ```
/// At a rate that production bears: of every bucket (and every counter) the trace is looked at no more than every
/// ``interval``, a trace that was found stays for at least ``keptAtLeast`` and for at most ``keptAtMost``. Exemplars that
/// are given with an observation are never replaced by these before they are as old.
public struct ExemplarSampler: Sendable {
    /// What time it is. Asked for about one in thirty observations of a busy series.
    public var now: @Sendable () -> UnixTime
    /// The labels of the current trace; nil if there is none, or if it is not recorded anywhere. Called without a lock.
    public var labels: @Sendable () -> [String: String]?
    /// How long after one look at the trace the next may come.
    public var interval: Duration
    /// How long an exemplar stays, whatever comes.
    public var keptAtLeast: Duration
    /// How long it stays if nothing comes.
    public var keptAtMost: Duration

    /// The defaults are those of client_java, which have been found to be enough for a scrape every minute.
    public init(
        interval: Duration = .milliseconds(90), keptAtLeast: Duration = .seconds(7),
        keptAtMost: Duration = .seconds(70), now: @escaping @Sendable () -> UnixTime,
        labels: @escaping @Sendable () -> [String: String]?
    ) {
        self.interval = interval
        self.keptAtLeast = keptAtLeast
        self.keptAtMost = keptAtMost
        self.now = now
        self.labels = labels
    }
}
