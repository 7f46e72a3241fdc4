import Synchronization

/// Room for an exposition, kept from one scrape to the next, so that a steady scrape makes none.
///
/// A buffer may still be on its way to a slow reader when the next scrape takes it: then it is that reader's alone, and the
/// scrape gets one of its size. Kept is no more than one for each of a few scrapers, each as large as its last scrape.
final class RenderingBuffers: Sendable {
    private struct Kept {
        var bodies: [[UInt8]] = []
        var snapshots: [Snapshot] = []
    }

    private static let keptMax = 2
    private let kept = Lock(Kept())

    /// An empty buffer, with the room of an earlier one if there is one.
    func take() -> [UInt8] {
        var buffer = kept.withLock { $0.bodies.popLast() } ?? []
        buffer.removeAll(keepingCapacity: true)
        return buffer
    }

    /// Keeps a buffer for a later scrape.
    func giveBack(_ buffer: [UInt8]) {
        kept.withLock { if $0.bodies.count < Self.keptMax { $0.bodies.append(buffer) } }
    }

    /// A snapshot without families, with the room of an earlier one if there is one.
    func takeSnapshot() -> Snapshot {
        kept.withLock { $0.snapshots.popLast() } ?? Snapshot(families: [])
    }

    /// Keeps the room of a snapshot. Its values go at once: they are what their metrics read the next ones into.
    func giveBack(_ snapshot: consuming Snapshot) {
        var snapshot = snapshot
        snapshot.families.removeAll(keepingCapacity: true)
        kept.withLock { [snapshot] in if $0.snapshots.count < Self.keptMax { $0.snapshots.append(snapshot) } }
    }
}
