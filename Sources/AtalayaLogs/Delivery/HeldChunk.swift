/// A chunk on its way, and what it has been through.
struct HeldChunk<Chunk: DeliverableChunk>: Sendable {
    var chunk: Chunk
    var wasSent = false
    /// When it was sent last.
    var sentAt: Duration = .zero
    /// Not to be sent again before this time.
    var retryAt: Duration = .zero
    var backoff: Backoff
    var suspicion = Suspicion()
    /// Which of several receivers had it last.
    var receiver: Int?
    /// Those of them that lost their connection with it, since all were tried.
    var failedAt: Set<Int> = []

    init(_ chunk: Chunk, backoff: Backoff) {
        self.chunk = chunk
        self.backoff = backoff
    }
}

/// What speaks against a chunk.
///
/// A receiver has several ways not to take one: it says so, it closes the connection on it, or it never answers. None
/// of them is proof, because a receiver that is down does the same to every chunk. So a failure is held against the
/// chunk that the receiver was at, which is the oldest in flight, but it only weighs when this receiver has taken other
/// chunks since this one was first sent, or failed last.
///
/// Splitting harms nobody; giving a record up does. So for that the failures must also be more than bad luck: a receiver
/// that refuses every second chunk will refuse one of eight three times in a row. How often chunks failed that passed in
/// the end says how likely luck is.
struct Suspicion: Hashable, Sendable {
    /// Failures in which the receiver was at this chunk.
    private(set) var strikes = 0
    /// Those of them that weigh.
    private(set) var blames = 0
    /// How many chunks had passed, at any receiver, when this one was first sent, or failed last.
    var mark: UInt64?
    /// What had happened to all chunks when this one was first sent.
    var start: Passages?
    /// A part of a chunk that was split: it needs less to be split on.
    var isPart = false
    /// Sent with nothing else in flight, so that a connection closed on it takes no innocent chunk along, and leaves no
    /// doubt about who it was.
    var goesAlone = false

    mutating func strike(isVerdict: Bool, passages: Passages) {
        strikes += 1
        if isVerdict || passages.last > mark ?? passages.count { blames += 1 }
        mark = passages.count
    }

    /// Whether luck explains the failures worse than one time in a million.
    func isBeyondLuck(_ passages: Passages) -> Bool {
        let start = start ?? Passages()
        let passed = passages.count - min(start.count, passages.count)
        let failed = passages.failures - min(start.failures, passages.failures)
        // Laplace's rule of succession: with nothing seen, it may go either way.
        let chance = (Double(failed) + 1) / (Double(failed) + Double(passed) + 2)
        var luck = 1.0
        for _ in 0..<min(blames, 1_000) { luck *= chance }
        return luck < 1e-6
    }
}

/// Which of the chunks that passed were this receiver's.
struct Passages: Hashable, Sendable {
    /// Chunks that have passed, at all receivers together.
    var count: UInt64 = 0
    /// The count after the last one that passed here.
    var last: UInt64 = 0
    /// How often those that have passed had failed before: bad luck, as they were good.
    var failures: UInt64 = 0

    mutating func note(afterFailures failures: Int) {
        self.failures += UInt64(failures)
        count += 1
        last = count
    }
}

/// How a receiver refuses a chunk.
public struct Refusal: Hashable, Sendable {
    /// Whether the receiver has judged the contents; otherwise it may as well have trouble of its own.
    let isVerdict: Bool

    /// The receiver could not take the chunk, and does not say why: the empty answer of the forward protocol, or a
    /// server's error that may pass. The chunk is sent again, and suspected when others pass.
    public static let unexplained = Refusal(isVerdict: false)
    /// The receiver has looked at the chunk and will not take it as it is: too large, not to be understood. It is split
    /// at once; a single record is quarantined after `refusalsMax` of these.
    public static let verdict = Refusal(isVerdict: true)
}
