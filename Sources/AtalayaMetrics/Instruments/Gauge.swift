import Synchronization

/// A value that goes up and down.
///
/// Setting is one relaxed store. A gauge may be set to NaN or an infinity; adding one is dropped and counted, since no
/// later addition could undo it.
public final class Gauge: Instrument {
    public static let kind = MetricKind.gauge

    private let cell = AtomicDouble()
    /// Set by every write, since one may write the same value again; and how often it was found set.
    private let isWritten = Atomic<Bool>(false)
    private let findings = Atomic<UInt64>(0)
    private let context: InstrumentContext

    public init(context: InstrumentContext) {
        self.context = context
    }

    /// Replaces the value.
    public func set(_ value: Double) {
        cell.store(value)
        isWritten.store(true, ordering: .relaxed)
    }

    /// Replaces the value by a duration in seconds.
    public func set(_ value: Duration) {
        set(value.inSeconds)
    }

    /// Adds an amount, which may be negative.
    public func increment(by amount: Double = 1) {
        guard amount.isFinite else {
            context.reject(amount.isNaN ? .notANumber : .notFinite, "a gauge cannot be changed by \(amount)")
            return
        }
        cell.add(amount)
        isWritten.store(true, ordering: .relaxed)
    }

    /// Takes an amount off, which may be negative.
    public func decrement(by amount: Double = 1) {
        increment(by: -amount)
    }

    /// The value now.
    public var value: Double { cell.value }

    public func read() -> SeriesValue { .number(.double(cell.value)) }

    public static func read(
        _ instruments: [Gauge], at places: [UInt32], reusing spare: consuming SeriesColumn?
    ) -> SeriesColumn {
        var numbers = NumberColumn(reusing: spare, count: instruments.count)
        let gauges = instruments.span
        numbers.replace(at: places) { gauges[$0].cell.value }
        return SeriesColumn(.numbers(numbers))
    }

    public var activity: UInt64? {
        if isWritten.exchange(false, ordering: .relaxed) { findings.wrappingAdd(1, ordering: .relaxed) }
        return findings.load(ordering: .relaxed)
    }
}

extension Duration {
    /// Seconds as a double; durations of a service's life keep better than nanoseconds.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
