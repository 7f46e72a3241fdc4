import AtalayaMetrics
import Synchronization

/// Finds the handler of a label and its dimensions as they were given, without a lock and without an allocation: what
/// services do for every request.
///
/// A fixed number of chains that only grow. An entry is published by one releasing exchange, read by an acquiring load,
/// and stays until the cache goes, so that nobody can read what is being freed; the number of entries is bounded
/// instead. An entry whose handler was destroyed is passed over.
///
/// The chains are of unmanaged references, since nothing that only grows needs its references counted: with counting,
/// by `AtomicLazyReference`, a look takes three times as long, and threads that look write to the same words.
final class HandlerCache<Handler: BridgedHandler>: Sendable {
    private final class Entry: Sendable {
        let key: HandlerKey
        let handler: Handler
        let next = Atomic<Unmanaged<Entry>?>(nil)

        init(key: HandlerKey, handler: Handler) {
            self.key = key
            self.handler = handler
        }
    }

    private static var chainCount: Int { 1024 }
    private let chains = InlineArray<1024, Atomic<Unmanaged<Entry>?>> { _ in Atomic(nil) }
    private let entriesMax: Int
    private let entryCount = Atomic<Int>(0)

    init(entriesMax: Int) {
        self.entriesMax = entriesMax
    }

    deinit {
        for index in self.chains.indices {
            var next = self.chains[index].load(ordering: .acquiring)
            // One by one: a chain freed by its first entry would take a frame of the stack for each.
            while let entry = next {
                next = entry._withUnsafeGuaranteedRef { $0.next.load(ordering: .acquiring) }
                entry.release()
            }
        }
    }

    func handler(of label: String, _ dimensions: [(String, String)]) -> Handler? {
        let dimensions = dimensions.span
        let hash = Self.hash(of: label, dimensions)
        var next = self.chains[Int(truncatingIfNeeded: hash) & (Self.chainCount - 1)].load(ordering: .acquiring)
        while let entry = next {
            let found: Handler? = entry._withUnsafeGuaranteedRef { entry in
                if entry.key.matches(hash, label, dimensions), !entry.handler.isDestroyed { return entry.handler }
                next = entry.next.load(ordering: .acquiring)
                return nil
            }
            if let found { return found }
        }
        return nil
    }

    /// In the order in which the dimensions are given: another order finds the same handler the slow way, once.
    @inline(__always)
    private static func hash(of label: String, _ dimensions: Span<(String, String)>) -> UInt64 {
        var hash = LabelHash()
        hash.combine(label)
        for index in dimensions.indices {
            hash.combine(dimensions[index].0)
            hash.combine(dimensions[index].1)
        }
        return hash.value
    }

    /// Adds an entry, or none when there are as many as there may be: the handler is then found the slow way.
    func insert(_ handler: Handler, for label: String, _ dimensions: [(String, String)]) {
        guard self.entryCount.wrappingAdd(1, ordering: .relaxed).newValue <= self.entriesMax else {
            self.entryCount.wrappingSubtract(1, ordering: .relaxed)
            return
        }
        let hash = Self.hash(of: label, dimensions.span)
        let key = HandlerKey(hash: hash, label: label, dimensions: dimensions)
        let entry = Unmanaged.passRetained(Entry(key: key, handler: handler))
        // Whoever was there first is returned; the entry goes to the end of the chain.
        var occupant = Self.put(entry, into: self.chains[Int(truncatingIfNeeded: hash) & (Self.chainCount - 1)])
        while let last = occupant {
            occupant = last._withUnsafeGuaranteedRef { Self.put(entry, into: $0.next) }
        }
    }

    /// What is there already, or nil when the entry was put there.
    private static func put(
        _ entry: Unmanaged<Entry>, into place: borrowing Atomic<Unmanaged<Entry>?>
    ) -> Unmanaged<Entry>? {
        let (exchanged, original) = place.compareExchange(
            expected: nil, desired: entry, successOrdering: .releasing, failureOrdering: .acquiring)
        return exchanged ? nil : original
    }
}

/// How a handler was asked for.
private struct HandlerKey: Sendable {
    let hash: UInt64
    let label: String
    let dimensions: [(String, String)]

    func matches(_ hash: UInt64, _ label: String, _ dimensions: Span<(String, String)>) -> Bool {
        guard hash == self.hash, dimensions.count == self.dimensions.count, label == self.label else { return false }
        // Spans, since arrays would be retained and released for a look.
        let own = self.dimensions.span
        for index in dimensions.indices {
            guard own[index].0 == dimensions[index].0, own[index].1 == dimensions[index].1 else { return false }
        }
        return true
    }
}
