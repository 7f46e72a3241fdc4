import AtalayaModel
import Synchronization

/// The part of a ``Histogram`` that has native buckets.
///
/// An observation is three atomic additions, four if there are classic buckets too: it enters, which says in one step
/// that it has begun and which of two blocks it is to write to; it adds to the sum; it adds to its bucket, which ends it.
/// So the cells of a block add up to those that have left it, and compared with those that entered it this tells when
/// the last one is out.
///
/// A reader makes the other block the one to enter and waits for the few that are still in the first. Then that block is
/// its own: its counts go to the totals under the lock, and it is made ready for the next turn, with as many places as
/// there are buckets by now, and as coarse as the histogram has become. Nobody ever waits for a reader.
///
/// A bucket that has no place in a block yet is seldom: the first observation in it. It is counted in the totals, under
/// the lock, and the bucket entered into the block. The same way is open to all when a writer, suspended in the middle of
/// an observation, keeps a block from being made ready; so the wait for it need never be long.
struct NativeHistogram: ~Copyable, Sendable {
    private struct State {
        var totals: NativeTotals
        /// How many had entered when the blocks last changed places.
        var enteredBefore: UInt64 = 0
        /// How many entered the cold block while it was hot. Nil when it was drained.
        var awaited: UInt64?
        /// Of the first block and of the second: how many buckets have a place.
        var keyCounts = (0, 0)
        var startTime: UnixTime?
    }

    /// What an observation seldom needs: apart, so that it costs histograms that are not native a reference only.
    private final class Ledger: Sendable {
        let options: NativeHistogramOptions
        let now: (@Sendable () -> UnixTime)?
        let state: Lock<State>

        init(_ options: NativeHistogramOptions, now: (@Sendable () -> UnixTime)?, state: consuming State) {
            self.options = options
            self.now = now
            self.state = Lock(state)
        }
    }

    /// How many observations have begun, and in the highest bit which block they are to write to.
    private let entered = Atomic<UInt64>(0)
    private let first: Atomic<NativeBlock>
    private let second: Atomic<NativeBlock>
    private let indexTable = NativeIndexTable.entries
    private let classicCount: Int
    private let ledger: Ledger
    /// False in a histogram that has no native buckets, which nobody then writes to. Not an optional around all this:
    /// to tell whether there is one, the atomics in it would be read as if they were plain numbers.
    let isEnabled: Bool

    private static let secondIsHot: UInt64 = 1 << 63
    private static let capacityMin = 16
    /// How often a reader looks whether the last writers have left, and how often one who only wants more room does.
    private static let attemptsOfReader = 2_000
    private static let attemptsOfWriter = 20

    /// `classicCount` is the number of classic buckets with `+Inf`, 0 for none. `now` is nil where the time is not known.
    init(_ options: NativeHistogramOptions, classicCount: Int, now: (@Sendable () -> UnixTime)?) {
        self.classicCount = classicCount
        let blocks = [0, 1].map { _ in
            let block = NativeBlock(capacity: Self.capacityMin, classicCount: classicCount)
            block.fill([], schema: options.schema, zeroThreshold: options.zeroThreshold)
            return block
        }
        first = Atomic(blocks[0])
        second = Atomic(blocks[1])
        let state = State(totals: NativeTotals(options, classicCount: classicCount), startTime: now?())
        ledger = Ledger(options, now: now, state: state)
        isEnabled = true
    }

    /// One that is not enabled, and costs no memory of its own.
    static func disabled() -> NativeHistogram {
        NativeHistogram(disabledWith: ledgerOfDisabled)
    }

    private init(disabledWith ledger: Ledger) {
        classicCount = 0
        first = Atomic(Self.blockOfDisabled)
        second = Atomic(Self.blockOfDisabled)
        self.ledger = ledger
        isEnabled = false
    }

    private static let blockOfDisabled = NativeBlock(capacity: 2, classicCount: 0)
    private static let ledgerOfDisabled = Ledger(
        .default, now: nil, state: State(totals: NativeTotals(.default, classicCount: 0)))

    deinit {
        guard isEnabled else { return }
        first.load(ordering: .relaxed).deallocate()
        second.load(ordering: .relaxed).deallocate()
    }

    // MARK: Writing

    /// Counts an observation, NaN and infinities too. `classicBucket` is its classic bucket, if there are such.
    @inline(__always)
    func observe(_ value: Double, classicBucket: Int) {
        // Acquiring: what was done to the block before it became hot is seen.
        let block = enter()
        guard let cell = cell(of: value, in: block) else {
            detour(value, classicBucket: classicBucket, from: block)
            return
        }
        block.add(value)
        if classicCount > 0 { block.countClassic(classicBucket) }
        block.count(cell)
    }

    /// The first step of an observation; apart only for the tests, which stand for a writer suspended after it.
    @inline(__always)
    func enter() -> NativeBlock {
        let before = entered.wrappingAdd(1, ordering: .acquiring).oldValue
        return before & Self.secondIsHot == 0 ? first.load(ordering: .relaxed) : second.load(ordering: .relaxed)
    }

    /// The cell to count a value in, nil if its bucket has none.
    @inline(__always)
    private func cell(of value: Double, in block: NativeBlock) -> NativeBlock.Cell? {
        let magnitude = value.magnitude
        if magnitude <= block.zeroThreshold { return block.zeroCell }
        guard magnitude.isNormal else { return rareCell(of: value, in: block) }
        let key = NativeKey(
            index: NativeBuckets.coarser(NativeBuckets.finestIndex(ofNormal: magnitude, indexTable), by: block.shift),
            isNegative: value < 0)
        return block.cell(of: key)
    }

    /// The same for what is not a normal number: NaN, infinities, subnormals.
    @inline(never)
    private func rareCell(of value: Double, in block: NativeBlock) -> NativeBlock.Cell? {
        if value.isNaN { return block.notANumberCell }
        let index = NativeBuckets.index(of: value.magnitude, schema: block.schema)
        return block.cell(of: NativeKey(index: index, isNegative: value < 0))
    }

    /// Counts an observation whose bucket has no place, and makes one for those to come.
    @inline(never)
    private func detour(_ value: Double, classicBucket: Int, from block: NativeBlock) {
        // Out of the block first: whoever has the lock may be waiting for that.
        block.count(block.detourCell)
        let time = ledger.options.resetAfter == nil ? nil : ledger.now?()
        ledger.state.withLock { state in
            count(value, classicBucket: classicBucket, &state)
            if state.totals.buckets.count > ledger.options.bucketsMax {
                if isRestartDue(state, at: time), restart(&state, at: time) != nil {
                    // The buckets that were too many are gone, and this observation is the first of the new ones.
                    count(value, classicBucket: classicBucket, &state)
                } else {
                    state.totals.reduce(to: ledger.options)
                }
            }
            let hot = hotBlock
            if isCurrent(hot, state.totals), let key = state.totals.key(of: value) {
                if hot.cell(of: key) != nil { return }
                if hot.enter(key, keyCount: hotKeyCount(state)) {
                    countHotKey(&state)
                    return
                }
            }
            if drain(&state, attempts: Self.attemptsOfWriter) { swap(&state, for: state.totals) }
        }
    }

    private func count(_ value: Double, classicBucket: Int, _ state: inout State) {
        state.totals.observe(value)
        if classicCount > 0 { state.totals.classic[classicBucket] &+= 1 }
    }

    // MARK: Reading

    /// Everything that was observed until now. Exact: all parts of it are of the same observations.
    func read() -> (totals: NativeTotals, startTime: UnixTime?) {
        ledger.state.withLock { state in
            settle(&state)
            return (state.totals, state.startTime)
        }
    }

    /// Takes out everything that was observed until now and starts again at zero, as fine as at first. Where a suspended
    /// writer is in the way, that is put off: nothing is taken out.
    func take() -> NativeTotals? {
        let time = ledger.now?()
        return ledger.state.withLock { restart(&$0, at: time) }
    }

    /// Brings everything into the totals. Where a suspended writer is in the way, they are what they last were.
    private func settle(_ state: inout State) {
        guard drain(&state, attempts: Self.attemptsOfReader) else { return }
        guard entered.load(ordering: .relaxed) & ~Self.secondIsHot != state.enteredBefore else { return }
        swap(&state, for: state.totals)
        _ = drain(&state, attempts: Self.attemptsOfReader)
    }

    // MARK: Starting again

    private func isRestartDue(_ state: State, at time: UnixTime?) -> Bool {
        guard let resetAfter = ledger.options.resetAfter, let time, let start = state.startTime else { return false }
        return time >= start.advanced(by: resetAfter)
    }

    /// Starts again at zero and gives what there was until now; nil if that cannot be done at once.
    private func restart(_ state: inout State, at time: UnixTime?) -> NativeTotals? {
        let new = NativeTotals(ledger.options, classicCount: classicCount)
        // The next block is made ready for the new totals, and the last one belongs to the old ones entirely: no bucket
        // that is coarser than the totals it goes to.
        guard drain(&state, attempts: Self.attemptsOfReader) else { return nil }
        swap(&state, for: new)
        guard drain(&state, attempts: Self.attemptsOfReader) else { return nil }
        defer {
            state.totals = new
            state.startTime = time
        }
        return state.totals
    }

    // MARK: Two blocks

    private var isSecondHot: Bool { entered.load(ordering: .relaxed) & Self.secondIsHot != 0 }
    private var hotBlock: NativeBlock { isSecondHot ? second.load(ordering: .relaxed) : first.load(ordering: .relaxed) }
    private var coldBlock: NativeBlock {
        isSecondHot ? first.load(ordering: .relaxed) : second.load(ordering: .relaxed)
    }

    private func hotKeyCount(_ state: State) -> Int { isSecondHot ? state.keyCounts.1 : state.keyCounts.0 }

    private func countHotKey(_ state: inout State) {
        if isSecondHot { state.keyCounts.1 += 1 } else { state.keyCounts.0 += 1 }
    }

    private func isCurrent(_ block: NativeBlock, _ totals: NativeTotals) -> Bool {
        block.schema == totals.schema && block.zeroThreshold == totals.zeroThreshold
    }

    /// Brings the cold block into the totals once all who entered it have left. Says whether it is empty now.
    private func drain(_ state: inout State, attempts: Int) -> Bool {
        guard let awaited = state.awaited else { return true }
        let cold = coldBlock
        for _ in 0..<attempts where cold.finishedCount == awaited {
            cold.drain(into: &state.totals)
            state.awaited = nil
            if state.totals.buckets.count > ledger.options.bucketsMax { state.totals.reduce(to: ledger.options) }
            return true
        }
        return false
    }

    /// Makes the cold block, which must be drained, the hot one, with a place for every bucket of these totals.
    private func swap(_ state: inout State, for totals: NativeTotals) {
        prepareCold(&state, for: totals)
        // Releasing the cold block to who enters it; the hot one is read only when those who entered it have left.
        let before = entered.bitwiseXor(Self.secondIsHot, ordering: .acquiringAndReleasing).oldValue
        let count = before & ~Self.secondIsHot
        state.awaited = count == state.enteredBefore ? nil : count &- state.enteredBefore
        state.enteredBefore = count
    }

    private func prepareCold(_ state: inout State, for totals: NativeTotals) {
        var cold = coldBlock
        let count = totals.buckets.count
        guard !isCurrent(cold, totals) || (isSecondHot ? state.keyCounts.0 : state.keyCounts.1) != count else { return }
        if 2 * count >= cold.capacity {
            cold.deallocate()
            var capacity = Self.capacityMin
            while capacity <= 2 * count { capacity *= 2 }
            cold = NativeBlock(capacity: capacity, classicCount: classicCount)
            if isSecondHot { first.store(cold, ordering: .relaxed) } else { second.store(cold, ordering: .relaxed) }
        }
        cold.fill(totals.buckets.keys, schema: totals.schema, zeroThreshold: totals.zeroThreshold)
        if isSecondHot { state.keyCounts.0 = count } else { state.keyCounts.1 = count }
    }
}
