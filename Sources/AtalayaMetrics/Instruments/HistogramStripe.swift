import Synchronization

/// Buckets and sum of a histogram, written by one thread at a time: whoever takes it, which nobody ever waits for.
///
/// Taking it is one exchange, which fails where another thread has it. While it is taken nobody else writes or reads it,
/// so the bucket and the sum are changed by plain loads and stores, and belong together whenever it is free. That is one
/// atomic addition's worth of work for an observation, where separate atomics for bucket, sum and count were three.
///
/// Layout, in words: who has it (0 nobody); the sum; the buckets, `+Inf` last.
struct HistogramStripe: Sendable {
    private let words: AtomicWords

    init(_ words: AtomicWords) {
        self.words = words
    }

    /// How many words a stripe takes, in whole lines.
    static func words(buckets: Int) -> Int {
        (buckets + 2 + AtomicWords.lineWords - 1) / AtomicWords.lineWords * AtomicWords.lineWords
    }

    /// Takes it and says whether that succeeded. Acquiring: what the one before wrote is seen.
    @inline(__always)
    func take() -> Bool { words[0].exchange(1, ordering: .acquiring) == 0 }

    /// Gives it back. Releasing: the next one sees what this one wrote.
    @inline(__always)
    func giveBack() {
        words[0].store(0, ordering: .releasing)
    }

    /// Counts an observation; only for who has taken it, so that relaxed loads and stores are enough.
    @inline(__always)
    func add(_ value: Double, bucket: Int) {
        let sum = Double(bitPattern: words[1].load(ordering: .relaxed))
        words[1].store((sum + value).bitPattern, ordering: .relaxed)
        let count = words[bucket &+ 2].load(ordering: .relaxed)
        words[bucket &+ 2].store(count &+ 1, ordering: .relaxed)
    }

    /// Counts many observations; for who has taken it.
    func add(counts: [UInt64], sum: Double) {
        let before = Double(bitPattern: words[1].load(ordering: .relaxed))
        words[1].store((before + sum).bitPattern, ordering: .relaxed)
        for (bucket, count) in counts.enumerated() {
            let before = words[bucket + 2].load(ordering: .relaxed)
            words[bucket + 2].store(before &+ count, ordering: .relaxed)
        }
    }

    /// Copies the sum and the buckets; for who has taken it.
    func copy(_ count: Int, to reading: inout [UInt64], at place: Int) {
        for index in 0..<count { reading[place + index] = words[index + 1].load(ordering: .relaxed) }
    }
}
