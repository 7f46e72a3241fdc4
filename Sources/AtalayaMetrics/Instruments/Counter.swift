public import Synchronization

/// A sum that only grows.
///
/// Keep the counter that the registry hands out: incrementing it is one relaxed atomic addition, without a lock or an
/// allocation. Amounts that cannot be added (negative, NaN, infinite) are dropped and counted in
/// `atalaya_metrics_rejections_total`; nothing traps.
public final class Counter: Instrument, ExemplarHolder {
    public static let kind = MetricKind.counter

    /// Whole amounts, which are most of them, go here with a single instruction; the rest goes to `fraction`.
    @usableFromInline
    let whole = Atomic<UInt64>(0)
    private let fraction = AtomicDouble()
    let context: InstrumentContext
    private let exemplars = ExemplarStore(slotCount: 1)
    @usableFromInline
    let isSampled: Bool

    /// Larger amounts go to `fraction`, so that `whole` cannot be brought to overflow in any number of increments
    /// that a process lives to make.
    private static let wholeMax: UInt64 = 1 << 32

    public init(context: InstrumentContext) {
        self.context = context
        isSampled = context.sampler != nil
    }

    /// Adds one. Inlinable, since the call would cost a third of the addition.
    @inlinable
    public func increment() {
        if isSampled { sample(1) }
        whole.wrappingAdd(1, ordering: .relaxed)
    }

    /// Adds a whole amount. A negative one is dropped and counted.
    public func increment(by amount: Int64) {
        guard amount >= 0 else {
            context.reject(.negativeIncrement, "a counter cannot go down by \(amount.magnitude)")
            return
        }
        if isSampled { sample(Double(amount)) }
        add(UInt64(amount))
    }

    /// Adds a whole amount. A negative one is dropped and counted.
    public func increment(by amount: Int) {
        increment(by: Int64(amount))
    }

    /// Adds any amount. A negative, infinite or NaN one is dropped and counted.
    public func increment(by amount: Double) {
        guard isLegal(amount) else { return }
        if isSampled { sample(amount) }
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

    /// May keep the trace in which the counter is incremented; apart, since it is seldom done.
    @usableFromInline
    func sample(_ amount: Double) {
        exemplars.sample(amount, slot: 0, context)
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
            whole.wrappingAdd(UInt64(amount), ordering: .relaxed)
        } else {
            fraction.add(amount)
        }
    }

    private func add(_ amount: UInt64) {
        if amount < Self.wholeMax {
            whole.wrappingAdd(amount, ordering: .relaxed)
        } else {
            fraction.add(Double(amount))
        }
    }

    /// The sum so far.
    public var value: Double { number.double }

    private var number: MetricNumber {
        let fraction = fraction.value
        let whole = whole.load(ordering: .relaxed)
        return fraction == 0 ? .integer(whole) : .double(Double(whole) + fraction)
    }

    public func read() -> SeriesValue { .number(number) }

    public static func read(_ instruments: [Counter]) -> SeriesColumn {
        SeriesColumn(.numbers(instruments.map(\.number)), exemplars: exemplars(of: instruments))
    }

    func exemplars(at now: UnixTime?) -> [Int: Exemplar] { exemplars.exemplars(context, at: now) }
}
