import Synchronization

/// The time of a simulation, for those who only read it.
final class SimulatedClock: Sendable {
    private let state = Mutex(Duration.zero)

    init() {}

    var now: Duration {
        get { self.state.withLock { $0 } }
        set { self.state.withLock { $0 = newValue } }
    }
}
