import Synchronization

/// The conditions under which the program calls itself ready: named, each satisfied or not, with a reason.
///
/// Liveness is another question (`/-/healthy` answers as long as the process does): an unreachable aggregator makes
/// nothing restart.
public final class Readiness: Sendable {
    /// One condition as it stands.
    public struct Condition: Hashable, Sendable {
        public let name: String
        public let isSatisfied: Bool
        /// Why it is not satisfied; empty when it is.
        public let reason: String
    }

    private let state = Mutex<[Condition]>([])

    public init() {}

    /// Adds a condition, not satisfied yet.
    public func declare(_ name: String, reason: String = "starting") {
        self.set(Condition(name: name, isSatisfied: false, reason: reason))
    }

    public func satisfy(_ name: String) {
        self.set(Condition(name: name, isSatisfied: true, reason: ""))
    }

    public func fail(_ name: String, reason: String) {
        self.set(Condition(name: name, isSatisfied: false, reason: reason))
    }

    /// All conditions in the order of their declaration.
    public var conditions: [Condition] {
        self.state.withLock { $0 }
    }

    /// True when every condition is satisfied, and when there is none.
    public var isReady: Bool {
        self.state.withLock { $0.allSatisfy(\.isSatisfied) }
    }

    private func set(_ condition: Condition) {
        self.state.withLock { conditions in
            if let index = conditions.firstIndex(where: { $0.name == condition.name }) {
                conditions[index] = condition
            } else {
                conditions.append(condition)
            }
        }
    }
}
