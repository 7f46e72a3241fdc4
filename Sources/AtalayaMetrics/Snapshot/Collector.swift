/// Makes metrics at the time of a scrape, for what is measured elsewhere: the process, a queue, another service.
///
/// Collect into the builder and keep nothing: do not write to instruments from here. A collector is called by every
/// snapshot, possibly by several at once, with no lock held.
public protocol Collector: Sendable {
    /// Adds what is known now. What a throwing collector had added is left out of that snapshot and the failure counted;
    /// the rest of the scrape lives on.
    func collect(into builder: inout SnapshotBuilder) throws
}

/// Names a collector that was added, to remove it again.
public struct CollectorID: Hashable, Sendable {
    let number: UInt64
}
