import Synchronization

/// The cells of one half of a native histogram: an open-addressed table from buckets to counts, in one piece of memory.
///
/// Whoever writes an observation finds its bucket's cell and adds to it. New buckets are entered by the holder of the
/// histogram's lock, into empty places only: a place that has a key keeps it while anybody may write here. Only when all
/// writers have left, which ``NativeHistogram`` sees to, the block is cleared, filled anew or given back.
///
/// This is one of the few files with a pointer. Cells of an object are reached through a reference, and counting that
/// reference is two more atomic operations, as much as the observation itself; and objects cannot have as many cells as
/// turns out to be needed. Every access stays inside: places are cut to the table's size, and there is no other index
/// than those of this file. It may be shared because what is behind the pointer are atomics, and they are freed only when
/// nobody can reach them any more.
struct NativeBlock: @unchecked Sendable, AtomicRepresentable {
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    private enum Word {
        static let sum = 0
        static let zero = 1
        static let notANumber = 2
        static let detours = 3
        /// 8 less the schema.
        static let shift = 4
        static let zeroThreshold = 5
        /// 64 less the binary logarithm of how many places the table has.
        static let hashShift = 6
        static let classicCount = 7
        static let places = 8
    }

    // MARK: Life

    /// `capacity` is a power of two, at least 2.
    init(capacity: Int, classicCount: Int) {
        let count = Word.places + 2 * capacity + classicCount
        words = .allocate(capacity: count)
        for index in 0..<count { (words + index).initialize(to: Atomic(0)) }
        words[Word.hashShift].store(UInt64(64 - capacity.trailingZeroBitCount), ordering: .relaxed)
        words[Word.classicCount].store(UInt64(classicCount), ordering: .relaxed)
    }

    /// Gives the memory back. Nobody may use the block after this.
    func deallocate() {
        words.deinitialize(count: wordCount)
        words.deallocate()
    }

    // MARK: For writers

    @inline(__always)
    var zeroThreshold: Double { Double(bitPattern: words[Word.zeroThreshold].load(ordering: .relaxed)) }

    /// 8 less the schema: by so many steps the index of schema 8 is made coarser.
    @inline(__always)
    var shift: Int { Int(truncatingIfNeeded: words[Word.shift].load(ordering: .relaxed)) }

    /// Where a count is: valid for the block that gave it.
    struct Cell {
        fileprivate let word: Int
    }

    @inline(__always)
    var zeroCell: Cell { Cell(word: Word.zero) }
    var notANumberCell: Cell { Cell(word: Word.notANumber) }
    /// Counts those that came in vain: their bucket has no place here.
    var detourCell: Cell { Cell(word: Word.detours) }

    /// The cell of a bucket, nil if it has none.
    @inline(__always)
    func cell(of key: NativeKey) -> Cell? {
        let place = Self.hash(key, words[Word.hashShift].load(ordering: .relaxed))
        let word = Word.places &+ 2 &* place
        // Relaxed: the count beside a new key has been there, zero, since the block was cleared.
        let found = words[word].load(ordering: .relaxed)
        if found == key.code { return Cell(word: word &+ 1) }
        return found == 0 ? nil : cell(of: key, behind: place)
    }

    /// Seldom walked, and not far: half of the places at least are empty.
    @inline(never)
    private func cell(of key: NativeKey, behind first: Int) -> Cell? {
        let mask = capacity - 1
        var place = first
        while true {
            place = (place + 1) & mask
            let word = Word.places + 2 * place
            let found = words[word].load(ordering: .relaxed)
            if found == key.code { return Cell(word: word + 1) }
            if found == 0 { return nil }
        }
    }

    /// Relaxed, since ``count(_:)`` publishes it.
    @inline(__always)
    func add(_ value: Double) {
        let cell = words + Word.sum
        var old = cell.pointee.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).bitPattern
            let (exchanged, original) = cell.pointee.weakCompareExchange(
                expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }

    /// Relaxed, since ``count(_:)`` publishes it. The bucket must be one of those the block was made with.
    @inline(__always)
    func countClassic(_ bucket: Int) {
        words[Word.places + 2 * capacity + bucket].wrappingAdd(1, ordering: .relaxed)
    }

    /// The last step of an observation: releasing, so that who sees it sees the steps before.
    @inline(__always)
    func count(_ cell: Cell) {
        words[cell.word].wrappingAdd(1, ordering: .releasing)
    }

    // MARK: For the holder of the lock

    var capacity: Int { 1 << (64 - Int(truncatingIfNeeded: words[Word.hashShift].load(ordering: .relaxed))) }
    private var classicCount: Int { Int(truncatingIfNeeded: words[Word.classicCount].load(ordering: .relaxed)) }
    private var wordCount: Int { Word.places + 2 * capacity + classicCount }
    var schema: Int { 8 - shift }

    /// Enters a bucket that has no place yet, whoever may be writing meanwhile. `keyCount` is how many there are; the last
    /// empty half of the places is not given away.
    func enter(_ key: NativeKey, keyCount: Int) -> Bool {
        guard 2 * (keyCount + 1) <= capacity else { return false }
        var place = Self.hash(key, words[Word.hashShift].load(ordering: .relaxed))
        while words[Word.places + 2 * place].load(ordering: .relaxed) != 0 { place = (place + 1) & (capacity - 1) }
        words[Word.places + 2 * place].store(key.code, ordering: .relaxed)
        return true
    }

    /// How many observations have been finished. Acquiring: if these are all that were begun, then nobody writes any more
    /// and all of what was written can be seen.
    var finishedCount: UInt64 {
        var count: UInt64 = 0
        for word in Word.zero...Word.detours { count &+= words[word].load(ordering: .acquiring) }
        for place in 0..<capacity { count &+= words[Word.places + 2 * place + 1].load(ordering: .acquiring) }
        return count
    }

    /// Hands everything over and starts again at zero. Nobody may be writing.
    func drain(into totals: inout NativeTotals) {
        totals.sum += Double(bitPattern: words[Word.sum].exchange(0, ordering: .relaxed))
        totals.zeroCount &+= words[Word.zero].exchange(0, ordering: .relaxed)
        totals.notANumberCount &+= words[Word.notANumber].exchange(0, ordering: .relaxed)
        words[Word.detours].store(0, ordering: .relaxed)
        let (schema, capacity) = (schema, capacity)
        for place in 0..<capacity {
            let word = Word.places + 2 * place
            let count = words[word + 1].load(ordering: .relaxed)
            guard count > 0 else { continue }
            words[word + 1].store(0, ordering: .relaxed)
            totals.add(count, to: NativeKey(code: words[word].load(ordering: .relaxed)), schema: schema)
        }
        for bucket in 0..<classicCount {
            totals.classic[bucket] &+= words[Word.places + 2 * capacity + bucket].exchange(0, ordering: .relaxed)
        }
    }

    /// Makes a table of these buckets, as many as fit. The block must be drained, and nobody may be writing.
    func fill(_ keys: some Sequence<NativeKey>, schema: Int, zeroThreshold: Double) {
        words[Word.shift].store(UInt64(8 - schema), ordering: .relaxed)
        words[Word.zeroThreshold].store(zeroThreshold.bitPattern, ordering: .relaxed)
        for place in 0..<capacity { words[Word.places + 2 * place].store(0, ordering: .relaxed) }
        for (count, key) in keys.enumerated() { _ = enter(key, keyCount: count) }
    }

    /// Multiplies by 2^64 over the golden ratio: neighbours, and buckets a power of two apart, lie far from each other.
    @inline(__always)
    private static func hash(_ key: NativeKey, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (key.code &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    // MARK: As a value that an atomic holds

    typealias AtomicRepresentation = UnsafeMutablePointer<Atomic<UInt64>>.AtomicRepresentation

    private init(words: UnsafeMutablePointer<Atomic<UInt64>>) {
        self.words = words
    }

    static func encodeAtomicRepresentation(_ value: consuming NativeBlock) -> AtomicRepresentation {
        UnsafeMutablePointer.encodeAtomicRepresentation(value.words)
    }

    static func decodeAtomicRepresentation(_ representation: consuming AtomicRepresentation) -> NativeBlock {
        NativeBlock(words: UnsafeMutablePointer.decodeAtomicRepresentation(representation))
    }
}
