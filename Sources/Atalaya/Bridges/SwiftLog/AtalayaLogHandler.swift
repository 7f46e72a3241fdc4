public import Logging

/// The swift-log backend: every event becomes a ``LogRecord`` and is shipped like the lines of a file.
///
/// ```swift
/// let monitoring = try Monitoring(configuration)
/// LoggingSystem.bootstrap { monitoring.makeLogHandler(label: $0) }
/// ```
///
/// The record's fields: `level`, `message`, `logger` (the label), `source` (the module), `error` where the event has
/// one, and the metadata under `metadata`, nested as it was given.
///
/// Logging never waits for the network, the disk or memory. What it costs the caller is the time of an append to a
/// queue; the record is made and encoded by the task that ships it. When the queue fills, what matters least is dropped
/// first: debugging beyond half of it, information beyond three quarters, anything when it is full. What is dropped is
/// counted in `atalaya_log_records_dropped_total{reason="queue_full"}`. Errors and worse are shipped at once.
public struct AtalayaLogHandler: LogHandler {
    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let queue: LogQueue
    private let counters: LevelCounters?

    init(
        label: String, queue: LogQueue, counters: LevelCounters? = nil,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.queue = queue
        self.counters = counters
        self.metadataProvider = metadataProvider
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        self.counters?.count(event.level)
        self.queue.enqueue(
            LoggedEvent(
                event, time: WallClock.now(), label: self.label, inherited: self.metadata,
                provided: self.metadataProvider?.get()))
    }
}
