/// What a label of a typed label set may be: an enum of strings, a `Bool`, a `String`.
///
/// ```swift
/// enum Method: String, CaseIterable, LabelValue { case get = "GET", post = "POST" }
/// ```
public protocol LabelValue: Sendable {
    /// All values there are, or nil where any is possible: what becomes the domain in the metric's descriptor.
    static var labelDomain: [String]? { get }
    /// The value as Prometheus sees it. An empty one is an absent label.
    var labelValue: String { get }
}

extension LabelValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// The raw values of all cases, those that are empty excepted: absence needs no leave.
    public static var labelDomain: [String]? { allCases.map(\.rawValue).filter { !$0.isEmpty } }
    public var labelValue: String { rawValue }
}

extension String: LabelValue {
    public static var labelDomain: [String]? { nil }
    public var labelValue: String { self }
}

extension Bool: LabelValue {
    public static var labelDomain: [String]? { ["false", "true"] }
    public var labelValue: String { self ? "true" : "false" }
}
