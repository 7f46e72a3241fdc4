/// A label that a metric has, and what values it may take.
public struct LabelDescriptor: Hashable, Sendable {
    public let name: LabelName
    /// The only values allowed, or nil for an open domain. A closed domain bounds the number of series and lets panels
    /// and rules be checked against it.
    public let values: [String]?
    /// What the label means, for the generated documentation.
    public let help: String

    public init(name: LabelName, values: [String]? = nil, help: String = "") throws(ModelError) {
        if let values {
            guard !values.isEmpty else {
                throw ModelError(
                    .invalidLabelDomain, "label \"\(name)\" has an empty list of values; leave it out for any value")
            }
            guard Set(values).count == values.count else {
                throw ModelError(.invalidLabelDomain, "label \"\(name)\" lists a value twice")
            }
        }
        self.name = name
        self.values = values
        self.help = help
    }

    /// As above, checking the name too. Throws `invalidLabelName`, `reservedLabelName` or `invalidLabelDomain`.
    public init(_ name: String, values: [String]? = nil, help: String = "") throws(ModelError) {
        try self.init(name: LabelName(name), values: values, help: help)
    }
}
