import AtalayaModel
import Synchronization

/// Count and sum of observations, and quantiles over a window that moves with time.
///
/// A quantile is off by at most 0.55 % of its value: observations are counted in exponential buckets, 64 for each doubling.
/// Were there more than ``bucketsMax`` of them at once, which takes observations all over five orders of magnitude, every
/// two would become one and the error double. Quantiles of an empty window are NaN; count and sum are exact and of all
/// time.
///
/// An observation costs what a native histogram's does, and asking the registry's clock. Without a clock
/// (``RegistryConfiguration/now``) the window never moves: the quantiles are those of all time.
public final class Summary: Instrument {
    public static let kind = MetricKind.summary

    /// The most buckets in use for each step of the window: what bounds the memory of a summary.
    public static let bucketsMax = 1_000

    private let context: InstrumentContext
    /// What was observed since the window last moved.
    private let recent: NativeHistogram
    private let window: Lock<SummaryWindow>
    /// When the window moves next, in nanoseconds since the epoch.
    private let moves: Atomic<Int64>

    public init(context: InstrumentContext) {
        self.context = context
        // The options are legal, and a test says so; should they ever not be, quantiles are coarser.
        let options = try? NativeHistogramOptions(bucketFactor: 1.011, bucketsMax: Self.bucketsMax)
        recent = NativeHistogram(options ?? .default, classicCount: 0, now: nil)
        let window = SummaryWindow(
            context.descriptor.summary ?? .countAndSum, buckets: options ?? .default, start: context.now?())
        moves = Atomic(window.moves.nanoseconds)
        self.window = Lock(window)
    }

    /// Counts an observation. NaN and infinities are dropped and counted, since they would spoil the sum for ever.
    public func observe(_ value: Double) {
        guard value.isFinite else {
            context.reject(value.isNaN ? .notANumber : .notFinite, "a summary cannot observe \(value)")
            return
        }
        if let now = context.now?(), now.nanoseconds >= moves.load(ordering: .relaxed) { move(to: now) }
        recent.observe(value, classicBucket: 0)
    }

    /// Counts a duration, in seconds.
    public func observe(_ duration: Duration) {
        observe(duration.inSeconds)
    }

    /// Count, sum and quantiles now.
    public func snapshot() -> SummaryValue {
        if let now = context.now?() { move(to: now) }
        return window.withLock { $0.value(with: recent.read().totals) }
    }

    public func read() -> SeriesValue { .summary(snapshot()) }

    /// Puts what is recent into the step that ends, and begins another.
    private func move(to now: UnixTime) {
        window.withLock { window in
            guard window.isToMove(at: now) else { return }
            // A writer suspended in the middle of its observation may prevent it; then this belongs to the next step.
            if let totals = recent.take() { window.add(totals) }
            window.move(to: now)
            moves.store(window.moves.nanoseconds, ordering: .relaxed)
        }
    }
}
