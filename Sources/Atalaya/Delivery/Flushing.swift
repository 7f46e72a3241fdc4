import Synchronization

/// Whether what is gathered waits for more, or goes at once: from the moment on when the end is near.
final class Flushing: Sendable {
    private let immediate = Atomic(false)

    init() {}

    /// Read for every batch; a late answer only delays a chunk, so no ordering is needed.
    var isImmediate: Bool { self.immediate.load(ordering: .relaxed) }

    func begin() { self.immediate.store(true, ordering: .relaxed) }
}
