public import Synchronization

/// A sum that only grows.
///
/// Keep the counter that the registry hands out: incrementing it is one relaxed atomic addition, without a lock or an
/// allocation. Amounts that cannot be added (negative, NaN, infinite) are dropped and counted in
/// `atalaya_metrics_rejections_total`; nothing traps.
public final class Counter: Instrument {
    public static let kind = MetricKind.counter

    /// Whole amounts, which are most of them, go here with a single instruction; the rest goes to `fraction`.
    @usableFromInline
    let whole = Atomic<UInt64>(0)
    private let fraction = AtomicDouble()
    private let context: InstrumentContext

    /// Larger amounts go to `fraction`, so that `whole` cannot be brought to overflow in any number of increments
    /// that a process lives to make.
    private static let wholeMax: UInt64 = 1 << 32

    public init(context: InstrumentContext) {
        self.context = context
    }

    /// Adds one. Inlinable, since the call would cost a third of the addition.
    @inlinable
    public func increment() {
        whole.wrappingAdd(1, ordering: .relaxed)
    }

    /// Adds a whole amount. A negative one is dropped and counted.
    public func increment(by amount: Int64) {
        guard amount >= 0 else {
            context.reject(.negativeIncrement, "a counter cannot go down by \(amount.magnitude)")
            return
        }
        add(UInt64(amount))
    }

    /// Adds a whole amount. A negative one is dropped and counted.
    public func increment(by amount: Int) {
        increment(by: Int64(amount))
    }

    /// Adds any amount. A negative, infinite or NaN one is dropped and counted.
    public func increment(by amount: Double) {
        guard amount >= 0 else {
            if amount.isNaN {
                context.reject(.notANumber, "a counter cannot be incremented by NaN")
            } else {
                context.reject(.negativeIncrement, "a counter cannot go down by \(-amount)")
            }
            return
        }
        guard amount.isFinite else {
            context.reject(.notFinite, "a counter cannot be incremented by infinity")
            return
        }
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
        SeriesColumn(.numbers(instruments.map(\.number)))
    }
}
