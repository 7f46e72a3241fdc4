public import Atalaya
import Synchronization

/// What a test receiver has stored, in the order of arrival. It outlives the receiver, so that one can be stopped and
/// another go on.
public final class ReceivedRecords: ReceivedBatchSink {
    private struct State {
        var batches: [ReceivedBatch] = []
        var failures = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// Makes the next `count` stores fail: the receiver then closes the connection without an acknowledgement.
    public func failNext(_ count: Int) {
        self.state.withLock { $0.failures += count }
    }

    public func store(_ batch: ReceivedBatch) async throws {
        let fails = self.state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                return true
            }
            state.batches.append(batch)
            return false
        }
        if fails { throw ShellError(.noSpace, subject: "memory", message: "made to fail by the test") }
    }

    public var batches: [ReceivedBatch] { self.state.withLock { $0.batches } }

    /// All records, duplicates of whole chunks left out by the receiver.
    public var records: [LogRecord] { self.batches.flatMap(\.records) }

    /// The texts of a field of all records; those without it are left out.
    public func texts(of field: String) -> [String] {
        self.records.compactMap { $0[field]?.stringValue }
    }

    /// Waits until so many records have arrived.
    ///
    /// - Throws: ``TimeLimitExceeded`` when they do not.
    public func wait(forRecords count: Int, limit: Duration = .seconds(300)) async throws {
        try await waitUntil("the arrival of \(count) records", limit: limit) { self.records.count >= count }
    }
}
