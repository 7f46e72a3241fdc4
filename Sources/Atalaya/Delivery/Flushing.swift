import Synchronization

/// Whether what is gathered waits for more, or goes at once: from the moment on when the end is near. And when even what
/// waits for its other half is to go: lines without an end, records whose further lines may come.
final class Flushing: Sendable {
    private let immediate = Atomic(false)
    private let requested = Atomic(0)

    init() {}

    /// Read for every batch; a late answer only delays a chunk, so no ordering is needed.
    var isImmediate: Bool { self.immediate.load(ordering: .relaxed) }

    /// How often everything was asked for. Who sees a number that he has not seen lets everything go.
    var requests: Int { self.requested.load(ordering: .relaxed) }

    func begin() { self.immediate.store(true, ordering: .relaxed) }

    /// Asks once for everything, unfinished or not.
    func requestEverything() { self.requested.add(1, ordering: .relaxed) }
}
