/// The name of a label: `[a-zA-Z_][a-zA-Z0-9_]*`, or any text where UTF-8 is asked for by name. Names starting with `__` are
/// Prometheus' own.
///
/// `le` and `quantile` are legal names; whether a metric may use them depends on its kind, so ``MetricDescriptor`` decides.
public struct LabelName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String
    /// Whether every Prometheus can read the name; others are quoted or escaped (``NameEscaping``) where they are written.
    public let isLegacy: Bool

    /// Checks and wraps a name that every Prometheus reads. Throws `invalidLabelName` or `reservedLabelName`.
    public init(_ name: String) throws(ModelError) {
        guard name.isLegacyLabelName else {
            throw ModelError(
                .invalidLabelName,
                "\(name.quotedForMessage) is not a label name: letters, digits and \"_\" only, no digit first"
            )
        }
        try self.init(utf8: name)
    }

    /// Wraps any text, such as `http.route`. Throws `invalidLabelName` when it is empty, or `reservedLabelName`.
    public init(utf8 name: String) throws(ModelError) {
        guard !name.isEmpty else { throw ModelError(.invalidLabelName, "a label needs a name") }
        guard !name.utf8.starts(with: "__".utf8) else {
            throw ModelError(
                .reservedLabelName, "\(name.quotedForMessage): names starting with \"__\" are internal to Prometheus")
        }
        rawValue = name
        isLegacy = name.isLegacyLabelName
    }

    public var description: String { rawValue }

    // By bytes, as Prometheus compares: strings take the two spellings of "é" for one name.
    public static func == (left: LabelName, right: LabelName) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    public static func < (left: LabelName, right: LabelName) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
