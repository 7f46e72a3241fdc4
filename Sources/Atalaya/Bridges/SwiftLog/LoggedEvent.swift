import AtalayaLogs
import Logging

/// An event on its way from the thread that logged it to the task that ships it: kept as it came, and made a record of
/// over there. What may change meanwhile is written down before.
struct LoggedEvent: Sendable {
    private let event: LogEvent
    private let time: LogTime
    private let label: String
    /// Of the handler and of its provider; the event has its own.
    private let inherited: Logger.Metadata
    private let provided: Logger.Metadata?
    /// An estimate of what the record takes: the measure of the queue and of the books.
    let bytes: Int

    init(_ event: LogEvent, time: LogTime, label: String, inherited: Logger.Metadata, provided: Logger.Metadata?) {
        self.time = time
        self.label = label
        var bytes = 64 + event.message.description.utf8.count + label.utf8.count
        if event.error != nil { bytes += 64 }
        self.inherited = inherited.isEmpty ? inherited : Self.written(inherited, bytes: &bytes)
        self.provided = provided.map { Self.written($0, bytes: &bytes) }
        if let metadata = event.metadata, !metadata.isEmpty {
            var event = event
            event.metadata = Self.written(metadata, bytes: &bytes)
            self.event = event
        } else {
            self.event = event
        }
        self.bytes = bytes
    }

    var severity: LogSeverity {
        switch self.event.level {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }

    // MARK: On the side of the caller

    /// Containers in containers beyond this are written as an ellipsis: each level is a frame of the caller's stack.
    private static let depthMax = 64

    /// The metadata with its values in words, where they are not yet: what describes itself may describe itself
    /// otherwise later. Texts, which is what most of it is, are not touched.
    private static func written(_ metadata: Logger.Metadata, bytes: inout Int) -> Logger.Metadata {
        var isWritten = true
        for (key, value) in metadata {
            bytes += key.utf8.count + 16
            if case .string(let text) = value { bytes += text.utf8.count } else { isWritten = false }
        }
        if isWritten { return metadata }
        var own = 0
        return metadata.mapValues { value in
            if case .string = value { return value }
            defer {
                bytes += own
                own = 0
            }
            return self.written(value, bytes: &own, depth: 1)
        }
    }

    private static func written(
        _ value: Logger.MetadataValue, bytes: inout Int, depth: Int
    ) -> Logger.MetadataValue {
        switch value {
        case .string(let text):
            bytes += text.utf8.count
            return value
        case .stringConvertible(let convertible):
            let text = convertible.description
            bytes += text.utf8.count
            return .string(text)
        case .array where depth > self.depthMax, .dictionary where depth > self.depthMax:
            bytes += 3
            return .string("…")
        case .array(let values):
            return .array(values.map { self.written($0, bytes: &bytes, depth: depth + 1) })
        case .dictionary(let metadata):
            return .dictionary(
                metadata.mapValues { value in
                    bytes += 16
                    return self.written(value, bytes: &bytes, depth: depth + 1)
                })
        }
    }

    // MARK: On the side of the shipper

    /// The record of the event.
    var record: LogRecord {
        var fields = [
            LogField("level", .string(self.event.level.rawValue)),
            LogField("message", .string(self.event.message.description)),
            LogField("logger", .string(self.label)),
            LogField("source", .string(self.event.source)),
        ]
        if let error = self.event.error { fields.append(LogField("error", .string("\(error)"))) }
        // The closer to the event, the stronger: handler, then provider, then the event's own.
        var metadata = self.inherited
        if let provided = self.provided { metadata.merge(provided) { _, new in new } }
        if let own = self.event.metadata { metadata.merge(own) { _, new in new } }
        if !metadata.isEmpty { fields.append(LogField("metadata", .map(Self.fields(metadata)))) }
        return LogRecord(time: self.time, fields: fields)
    }

    /// Sorted by key, so that equal metadata gives equal records.
    private static func fields(_ metadata: Logger.Metadata) -> [LogField] {
        metadata.sorted { $0.key < $1.key }.map { LogField($0.key, self.value($0.value)) }
    }

    private static func value(_ value: Logger.MetadataValue) -> LogValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let convertible): .string(convertible.description)
        case .array(let values): .array(values.map(self.value))
        case .dictionary(let metadata): .map(self.fields(metadata))
        }
    }
}
