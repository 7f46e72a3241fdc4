public import Synchronization

/// How often series of a metric were taken out: who keeps instruments looks whether it is still the same.
@usableFromInline
final class RemovalCount: Sendable {
    @usableFromInline
    let value = Atomic<UInt64>(0)

    func count() {
        value.wrappingAdd(1, ordering: .releasing)
    }
}
