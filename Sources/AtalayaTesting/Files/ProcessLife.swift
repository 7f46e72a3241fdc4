import Synchronization

/// How long a simulated process lives, in operations: each file or network operation that it does is one.
///
/// From the operation on that it does not live to see, everything it does fails and has no effect: as if it had been
/// killed there. What it still computes does not matter, since nothing can come of it.
public final class ProcessLife: Sendable {
    private struct State {
        var operations = 0
        var operationsMax: Int
    }

    private let state: Mutex<State>

    /// - Parameter operationsMax: The operations that the process lives to do.
    public init(operationsMax: Int = .max) {
        self.state = Mutex(State(operationsMax: operationsMax))
    }

    /// The operations done so far.
    public var operations: Int { self.state.withLock { $0.operations } }

    /// Whether the process is dead.
    public var isOver: Bool { self.state.withLock { $0.operations >= $0.operationsMax } }

    /// Counts an operation about to be done.
    ///
    /// - Returns: false when the process is dead, and the operation must not be done.
    public func spend() -> Bool {
        self.state.withLock { state in
            guard state.operations < state.operationsMax else { return false }
            state.operations += 1
            return true
        }
    }

    /// Ends it now.
    public func end() {
        self.state.withLock { $0.operationsMax = min($0.operationsMax, $0.operations) }
    }
}
