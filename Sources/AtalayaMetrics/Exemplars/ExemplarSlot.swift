import Synchronization

/// The place of one exemplar: that of a counter, or of a bucket.
final class ExemplarSlot: Sendable {
    private struct Content {
        let exemplar: Exemplar
        let isSampled: Bool
    }

    /// When it is worth looking at the trace again, in nanoseconds since the epoch.
    private let next = Atomic<Int64>(.min)
    /// How many observations to let pass without asking for the time.
    private let skipped = Atomic<Int>(0)
    private let content = Lock<Content?>(nil)

    /// Where an observation came too early, the next ones will too: only one in so many asks the clock.
    private static let skips = 31

    /// Takes an exemplar from the current trace if there is one and it is time. Not to be waited for: a writer is here.
    func sample(_ value: Double, by sampler: ExemplarSampler, of context: InstrumentContext) {
        let left = skipped.load(ordering: .relaxed)
        // Not an atomic subtraction: it matters little if two threads count as one.
        if left > 0 { return skipped.store(left - 1, ordering: .relaxed) }
        let now = sampler.now()
        let due = next.load(ordering: .relaxed)
        guard now.nanoseconds >= due else { return skipped.store(Self.skips, ordering: .relaxed) }
        // One of those who come at the same time looks, the others have been here too early.
        let then = now.advanced(by: sampler.interval).nanoseconds
        guard next.compareExchange(expected: due, desired: then, ordering: .relaxed).exchanged else { return }
        guard let labels = sampler.labels(), let exemplar = context.exemplar(value, labels, at: now) else { return }
        let isKept = content.withLock { content in
            if let old = content, !old.isSampled, let time = old.exemplar.timestamp,
                now < time.advanced(by: sampler.keptAtMost)
            {
                return false
            }
            content = Content(exemplar: exemplar, isSampled: true)
            return true
        }
        if isKept { next.store(now.advanced(by: sampler.keptAtLeast).nanoseconds, ordering: .relaxed) }
    }

    /// Puts one in that was given.
    func put(_ exemplar: Exemplar, keptAtMost: Duration?) {
        content.withLock { $0 = Content(exemplar: exemplar, isSampled: false) }
        guard let time = exemplar.timestamp, let keptAtMost else { return }
        next.store(time.advanced(by: keptAtMost).nanoseconds, ordering: .relaxed)
    }

    /// The exemplar, unless it is older than `keptAtMost`.
    func exemplar(at now: UnixTime?, keptAtMost: Duration?) -> Exemplar? {
        content.withLock { content in
            guard let exemplar = content?.exemplar else { return nil }
            if let time = exemplar.timestamp, let now, let keptAtMost, time.advanced(by: keptAtMost) < now {
                content = nil
            }
            return content?.exemplar
        }
    }
}
