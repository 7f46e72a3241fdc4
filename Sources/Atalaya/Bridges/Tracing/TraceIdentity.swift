public import AtalayaMetrics
public import Instrumentation

/// The trace and the span that something happens in: what leads from a metric to a trace.
public struct TraceIdentity: Hashable, Sendable {
    /// As the tracing backend knows it; W3C's are 32 hexadecimal digits.
    public var traceID: String
    /// W3C's are 16 hexadecimal digits.
    public var spanID: String

    public init(traceID: String, spanID: String) {
        self.traceID = traceID
        self.spanID = spanID
    }
}

extension ExemplarSampler {
    /// Takes exemplars from the current `ServiceContext`, with the labels `trace_id` and `span_id`.
    ///
    /// ```swift
    /// configuration.registry.exemplarSampler = .serviceContext { context in
    ///     context.spanContext.flatMap { $0.isSampled ? TraceIdentity(traceID: $0.traceID, spanID: $0.spanID) : nil }
    /// }
    /// ```
    /// The context is the task's own, as tracers set it; a task without one has no exemplars. Every tracer keeps its
    /// identifiers under a key of its own, so the closure gets them out; it should give nil for spans that are not
    /// recorded, as a link to a trace that is nowhere helps nobody. It is called at the bounded rate of
    /// ``ExemplarSampler``, on the thread of whoever counts, without a lock. Identifiers that are too long for an exemplar
    /// are dropped and counted.
    ///
    /// - Parameter identity: The identifiers of a context, nil for no exemplar.
    public static func serviceContext(
        now: @escaping @Sendable () -> UnixTime = WallClock.unixTime,
        identity: @escaping @Sendable (ServiceContext) -> TraceIdentity?
    ) -> ExemplarSampler {
        ExemplarSampler(now: now) {
            guard let context = ServiceContext.current, let identity = identity(context) else { return nil }
            return ["trace_id": identity.traceID, "span_id": identity.spanID]
        }
    }
}
