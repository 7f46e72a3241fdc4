public import AtalayaMetrics
import AtalayaModel
public import Logging
import Synchronization

/// Counts log messages by level and logger: `log_messages_total{level="error",logger="orders"}`.
///
/// ```swift
/// let counts = try LogMessageCounts(registry: registry)
/// LoggingSystem.bootstrap { label in
///     counts.counting(StreamLogHandler.standardError(label: label), label: label)
/// }
/// ```
/// Counted is what reaches the handler, that is what its log level lets through. All levels of a logger are there from its
/// first use, at zero, so that a first error is seen as an increase. A message costs one atomic addition more.
public final class LogMessageCounts: Sendable {
    private let family: CounterFamily
    private let known = Mutex<[String: LevelCounters]>([:])

    /// Further loggers are counted too, and looked up each time one is made.
    private static let loggersKept = 1_000

    /// - Throws: `MetricsError` when the registry has another metric of that name.
    public init(registry: MetricsRegistry) throws {
        let levels = Logger.Level.allCases.map(\.rawValue)
        self.family = try registry.makeCounterFamily(
            .counter(
                "log_messages_total", help: "Messages logged, by level and logger.",
                labels: [LabelDescriptor("level", values: levels), LabelDescriptor("logger")]))
    }

    /// A handler that counts and hands on to another.
    ///
    /// - Parameter label: The label that `LoggingSystem.bootstrap` gives; the `logger` in the metric.
    public func counting(_ handler: any LogHandler, label: String) -> CountingLogHandler {
        CountingLogHandler(counters: self.counters(of: label), wrapped: handler)
    }

    func counters(of label: String) -> LevelCounters {
        if let known = self.known.withLock({ $0[label] }) { return known }
        let made = LevelCounters(self.family, logger: label)
        self.known.withLock { known in
            if known.count < Self.loggersKept { known[label] = made }
        }
        return made
    }
}

/// The counters of one logger.
struct LevelCounters: Sendable {
    private let counters: [Logger.Level: AtalayaMetrics.Counter]

    init(_ family: CounterFamily, logger: String) {
        self.counters = Dictionary(
            uniqueKeysWithValues: Logger.Level.allCases.map { ($0, family.with($0.rawValue, logger)) })
    }

    func count(_ level: Logger.Level) {
        self.counters[level]?.increment()
    }
}

/// Counts a message and hands it on; all settings are those of the handler it hands on to.
public struct CountingLogHandler: LogHandler {
    private let counters: LevelCounters
    private var wrapped: any LogHandler

    init(counters: LevelCounters, wrapped: any LogHandler) {
        self.counters = counters
        self.wrapped = wrapped
    }

    public var logLevel: Logger.Level {
        get { self.wrapped.logLevel }
        set { self.wrapped.logLevel = newValue }
    }

    public var metadata: Logger.Metadata {
        get { self.wrapped.metadata }
        set { self.wrapped.metadata = newValue }
    }

    public var metadataProvider: Logger.MetadataProvider? {
        get { self.wrapped.metadataProvider }
        set { self.wrapped.metadataProvider = newValue }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.wrapped[metadataKey: key] }
        set { self.wrapped[metadataKey: key] = newValue }
    }

    public func log(event: LogEvent) {
        self.counters.count(event.level)
        self.wrapped.log(event: event)
    }
}
