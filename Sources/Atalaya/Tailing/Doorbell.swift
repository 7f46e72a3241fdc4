import NIOCore
import NIOPosix
import Synchronization

/// Wakes one waiting task. Rings before the wait are kept as one ring; several rings are one.
final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    init() {}

    func ring() {
        let waiter = self.state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            if waiter == nil { state.isRung = true }
            return waiter
        }
        waiter?.resume()
    }

    /// Waits for a ring, at most for `limit`; returns at once when the task is cancelled. Only one task may wait at a time.
    func wait(atMost limit: Duration) async {
        let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(limit)) { self.ring() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = self.state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            self.ring()
        }
        timer.cancel()
    }
}
