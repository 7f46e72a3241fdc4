import AtalayaLogs
import Synchronization

/// The records of this process on their way to delivery: a bounded queue between the threads that log and the one task
/// that ships.
///
/// The caller's side takes a lock for the time of one append and never waits for room: when the queue is full for a
/// record of its severity, it is dropped and counted. The shipping side takes everything at once.
final class LogQueue: Sendable {
    /// Records since the start.
    struct Counts: Equatable, Sendable {
        var enqueued = 0
        var dropped = 0
        var droppedBytes = 0
    }

    private struct State {
        var entries: [LoggedEvent] = []
        var bytes = 0
        var counts = Counts()
        var isFinished = false
    }

    private let recordsMax: Int
    private let bytesMax: Int
    private let state = Mutex(State())
    /// How many were taken last.
    private let lastCount = Atomic(0)
    private let urgency = Doorbell()
    /// One element whenever records have arrived in an empty queue; ends after ``finish()``.
    let wakeUps: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - recordsMax: Records that may wait.
    ///   - bytesMax: Estimated bytes of the waiting records.
    init(recordsMax: Int, bytesMax: Int) {
        self.recordsMax = recordsMax
        self.bytesMax = bytesMax
        // One pending wake-up says it all: whoever wakes takes every record.
        (self.wakeUps, self.signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts an event in the queue, or drops and counts it when there is no room for one of its severity.
    func enqueue(_ event: LoggedEvent) {
        let bytes = event.bytes
        let severity = event.severity
        let shares = severity.quarterShares
        let (isFirst, isPressing) = self.state.withLock { state in
            guard !state.isFinished, state.entries.count < (self.recordsMax * shares + 3) / 4,
                state.bytes + bytes <= self.bytesMax / 4 * shares
            else {
                state.counts.dropped += 1
                state.counts.droppedBytes += bytes
                return (false, false)
            }
            state.entries.append(event)
            state.bytes += bytes
            state.counts.enqueued += 1
            let isHalfFull = state.entries.count == self.recordsMax / 2 || state.bytes >= self.bytesMax / 2
            return (state.entries.count == 1, isHalfFull || severity >= .error)
        }
        if isFirst { self.signal.yield() }
        if isPressing { self.urgency.ring() }
    }

    /// Everything that waits, in its order.
    func takeAll() -> [LoggedEvent] {
        // The room for the next ones is taken before the lock is: nobody waits for memory that is being moved.
        var entries: [LoggedEvent] = []
        entries.reserveCapacity(min(self.lastCount.load(ordering: .relaxed) * 2, self.recordsMax))
        self.state.withLock { state in
            swap(&entries, &state.entries)
            state.bytes = 0
        }
        self.lastCount.store(entries.count, ordering: .relaxed)
        return entries
    }

    /// Waits for more records: for the time given, or until one is an error, or the queue is half full or finished.
    func linger(_ time: Duration) async {
        await self.urgency.wait(atMost: time)
    }

    /// Takes no more records. What is in the queue can still be taken.
    func finish() {
        self.state.withLock { $0.isFinished = true }
        self.signal.finish()
        self.urgency.ring()
    }

    var counts: Counts {
        self.state.withLock { $0.counts }
    }
}
