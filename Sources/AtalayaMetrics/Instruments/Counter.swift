public import Synchronization

/// A sum that only grows.
///
/// Keep the counter that the registry hands out: incrementing it is one relaxed atomic addition, without a lock or an
/// allocation. A counter that several threads were seen to write at once spreads over several cache lines, so that they
/// no longer wait for each other; it takes a kilobyte more then. Amounts that cannot be added (negative, NaN, infinite)
/// are dropped and counted in `atalaya_metrics_rejections_total`; nothing traps.
public final class Counter: Instrument, ExemplarHolder {
    public static let kind = MetricKind.counter

    // A counter takes as much memory as a line has, and what an increment touches never lies in two: so neighbours do not
    // meet. What a scrape reads is there as well.

    /// Whole amounts, which are most of them, go here with a single instruction; the rest goes to `fraction` below.
    @usableFromInline
    let whole = Atomic<UInt64>(0)
    /// The first word of each line continues `whole`, the second `fraction`. Where increments are sampled it is never
    /// calm, so that one question is enough for both.
    @usableFromInline
    let sharing: Sharing
    private let fraction = AtomicDouble()
    let context: InstrumentContext
    private let exemplars = ExemplarStore()

    /// Larger amounts go to `fraction`, so that `whole` cannot be brought to overflow in any number of increments
    /// that a process lives to make.
    private static let wholeMax: UInt64 = 1 << 32

    public init(context: InstrumentContext) {
        self.context = context
        sharing = Sharing(isEverCalm: context.sampler == nil)
    }

    private var isSampled: Bool { context.sampler != nil }

    /// Adds one. Inlinable, since the call would cost a third of the addition.
    @inlinable
    public func increment() {
        if sharing.isCalm {
            whole.wrappingAdd(1, ordering: .relaxed)
        } else {
            addWatched(1)
        }
    }

    /// Adds a whole amount. A negative one is dropped and counted.
    public func increment(by amount: Int64) {
        guard amount >= 0 else {
            context.reject(.negativeIncrement, "a counter cannot go down by \(amount.magnitude)")
            return
        }
        if amount < Self.wholeMax {
            addWatched(UInt64(amount))
        } else {
            increment(by: Double(amount))
        }
    }

    /// Adds a whole amount. A negative one is dropped and counted.
    public func increment(by amount: Int) {
        increment(by: Int64(amount))
    }

    /// Adds any amount. A negative, infinite or NaN one is dropped and counted.
    public func increment(by amount: Double) {
        guard isLegal(amount) else { return }
        if isSampled { exemplars.sample(amount, slot: 0, context) }
        add(amount)
    }

    /// Adds an amount and keeps it as the counter's exemplar, with labels that lead to what it stands for:
    /// `["trace_id": id]`. An amount that cannot be added is dropped and counted; so are labels that are illegal or have
    /// more than ``Exemplar/codePointsMax`` code points, and then the amount is added without.
    public func increment(by amount: Double = 1, exemplar labels: [String: String]) {
        guard isLegal(amount) else { return }
        exemplars.put(amount, labels, slot: 0, context)
        add(amount)
    }

    /// Adds a whole amount below `wholeMax` where threads may be in each other's way, or the trace may be kept.
    @usableFromInline
    func addWatched(_ amount: UInt64) {
        if isSampled { exemplars.sample(Double(amount), slot: 0, context) }
        add(amount)
    }

    private func isLegal(_ amount: Double) -> Bool {
        if amount >= 0, amount.isFinite { return true }
        if amount.isNaN {
            context.reject(.notANumber, "a counter cannot be incremented by NaN")
        } else if amount < 0 {
            context.reject(.negativeIncrement, "a counter cannot go down by \(-amount)")
        } else {
            context.reject(.notFinite, "a counter cannot be incremented by infinity")
        }
        return false
    }

    private func add(_ amount: Double) {
        if amount < Double(Self.wholeMax), amount == amount.rounded(.towardZero) {
            add(UInt64(amount))
        } else {
            let isDisturbed =
                if let line = sharing.line { line[1].addDouble(amount) } else { fraction.add(amount) }
            if isDisturbed { sharing.collide() }
        }
    }

    @inline(__always)
    private func add(_ amount: UInt64) {
        if sharing.isCalm {
            whole.wrappingAdd(amount, ordering: .relaxed)
        } else if let line = sharing.line {
            let (old, new) = line[0].wrappingAdd(amount, ordering: .relaxed)
            if Sharing.isProbe(old) { sharing.probe { line[0].load(ordering: .relaxed) != new } }
        } else {
            let (old, new) = whole.wrappingAdd(amount, ordering: .relaxed)
            if Sharing.isProbe(old) { sharing.probe { whole.load(ordering: .relaxed) != new } }
        }
    }

    /// The sum so far.
    public var value: Double { number.double }

    @inline(__always)
    private var number: MetricNumber {
        let fraction = fraction.value
        let whole = whole.load(ordering: .relaxed)
        if !sharing.hasLines { return Self.number(whole, fraction) }
        return striped(whole, fraction)
    }

    @inline(never)
    private func striped(_ whole: UInt64, _ fraction: Double) -> MetricNumber {
        var whole = whole
        var fraction = fraction
        sharing.forEachLine { line in
            whole &+= line[0].load(ordering: .relaxed)
            // Each line only grows, and they are always added in the same order: so the rounded sum never falls.
            fraction += Double(bitPattern: line[1].load(ordering: .relaxed))
        }
        return Self.number(whole, fraction)
    }

    @inline(__always)
    private static func number(_ whole: UInt64, _ fraction: Double) -> MetricNumber {
        fraction == 0 ? .integer(whole) : .double(Double(whole) + fraction)
    }

    public func read() -> SeriesValue { .number(number) }

    public static func read(
        _ instruments: [Counter], at places: [UInt32], reusing spare: consuming SeriesColumn?
    ) -> SeriesColumn {
        var numbers = NumberColumn(reusing: spare, count: instruments.count)
        var first = 0
        while first < instruments.count {
            let last = min(first + 64, instruments.count)
            var special = readWhole(instruments.span, first..<last, at: places, into: &numbers)
            while special != 0 {
                let index = first + special.trailingZeroBitCount
                special &= special &- 1
                numbers[Int(places[index])] = instruments[index].number
                instruments[index].sharing.probeAgain()
            }
            first = last
        }
        return SeriesColumn(.numbers(numbers), exemplars: exemplars(of: instruments, at: places))
    }

    /// Reads up to 64 counters as if they were whole numbers in one word, and gives a bit for each that is not, or that has
    /// risen by a lot. Loads and nothing else: with a call among them each counter would be retained for it.
    @inline(__always)
    private static func readWhole(
        _ counters: Span<Counter>, _ range: Range<Int>, at places: [UInt32], into numbers: inout NumberColumn
    ) -> UInt64 {
        var special: UInt64 = 0
        var words = numbers.words.mutableSpan
        for index in range {
            let place = Int(places[index])
            let (whole, isSpecial) = counters[index].readWhole(since: words[place])
            special |= (isSpecial ? 1 : 0) &<< UInt64(truncatingIfNeeded: index &- range.lowerBound)
            words[place] = whole
        }
        return special
    }

    /// `whole`, and whether there is more to say. First all loads, then the questions: with a branch between them the
    /// counter would be retained for it.
    @inline(__always)
    private func readWhole(since last: UInt64) -> (whole: UInt64, isSpecial: Bool) {
        let whole = whole.load(ordering: .relaxed)
        let fraction = fraction.bitPattern
        let hasLines = sharing.hasLines
        return (whole, fraction != 0 || hasLines || whole &- last > Self.busy)
    }

    /// A counter that rose by so much since the last scrape is worth a look whether threads meet at it.
    private static let busy: UInt64 = 100_000

    public var activity: UInt64? {
        switch number {
        case .integer(let value): value
        case .double(let value): value.bitPattern
        }
    }

    func exemplars(at now: UnixTime?) -> [Int: Exemplar] { exemplars.exemplars(context, at: now) }
}
