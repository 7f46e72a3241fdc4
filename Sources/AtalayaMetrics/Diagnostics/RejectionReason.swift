/// Why something was refused or dropped: the values of the `reason` label of `atalaya_metrics_rejections_total`.
public struct RejectionReason: Hashable, Sendable, CustomStringConvertible {
    /// The order is that of the counters in ``RejectionLog``.
    private enum Value: String, CaseIterable, Sendable {
        case negativeIncrement = "negative_increment"
        case notANumber = "not_a_number"
        case notFinite = "not_finite"
        case wrongKind = "wrong_kind"
        case definitionConflict = "definition_conflict"
        case nameConflict = "name_conflict"
        case duplicateSeries = "duplicate_series"
        case labelUnknown = "label_unknown"
        case labelCount = "label_count"
        case labelValueUndeclared = "label_value_undeclared"
        case labelValueTooLong = "label_value_too_long"
        case invalidLabels = "invalid_labels"
        case invalidValue = "invalid_value"
        case exemplarTooLong = "exemplar_too_long"
        case seriesLimit = "series_limit"
        case familyLimit = "family_limit"
        case collectorFailed = "collector_failed"
        case encodingFailed = "encoding_failed"
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// A counter was to go down.
    public static let negativeIncrement = RejectionReason(.negativeIncrement)
    /// NaN where only numbers make sense: increments and observations. A gauge may be set to NaN.
    public static let notANumber = RejectionReason(.notANumber)
    /// An infinity where it would spoil a sum for ever: increments and observations. A gauge may be set to one.
    public static let notFinite = RejectionReason(.notFinite)
    /// A gauge made from a counter's descriptor, and the like.
    public static let wrongKind = RejectionReason(.wrongKind)
    /// The same metric defined again with another kind, unit, label or bucket.
    public static let definitionConflict = RejectionReason(.definitionConflict)
    /// Two metrics whose samples or families would have the same name: a gauge `jobs_count` beside a histogram `jobs`.
    public static let nameConflict = RejectionReason(.nameConflict)
    /// The same label values twice in one family.
    public static let duplicateSeries = RejectionReason(.duplicateSeries)
    /// A label that the descriptor does not declare.
    public static let labelUnknown = RejectionReason(.labelUnknown)
    /// More or fewer positional label values than labels, or more labels than allowed.
    public static let labelCount = RejectionReason(.labelCount)
    /// A label value outside its declared domain.
    public static let labelValueUndeclared = RejectionReason(.labelValueUndeclared)
    /// A label value over ``RegistryConfiguration/labelValueBytesMax``.
    public static let labelValueTooLong = RejectionReason(.labelValueTooLong)
    /// Labels of a collected series that are not legal label names, or are reserved.
    public static let invalidLabels = RejectionReason(.invalidLabels)
    /// A collected value that its kind cannot have, such as a negative counter.
    public static let invalidValue = RejectionReason(.invalidValue)
    /// Labels of an exemplar over ``Exemplar/codePointsMax``; the observation was counted without it.
    public static let exemplarTooLong = RejectionReason(.exemplarTooLong)
    /// A new series over the limit of its metric or of the registry; it was counted in the overflow series.
    public static let seriesLimit = RejectionReason(.seriesLimit)
    /// A new metric over ``RegistryConfiguration/familiesMax``.
    public static let familyLimit = RejectionReason(.familyLimit)
    /// A collector threw; what it had collected in that scrape was dropped.
    public static let collectorFailed = RejectionReason(.collectorFailed)
    /// A content encoder threw; the scrape was answered without compression.
    public static let encodingFailed = RejectionReason(.encodingFailed)

    /// Every reason, in a stable order.
    public static let all: [RejectionReason] = Value.allCases.map { RejectionReason($0) }

    /// The position in ``all``.
    var index: Int { Value.allCases.firstIndex(of: value) ?? 0 }

    public var description: String { value.rawValue }
}
