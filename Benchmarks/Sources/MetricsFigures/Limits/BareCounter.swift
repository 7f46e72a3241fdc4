import Synchronization

/// An atomic on the heap, as a counter's must be.
final class BareCounter: Sendable {
    private let value = Atomic<Int64>(0)

    @inline(never)
    func add(times: Int) {
        for _ in 0..<times { value.wrappingAdd(1, ordering: .relaxed) }
    }
}
