/// Why something that came by statsd was not taken: the values of a label `reason`.
public struct StatsdReason: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String, CaseIterable {
        case malformed
        case unsupported
        case invalidValue = "invalid_value"
        case invalidName = "invalid_name"
        case typeConflict = "type_conflict"
        case limit
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// A line that is not `name:value|type`, or not UTF-8.
    public static let malformed = StatsdReason(.malformed)
    /// A type, event or service check that means nothing here.
    public static let unsupported = StatsdReason(.unsupported)
    /// A negative counter, a value that is no number, a rate that is not above 0 and at most 1.
    public static let invalidValue = StatsdReason(.invalidValue)
    /// A name or a tag that becomes none that Prometheus reads.
    public static let invalidName = StatsdReason(.invalidName)
    /// A name that is in use with another type; the first stays.
    public static let typeConflict = StatsdReason(.typeConflict)
    /// More series, or more values of a set, than are kept.
    public static let limit = StatsdReason(.limit)

    public static let all = Value.allCases.map { StatsdReason($0) }

    public var description: String { value.rawValue }
}
