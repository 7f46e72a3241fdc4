import Synchronization

/// What a histogram has counted: one stripe, and more once threads meet at it.
///
/// An observation takes a stripe, writes it and gives it back (``HistogramStripe``). Who finds one taken goes to another:
/// first to its own (``ThreadStripe``), then to the next, and where all are taken it adds eight more. So nobody waits for a
/// thread that was suspended in the middle of an observation, nor for a scrape. The further stripes are made when threads
/// have met a few times at the first one: a histogram that is never contended has none.
///
/// A reader takes the stripes one after another. What it finds in one is a set of whole observations; the histogram is
/// all sets together, so buckets, count and sum always belong to the same observations. A stripe only grows, and none is
/// ever taken away: counts never fall. Where a stripe is not to be had, because its owner was suspended, the reader uses
/// the last reading of it, which was exact.
struct HistogramStripes: ~Copyable, Sendable {
    private struct Readings {
        /// Sum and buckets of every stripe read so far, the oldest stripe first.
        var words: [UInt64] = []
    }

    private static let stripeBits: UInt = 3
    private static let stripes = 1 << Int(stripeBits)
    /// So often threads meet at the first stripe before there are more, and so often one tries there meanwhile.
    private static let meetingsMax: UInt64 = 16
    private static let triesAtFirst = 64
    /// So often a reader tries to take a stripe before it is content with the last reading.
    private static let triesOfReader = 20_000

    private let first: HistogramStripe
    private let firstWords: AtomicWords
    private let bucketCount: Int
    private let meetings = Atomic<UInt64>(0)
    /// The address of the newest block of stripes, 0 without. Its first line says where the block before it is.
    private let more = Atomic<UInt>(0)
    /// Readers exclude each other; writers never come here.
    private let readings = Lock(Readings())

    /// `bucketCount` includes the `+Inf` bucket.
    init(bucketCount: Int) {
        self.bucketCount = bucketCount
        firstWords = AtomicWords.allocate(HistogramStripe.words(buckets: bucketCount))
        first = HistogramStripe(firstWords)
    }

    deinit {
        var block = more.load(ordering: .acquiring)
        while block != 0 {
            let words = AtomicWords(address: block)
            block = UInt(words[0].load(ordering: .relaxed))
            words.deallocate()
        }
        firstWords.deallocate()
    }

    @inline(__always)
    func add(_ value: Double, bucket: Int) {
        // One branch for both: a second would cost a third of the whole. Where there are more stripes the first is
        // taken in vain at most once more.
        if more.load(ordering: .relaxed) == 0, first.take() {
            first.add(value, bucket: bucket)
            first.giveBack()
        } else {
            addElsewhere(value, bucket: bucket)
        }
    }

    /// Adds many observations at once, for who can wait: buckets as ``read(_:)`` gives them, and as many.
    func add(counts: [UInt64], sum: Double) {
        while !first.take() {}
        first.add(counts: counts, sum: sum)
        first.giveBack()
    }

    @inline(never)
    private func addElsewhere(_ value: Double, bucket: Int) {
        var block = more.load(ordering: .acquiring)
        if block == 0 {
            if meetings.wrappingAdd(1, ordering: .relaxed).newValue < Self.meetingsMax {
                for _ in 0..<Self.triesAtFirst where add(value, bucket: bucket, to: first) { return }
            }
            block = addBlock(after: 0)
        }
        while true {
            if add(value, bucket: bucket, toBlockAt: block) { return }
            block = addBlock(after: block)
        }
    }

    private func add(_ value: Double, bucket: Int, to stripe: HistogramStripe) -> Bool {
        guard stripe.take() else { return false }
        stripe.add(value, bucket: bucket)
        stripe.giveBack()
        return true
    }

    @inline(__always)
    private func add(_ value: Double, bucket: Int, toBlockAt block: UInt) -> Bool {
        let own = ThreadStripe.index(bits: Self.stripeBits)
        for step in 0..<Self.stripes
        where add(value, bucket: bucket, to: stripe((own &+ step) & (Self.stripes &- 1), of: block)) {
            return true
        }
        return false
    }

    @inline(__always)
    private func stripe(_ index: Int, of block: UInt) -> HistogramStripe {
        let offset = AtomicWords.lineWords &+ index &* HistogramStripe.words(buckets: bucketCount)
        return HistogramStripe(AtomicWords(address: block &+ UInt(bitPattern: offset &* MemoryLayout<UInt64>.stride)))
    }

    /// Adds eight stripes behind a block, unless another thread already has; gives the newest block.
    private func addBlock(after block: UInt) -> UInt {
        let words = AtomicWords.allocate(
            AtomicWords.lineWords + Self.stripes * HistogramStripe.words(buckets: bucketCount))
        words[0].store(UInt64(block), ordering: .relaxed)
        let (exchanged, newest) = more.compareExchange(
            expected: block, desired: words.address, ordering: .acquiringAndReleasing)
        if exchanged { return words.address }
        words.deallocate()
        return newest
    }

    // MARK: Reading

    /// Calls back with buckets (not cumulative, `+Inf` last) and sum of one set of observations.
    func read(_ body: (_ bucketCounts: ArraySlice<UInt64>, _ sum: Double) -> Void) {
        readings.withLock { readings in
            let width = bucketCount + 1
            // The total first, then a reading of each stripe.
            if readings.words.isEmpty { readings.words = Array(repeating: 0, count: 2 * width) }
            var place = width
            var sum = update(&readings.words, at: place, from: first)
            forEachBlock(until: more.load(ordering: .acquiring)) { block in
                for index in 0..<Self.stripes {
                    place += width
                    if place == readings.words.count { readings.words += Array(repeating: 0, count: width) }
                    sum += update(&readings.words, at: place, from: stripe(index, of: block))
                }
            }
            for bucket in 1..<width {
                var total: UInt64 = 0
                for stripe in stride(from: width, to: readings.words.count, by: width) {
                    total &+= readings.words[stripe + bucket]
                }
                readings.words[bucket] = total
            }
            body(readings.words[1..<width], sum)
        }
    }

    /// Takes a new reading of a stripe if it is to be had; gives the sum of the reading there is.
    private func update(_ words: inout [UInt64], at place: Int, from stripe: HistogramStripe) -> Double {
        for _ in 0..<Self.triesOfReader where stripe.take() {
            stripe.copy(bucketCount + 1, to: &words, at: place)
            stripe.giveBack()
            break
        }
        return Double(bitPattern: words[place])
    }

    /// Calls back for every block up to one, the oldest first.
    private func forEachBlock(until block: UInt, _ body: (_ block: UInt) -> Void) {
        if block == 0 { return }
        forEachBlock(until: UInt(AtomicWords(address: block)[0].load(ordering: .relaxed)), body)
        body(block)
    }

    // MARK: For tests

    /// How many stripes there are.
    var count: Int { all.count }

    /// All stripes, to stand for writers that are suspended in the middle of an observation.
    var all: [HistogramStripe] {
        var all = [first]
        forEachBlock(until: more.load(ordering: .acquiring)) { block in
            all += (0..<Self.stripes).map { stripe($0, of: block) }
        }
        return all
    }
}
