import AtalayaLogs
import Synchronization

/// The records of this process on their way to delivery: a bounded queue between the threads that log and the one task
/// that ships.
///
/// The caller's side takes a lock for the time of one append and never waits for room: when the queue is full the new
/// record is dropped and counted. The shipping side takes everything at once.
final class LogQueue: Sendable {
    struct Entry: Sendable {
        let record: LogRecord
        let bytes: Int
    }

    /// Records since the start.
    struct Counts: Equatable, Sendable {
        var enqueued = 0
        var dropped = 0
        var droppedBytes = 0
    }

    private struct State {
        var entries: [Entry] = []
        var bytes = 0
        var counts = Counts()
        var isFinished = false
    }

    private let recordsMax: Int
    private let bytesMax: Int
    private let state = Mutex(State())
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

    /// Puts a record in the queue, or drops and counts it when there is no room.
    func enqueue(_ record: LogRecord, bytes: Int) {
        let (isFirst, isHalfFull) = self.state.withLock { state in
            guard !state.isFinished, state.entries.count < self.recordsMax, state.bytes + bytes <= self.bytesMax else {
                state.counts.dropped += 1
                state.counts.droppedBytes += bytes
                return (false, false)
            }
            state.entries.append(Entry(record: record, bytes: bytes))
            state.bytes += bytes
            state.counts.enqueued += 1
            let isHalfFull = state.entries.count == self.recordsMax / 2 || state.bytes >= self.bytesMax / 2
            return (state.entries.count == 1, isHalfFull)
        }
        if isFirst { self.signal.yield() }
        if isHalfFull { self.urgency.ring() }
    }

    /// Everything that waits, in its order.
    func takeAll() -> [Entry] {
        self.state.withLock { state in
            let entries = state.entries
            state.entries = []
            state.bytes = 0
            return entries
        }
    }

    /// Waits for more records: for the time given, or until the queue is half full or finished.
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
