import NIOCore
import NIOPosix
import Synchronization

/// Wakes one waiting task. Rings before the wait are kept as one ring; several rings are one.
final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Bool, Never>?
        /// Counts waits, so that the timer of an earlier one does not end a later one.
        var wait = 0
        var isOver = false
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
        waiter?.resume(returning: true)
    }

    /// Waits for a ring, at most for `limit`; returns at once when the task is cancelled. Only one task may wait at a
    /// time.
    ///
    /// - Returns: false when the time was over.
    @discardableResult
    func wait(atMost limit: Duration) async -> Bool {
        let wait = self.state.withLock { state in
            state.wait += 1
            state.isOver = false
            return state.wait
        }
        let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(limit)) { self.end(wait) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result: Bool? = self.state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    if state.isOver { return false }
                    state.waiter = continuation
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            self.ring()
        }
    }

    private func end(_ wait: Int) {
        let waiter: CheckedContinuation<Bool, Never>? = self.state.withLock { state in
            guard state.wait == wait else { return nil }
            state.isOver = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: false)
    }
}
