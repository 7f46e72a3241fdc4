import AtalayaLogs
import Synchronization

/// Names for chunks, one after the other.
final class SimulatedChunkIDs: Sendable {
    private struct State {
        var random: SimulationRandom
        var ofLife: Set<ChunkID> = []
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        self.state = Mutex(State(random: SimulationRandom(seed: seed)))
    }

    func next() -> ChunkID {
        self.state.withLock { state in
            let id = ChunkID(random: &state.random)
            state.ofLife.insert(id)
            return id
        }
    }

    /// Whether the present sidecar has taken it.
    func isOfLife(_ id: ChunkID) -> Bool { self.state.withLock { $0.ofLife.contains(id) } }

    /// The sidecar has gone.
    func beginLife() { self.state.withLock { $0.ofLife = [] } }
}
