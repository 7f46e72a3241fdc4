import AtalayaLogs
import Synchronization

/// Spans that are safe, on their way to the session.
final class SimulatedSpans: Sendable {
    private let spans = Mutex<[SourceSpan]>([])

    init() {}

    var isEmpty: Bool { self.spans.withLock { $0.isEmpty } }

    func add(_ spans: [SourceSpan]) { self.spans.withLock { $0 += spans } }

    func take() -> [SourceSpan] {
        self.spans.withLock { spans in
            defer { spans = [] }
            return spans
        }
    }
}
