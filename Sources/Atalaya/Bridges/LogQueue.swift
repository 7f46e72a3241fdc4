import AtalayaLogs
import Synchronization

/// The records of this process on their way to delivery: a bounded queue between the threads that log and the one task that ships.
///
/// The caller's side takes a lock for the time of one append and never waits for room: when the queue is full the new record is dropped and
/// counted. The shipping side takes everything at once.
final class LogQueue: Sendable {
    private struct State {
        var records: [LogRecord] = []
        var bytes = 0
        var enqueued = 0
        var dropped = 0
        var isFinished = false
    }

    private let recordsMax: Int
    private let bytesMax: Int
    private let state = Mutex(State())
    private let arrivals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - recordsMax: Records that may wait.
    ///   - bytesMax: Estimated bytes of the waiting records.
    init(recordsMax: Int, bytesMax: Int) {
        self.recordsMax = recordsMax
        self.bytesMax = bytesMax
        // One pending wake-up says it all: whoever wakes takes every record.
        (self.arrivals, self.signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts a record in the queue, or drops and counts it when there is no room.
    func enqueue(_ record: LogRecord, bytes: Int) {
        let isFirst = self.state.withLock { state in
            guard !state.isFinished, state.records.count < self.recordsMax, state.bytes + bytes <= self.bytesMax else {
                state.dropped += 1
                return false
            }
            state.records.append(record)
            state.bytes += bytes
            state.enqueued += 1
            return state.records.count == 1
        }
        if isFirst { self.signal.yield() }
    }

    /// Everything that waits, in its order.
    func takeAll() -> [LogRecord] {
        self.state.withLock { state in
            let records = state.records
            state.records = []
            state.bytes = 0
            return records
        }
    }

    /// One element whenever records have arrived in an empty queue; ends after ``finish()``.
    var wakeUps: AsyncStream<Void> { self.arrivals }

    /// Takes no more records. What is in the queue can still be taken.
    func finish() {
        self.state.withLock { $0.isFinished = true }
        self.signal.finish()
    }

    /// Records accepted and records dropped since the start.
    var counts: (enqueued: Int, dropped: Int) {
        self.state.withLock { ($0.enqueued, $0.dropped) }
    }
}
