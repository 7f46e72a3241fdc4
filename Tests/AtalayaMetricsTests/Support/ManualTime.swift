import AtalayaMetrics
import Synchronization

/// A time that moves when it is told to.
final class ManualTime: Sendable {
    private let time = Mutex(UnixTime(sinceEpoch: .seconds(1_700_000_000)))

    var now: UnixTime { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
    }
}
