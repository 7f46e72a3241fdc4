import Synchronization

/// How many series a registry may still make, shared by its metrics.
final class SeriesBudget: Sendable {
    private let used = Atomic<Int>(0)
    private let max: Int

    init(max: Int) {
        self.max = max
    }

    /// Takes one if there is one left.
    func take() -> Bool {
        var current = used.load(ordering: .relaxed)
        while current < max {
            let (exchanged, original) = used.weakCompareExchange(
                expected: current, desired: current + 1, ordering: .relaxed)
            if exchanged { return true }
            current = original
        }
        return false
    }

    func giveBack(_ count: Int) {
        used.wrappingSubtract(count, ordering: .relaxed)
    }

    var count: Int { used.load(ordering: .relaxed) }
}
