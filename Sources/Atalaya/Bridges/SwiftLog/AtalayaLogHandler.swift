import AtalayaLogs
public import Logging

/// The swift-log backend: every event becomes a ``LogRecord`` and is shipped like the lines of a file.
///
/// ```swift
/// let monitoring = try Monitoring(configuration)
/// LoggingSystem.bootstrap { monitoring.makeLogHandler(label: $0) }
/// ```
///
/// The record's fields: `level`, `message`, `logger` (the label), `source` (the module), `error` where the event has
/// one, and the metadata under `metadata`, nested as it was given. Logging never waits for the network or for memory:
/// when the queue is full the event is dropped and counted in `atalaya_log_dropped_records_total{reason="queue_full"}`.
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
        let message = event.message.description
        var fields = [
            LogField("level", .string(event.level.rawValue)),
            LogField("message", .string(message)),
            LogField("logger", .string(self.label)),
            LogField("source", .string(event.source)),
        ]
        var bytes = 64 + message.utf8.count + self.label.utf8.count
        if let error = event.error {
            let text = "\(error)"
            bytes += text.utf8.count
            fields.append(LogField("error", .string(text)))
        }
        let metadata = self.merged(event.metadata)
        if !metadata.isEmpty {
            fields.append(LogField("metadata", .map(Self.fields(metadata, bytes: &bytes))))
        }
        self.queue.enqueue(LogRecord(time: WallClock.now(), fields: fields), bytes: bytes)
    }

    /// The closer to the event, the stronger: handler, then provider, then the event's own.
    private func merged(_ own: Logger.Metadata?) -> Logger.Metadata {
        var metadata = self.metadata
        if let provided = self.metadataProvider?.get() { metadata.merge(provided) { _, new in new } }
        if let own { metadata.merge(own) { _, new in new } }
        return metadata
    }

    /// Containers in containers beyond this are written as an ellipsis: each level is a frame of the caller's stack.
    private static let depthMax = 64

    /// Sorted by key, so that equal metadata gives equal records.
    private static func fields(_ metadata: Logger.Metadata, bytes: inout Int, depth: Int = 0) -> [LogField] {
        var fields: [LogField] = []
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            bytes += key.utf8.count + 16
            fields.append(LogField(key, Self.value(value, bytes: &bytes, depth: depth + 1)))
        }
        return fields
    }

    private static func value(_ value: Logger.MetadataValue, bytes: inout Int, depth: Int) -> LogValue {
        switch value {
        case .string(let string):
            bytes += string.utf8.count
            return .string(string)
        case .stringConvertible(let convertible):
            let text = convertible.description
            bytes += text.utf8.count
            return .string(text)
        case .array where depth > Self.depthMax, .dictionary where depth > Self.depthMax:
            bytes += 3
            return .string("…")
        case .array(let values):
            var converted: [LogValue] = []
            for element in values { converted.append(Self.value(element, bytes: &bytes, depth: depth + 1)) }
            return .array(converted)
        case .dictionary(let metadata):
            return .map(Self.fields(metadata, bytes: &bytes, depth: depth))
        }
    }
}
