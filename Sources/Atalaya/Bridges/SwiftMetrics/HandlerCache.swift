import Synchronization

/// Finds the handler of a label and its dimensions as they were given, without a lock and without an allocation: what
/// services do for every request.
///
/// A fixed number of chains that only grow. An entry is published by one releasing store, read by an acquiring load, and
/// stays until the cache goes, so that nobody can read what is being freed; the number of entries is bounded instead.
/// An entry whose handler was destroyed is passed over.
final class HandlerCache<Handler: BridgedHandler>: Sendable {
    private final class Entry: Sendable {
        let key: HandlerKey
        let handler: Handler
        let next = AtomicLazyReference<Entry>()

        init(key: HandlerKey, handler: Handler) {
            self.key = key
            self.handler = handler
        }
    }

    private static var chainCount: Int { 1024 }
    private let chains = InlineArray<1024, AtomicLazyReference<Entry>> { _ in AtomicLazyReference() }
    private let entriesMax: Int
    private let entryCount = Atomic<Int>(0)

    init(entriesMax: Int) {
        self.entriesMax = entriesMax
    }

    func handler(of label: String, _ dimensions: [(String, String)]) -> Handler? {
        let dimensions = dimensions.span
        let hash = HandlerHash.value(of: label, dimensions)
        var entry = self.chains[Int(truncatingIfNeeded: hash) & (Self.chainCount - 1)].load()
        while let current = entry {
            if current.key.matches(hash, label, dimensions), !current.handler.isDestroyed { return current.handler }
            entry = current.next.load()
        }
        return nil
    }

    /// Adds an entry, or none when there are as many as there may be: the handler is then found the slow way.
    func insert(_ handler: Handler, for label: String, _ dimensions: [(String, String)]) {
        guard self.entryCount.wrappingAdd(1, ordering: .relaxed).newValue <= self.entriesMax else {
            self.entryCount.wrappingSubtract(1, ordering: .relaxed)
            return
        }
        let hash = HandlerHash.value(of: label, dimensions.span)
        let entry = Entry(
            key: HandlerKey(hash: hash, label: label, dimensions: dimensions), handler: handler)
        var last = self.chains[Int(truncatingIfNeeded: hash) & (Self.chainCount - 1)].storeIfNil(entry)
        // Whoever was there first is returned; the entry goes to the end of the chain.
        while last !== entry { last = last.next.storeIfNil(entry) }
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
