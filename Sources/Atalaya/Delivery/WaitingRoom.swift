import Synchronization

/// Where callers wait until an output has room again.
package final class WaitingRoom: Sendable {
    private struct State {
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextNumber = 0
        /// Cancelled between having a number and waiting.
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Waits until ``wakeAll()`` or the end of the task, if it is full; asked without a suspension in between, so that a
    /// wake-up on the caller's actor is not missed.
    package nonisolated(nonsending) func wait(if isFull: () -> Bool) async {
        let number = self.state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFull = isFull()
                let mustWait = self.state.withLock { state in
                    guard isFull, state.cancelled.remove(number) == nil else { return false }
                    state.waiting[number] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            self.cancel(number)
        }
        self.state.withLock { _ = $0.cancelled.remove(number) }
    }

    package func wakeAll() {
        let waiting = self.state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    private func cancel(_ number: Int) {
        let waiting: CheckedContinuation<Void, Never>? = self.state.withLock { state in
            if let waiting = state.waiting.removeValue(forKey: number) { return waiting }
            state.cancelled.insert(number)
            return nil
        }
        waiting?.resume()
    }
}
