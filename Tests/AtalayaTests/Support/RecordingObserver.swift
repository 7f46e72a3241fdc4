import Atalaya
import AtalayaTesting
import Synchronization

/// Keeps what a delivery says.
final class RecordingObserver: DeliveryObserver {
    struct Events: Sendable {
        var acknowledged: [Chunk] = []
        var quarantined: [Chunk] = []
        var reasons: [DropReason] = []
        var splits: [Chunk] = []
        var undelivered: [Chunk] = []
        var failures: [ShellError] = []
        var connections = 0
    }

    private let state = Mutex(Events())

    var events: Events { self.state.withLock { $0 } }

    func acknowledged(_ chunk: Chunk) {
        self.state.withLock { $0.acknowledged.append(chunk) }
    }

    func quarantined(_ chunk: Chunk, reason: DropReason) {
        self.state.withLock {
            $0.quarantined.append(chunk)
            $0.reasons.append(reason)
        }
    }

    func split(_ chunk: Chunk, into parts: [Chunk]) {
        self.state.withLock { $0.splits.append(chunk) }
    }

    func undelivered(_ chunks: [Chunk]) {
        self.state.withLock { $0.undelivered += chunks }
    }

    func connectionChanged(_ change: ConnectionState, to address: String) {
        self.state.withLock { events in
            switch change {
            case .connected: events.connections += 1
            case .failed(let error): events.failures.append(error)
            }
        }
    }
}
