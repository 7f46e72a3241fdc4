public import Synchronization

/// Whether threads get in each other's way at one atomic word, and the lines it is spread over once they do.
///
/// One word, in one of three states:
/// - **calm** (0): one thread, or seldom two. The value is the word itself, and asking costs a load that the addition hides.
/// - **probing** (a small number): of the next four million additions one in a thousand looks, for as long as a cache
///   line takes to travel, whether somebody else adds meanwhile. Twelve of 64 having been disturbed is contention;
///   otherwise it is calm in the end. So it begins, and so it is again after a scrape that finds the value risen by a
///   lot (``probeAgain()``).
/// - **striped** (an address): eight lines, of which each thread uses the one that ``ThreadStripe`` gives it; the value
///   is the word and all lines together. Threads that still meet in one line get a second set of lines, 64 of them.
///
/// The lines come from nowhere else: what is never contended takes no memory for them. Nothing is moved into them: what
/// was added stays where it was, so that a reader who takes the word and the lines, the oldest first, never sees a sum
/// fall. Losing a hint to a race of threads does no harm; only the change to the striped state is a compare-exchange.
@usableFromInline
struct Sharing: ~Copyable, Sendable {
    /// The low twelve bits count down the probes that are left, the next seven count what disturbed them; then the
    /// ``neverCalm`` bit.
    @usableFromInline
    let state: Atomic<UInt>

    private static let probes: UInt = 4_095
    private static let probesTogether: UInt = 64
    private static let hit: UInt = 1 << 12
    private static let hits: UInt = 0x7F << 12
    private static let hitsMax: UInt = 12 << 12
    /// Where the question whether it is calm is always to be answered with no.
    private static let neverCalm: UInt = 1 << 19
    /// Smaller numbers are no addresses.
    private static let addressMin: UInt = 1 << 20
    /// So often a thread looks while it probes; some 100 ns.
    private static let looks = 64
    /// The first set of lines and the second.
    private static let bits: [UInt64] = [3, 6]

    init(isEverCalm: Bool = true) {
        state = Atomic(isEverCalm ? Self.probes : Self.probes | Self.neverCalm)
    }

    deinit {
        var lines = AtomicWords(address: address)
        while lines.address != 0 {
            let previous = AtomicWords(address: UInt(lines[1].load(ordering: .relaxed)))
            lines.deallocate()
            lines = previous
        }
    }

    @inlinable
    @inline(__always)
    var isCalm: Bool { state.load(ordering: .relaxed) == 0 }

    var hasLines: Bool {
        @inline(__always) get { state.load(ordering: .relaxed) >= Self.addressMin }
    }

    /// The address of the newest lines, 0 without. Acquiring: what is at the address was written before.
    private var address: UInt {
        @inline(__always) get {
            let address = state.load(ordering: .acquiring)
            return address < Self.addressMin ? 0 : address
        }
    }

    /// The line of this thread, nil when there are none.
    @inline(__always)
    var line: AtomicWords? {
        let address = address
        if address == 0 { return nil }
        return AtomicWords(address: address &+ UInt(bitPattern: Self.offset(AtomicWords(address: address))))
    }

    /// The header takes the first line of the block.
    @inline(__always)
    private static func offset(_ lines: AtomicWords) -> Int {
        let bits = UInt(truncatingIfNeeded: lines[0].load(ordering: .relaxed))
        return (ThreadStripe.index(bits: bits) &+ 1) &* AtomicWords.lineWords &* MemoryLayout<UInt64>.stride
    }

    /// Whether the addition that found this value is one that looks: one in 1,024, whatever is added each time.
    @inline(__always)
    static func isProbe(_ old: UInt64) -> Bool { (old &* 0x9E37_79B9_7F4A_7C15) &>> 54 == 0 }

    /// Looks whether a value that this thread has just written changes.
    func probe(_ isDisturbed: () -> Bool) {
        let state = state.load(ordering: .relaxed)
        guard state & Self.probes != 0 || state >= Self.addressMin else { return }
        var isHit = false
        for _ in 0..<Self.looks where isDisturbed() {
            isHit = true
            break
        }
        if state >= Self.addressMin {
            // The lines of their own are shared after all, if only by two of many threads.
            if isHit { collide() }
            return
        }
        var next = (state &- 1) &+ (isHit ? Self.hit : 0)
        if next & Self.hits >= Self.hitsMax { return stripe() }
        if next % Self.probesTogether == 0 { next &= ~Self.hits }
        _ = self.state.compareExchange(expected: state, desired: next, ordering: .relaxed)
    }

    /// To be called when threads were seen to meet: a compare-exchange that failed.
    func collide() {
        let address = address
        if address != 0 {
            let hits = AtomicWords(address: address)[2].wrappingAdd(1, ordering: .relaxed).newValue
            if hits >= UInt64(Self.hitsMax / Self.hit) { stripe() }
            return
        }
        let state = state.load(ordering: .relaxed)
        guard state < Self.addressMin else { return }
        let next = (state == 0 ? Self.probes : state) &+ Self.hit
        if next & Self.hits >= Self.hitsMax {
            stripe()
        } else {
            _ = self.state.compareExchange(expected: state, desired: next, ordering: .relaxed)
        }
    }

    /// Looks anew where it was calm.
    func probeAgain() {
        // One that is never calm goes on in its own way: it probes whenever it is asked to.
        _ = state.compareExchange(expected: 0, desired: Self.probes, ordering: .relaxed)
        _ = state.compareExchange(expected: Self.neverCalm, desired: Self.neverCalm | Self.probes, ordering: .relaxed)
    }

    /// Spreads the value over the first lines, or over the second where the first are there.
    func stripe() {
        let old = state.load(ordering: .acquiring)
        let previous = old < Self.addressMin ? 0 : old
        if previous != 0, AtomicWords(address: previous)[1].load(ordering: .relaxed) != 0 { return }
        let bits = Self.bits[previous == 0 ? 0 : 1]
        let lines = AtomicWords.allocate((1 + 1 << Int(bits)) * AtomicWords.lineWords)
        lines[0].store(bits, ordering: .relaxed)
        lines[1].store(UInt64(previous), ordering: .relaxed)
        let isFirst = state.compareExchange(
            expected: old, desired: lines.address, successOrdering: .releasing, failureOrdering: .relaxed
        ).exchanged
        // Another thread came first, or a hint was taken: there will be another.
        if !isFirst { lines.deallocate() }
    }

    /// Calls back for every line, the oldest first, which a sum of doubles needs to never fall.
    @inline(__always)
    func forEachLine(_ body: (AtomicWords) -> Void) {
        let address = address
        if address != 0 { Self.walk(AtomicWords(address: address), body) }
    }

    private static func walk(_ lines: AtomicWords, _ body: (AtomicWords) -> Void) {
        let previous = UInt(lines[1].load(ordering: .relaxed))
        if previous != 0 { walk(AtomicWords(address: previous), body) }
        let lineBytes = UInt(AtomicWords.lineWords * MemoryLayout<UInt64>.stride)
        for index in 1...(1 << lines[0].load(ordering: .relaxed)) as ClosedRange<UInt64> {
            body(AtomicWords(address: lines.address + UInt(index) * lineBytes))
        }
    }

    /// How many lines there are: for the tests.
    var lineCount: Int {
        var count = 0
        forEachLine { _ in count += 1 }
        return count
    }
}
