import Synchronization

/// What a series of a metric is written through: a counter, a gauge, a histogram.
///
/// Conformances are this module's own; the protocol is public so that ``InstrumentFamily`` can name it.
public protocol Instrument: AnyObject, Sendable {
    /// The kind that a descriptor must have to make this instrument.
    static var kind: MetricKind { get }
    /// A new series at zero. Only the registry makes instruments.
    init(context: InstrumentContext)
    /// The value now; consistent in itself, whatever other threads write meanwhile.
    func read() -> SeriesValue
    /// The values of all series of one metric, each consistent in itself; where that helps, in the memory of a column that
    /// nobody needs any more.
    ///
    /// One call for all of them, so that instruments of 100,000 series are read in a plain loop. They come in the order in
    /// which they were made, which is about how they lie in memory: walking through it takes half as long as going from
    /// one to the next of their labels. `places` says where each belongs in the column.
    static func read(_ instruments: [Self], at places: [UInt32], reusing spare: consuming SeriesColumn?) -> SeriesColumn
    /// A number that differs after every write, by which expiry tells who is idle; nil for what never expires.
    /// Asked by one thread at a time.
    var activity: UInt64? { get }
}

extension Instrument {
    public static func read(
        _ instruments: [Self], at places: [UInt32], reusing spare: consuming SeriesColumn?
    ) -> SeriesColumn {
        var values = SeriesColumn.values(reusing: spare, count: instruments.count)
        for (instrument, place) in zip(instruments, places) { values[Int(place)] = instrument.read() }
        return SeriesColumn(.others(values))
    }

    public var activity: UInt64? {
        switch read() {
        case .histogram(let value): value.count
        case .summary(let value): value.count
        // What is said rather than counted stays true until it is taken back.
        case .number, .info, .stateSet: nil
        }
    }
}

/// What every series of one metric shares: one object, so that it costs each of them a reference.
public final class InstrumentContext: Sendable {
    let descriptor: MetricDescriptor
    let rejections: RejectionLog
    /// What time it is; nil where nobody knows.
    let now: (@Sendable () -> UnixTime)?
    /// Takes exemplars by itself; nil where nobody does.
    let sampler: ExemplarSampler?
    /// Whether any series has, or had, an exemplar: so that reading those of other metrics does not look for any.
    let hasExemplars = Atomic<Bool>(false)

    init(
        descriptor: MetricDescriptor, rejections: RejectionLog, now: (@Sendable () -> UnixTime)? = nil,
        sampler: ExemplarSampler? = nil
    ) {
        self.descriptor = descriptor
        self.rejections = rejections
        self.now = now
        self.sampler = sampler
    }

    func reject(_ reason: RejectionReason, _ message: @autoclosure () -> String) {
        rejections.record(reason, metric: descriptor.name.rawValue, "\(descriptor.name): \(message())")
    }
}
