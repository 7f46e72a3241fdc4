public import Logging
import Synchronization

/// What was logged, for tests that look at it.
///
/// ```swift
/// let log = RecordedLog()
/// let logger = Logger(label: "test") { _ in log.makeHandler() }
/// ```
public final class RecordedLog: Sendable {
    private let events = Mutex<[(level: Logger.Level, message: String)]>([])

    public init() {}

    public func makeHandler() -> any LogHandler {
        Handler(log: self)
    }

    /// The messages of one level, in their order.
    public func messages(at level: Logger.Level) -> [String] {
        self.events.withLock { events in events.filter { $0.level == level }.map(\.message) }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel: Logger.Level = .trace
        var metadata: Logger.Metadata = [:]

        init(log: RecordedLog) {
            self.log = log
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            self.log.events.withLock { $0.append((event.level, event.message.description)) }
        }
    }
}
