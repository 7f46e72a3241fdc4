/// The unit of a metric, which is also the suffix of its name: `request_duration_seconds`.
///
/// Prometheus uses base units: seconds, not milliseconds; bytes, not kilobytes; ratios, not percent.
public struct MetricUnit: Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// Any unit of letters, digits and underscores; empty means ``none``. Throws `invalidUnit`.
    public init(_ unit: String) throws(ModelError) {
        guard unit.utf8.allSatisfy(\.isNameContinuation), !unit.utf8.starts(with: "_".utf8) else {
            throw ModelError(.invalidUnit, "\(unit.quotedForMessage) is not a unit: letters, digits and \"_\" only")
        }
        rawValue = unit
    }

    private init(base: String) { rawValue = base }

    /// No unit: a plain number of things.
    public static let none = MetricUnit(base: "")
    public static let seconds = MetricUnit(base: "seconds")
    public static let bytes = MetricUnit(base: "bytes")
    public static let ratio = MetricUnit(base: "ratio")
    public static let celsius = MetricUnit(base: "celsius")
    public static let meters = MetricUnit(base: "meters")
    public static let grams = MetricUnit(base: "grams")
    public static let joules = MetricUnit(base: "joules")
    public static let volts = MetricUnit(base: "volts")
    public static let amperes = MetricUnit(base: "amperes")

    /// The base units that Prometheus recommends, in the order of its documentation.
    public static let baseUnits: [MetricUnit] = [
        .seconds, .celsius, .meters, .bytes, .ratio, .volts, .amperes, .joules, .grams,
    ]

    public var description: String { rawValue }
}
