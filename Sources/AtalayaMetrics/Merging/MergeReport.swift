/// What was lost or changed when an exposition was merged, by reason: nothing goes silently.
public struct MergeReport: Hashable, Sendable {
    /// How often each thing happened.
    public private(set) var counts: [MergeReason: Int] = [:]
    /// The first occurrence of each reason for people to read.
    public private(set) var messages: [MergeReason: String] = [:]
    /// Series that are in the snapshot now.
    public internal(set) var seriesCount = 0

    init() {}

    mutating func record(_ reason: MergeReason, count: Int = 1, _ message: @autoclosure () -> String) {
        guard count > 0 else { return }
        counts[reason, default: 0] += count
        if messages[reason] == nil { messages[reason] = String(message().prefix(400)) }
    }
}

/// Why something of a merged exposition is missing or changed: the values of a label `reason`.
public struct MergeReason: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String, CaseIterable {
        case malformed
        case typeConflict = "type_conflict"
        case nameConflict = "name_conflict"
        case duplicateSeries = "duplicate_series"
        case invalidLabels = "invalid_labels"
        case invalidValue = "invalid_value"
        case seriesLimit = "series_limit"
        case exemplar
        case helpConflict = "help_conflict"
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// A line that breaks its format. What could be read of the rest is merged.
    public static let malformed = MergeReason(.malformed)
    /// A metric that is there with another type or unit: all its series are left out.
    public static let typeConflict = MergeReason(.typeConflict)
    /// A metric whose samples or family would be called like those of another: all its series are left out.
    public static let nameConflict = MergeReason(.nameConflict)
    /// A series that is there already; the first stays.
    public static let duplicateSeries = MergeReason(.duplicateSeries)
    /// A series with a label that no reader takes, such as `__name__`.
    public static let invalidLabels = MergeReason(.invalidLabels)
    /// A series whose value its type cannot have: a negative counter, a bucket less than the one below it.
    public static let invalidValue = MergeReason(.invalidValue)
    /// A series more than are allowed.
    public static let seriesLimit = MergeReason(.seriesLimit)
    /// An exemplar that is too long or not in its bucket; the series stays without it.
    public static let exemplar = MergeReason(.exemplar)
    /// Another help text than the metric has already; the series stay, under the first.
    public static let helpConflict = MergeReason(.helpConflict)

    public static let all = Value.allCases.map { MergeReason($0) }

    public var description: String { value.rawValue }
}
