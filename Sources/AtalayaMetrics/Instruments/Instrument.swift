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
}

/// What every series of one metric shares.
public struct InstrumentContext: Sendable {
    let descriptor: MetricDescriptor
    let rejections: RejectionLog

    func reject(_ reason: RejectionReason, _ message: @autoclosure () -> String) {
        rejections.record(reason, metric: descriptor.name.rawValue, "\(descriptor.name): \(message())")
    }
}
