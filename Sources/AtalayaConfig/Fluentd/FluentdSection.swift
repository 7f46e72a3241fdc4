/// One section of a Fluentd configuration as its parser sees it, whatever the file's syntax: `<name argument> …
/// </name>`.
///
/// Typed plugins turn themselves into sections, both writers write sections, and the rules look at them.
public struct FluentdSection: Hashable, Sendable {
    public var name: String
    /// The tag pattern of a `match`, the chunk keys of a `buffer`, the name of a `label`.
    public var arguments: [String]
    public var parameters: [FluentdParameter]
    public var sections: [FluentdSection]
    /// Comment lines above the section, for the person who reads the file.
    public var comments: [String]

    public init(
        _ name: String, _ arguments: [String] = [], parameters: [FluentdParameter] = [],
        sections: [FluentdSection] = [],
        comments: [String] = []
    ) {
        self.name = name
        self.arguments = arguments
        self.parameters = parameters
        self.sections = sections
        self.comments = comments
    }

    /// The parameter's value as text, where it has one.
    func text(_ parameter: String) -> String? {
        guard let value = parameters.first(where: { $0.name == parameter })?.value else { return nil }
        switch value.content {
        case .text(let text), .quantity(let text): return text
        default: return nil
        }
    }

    /// How the arguments stand behind the name: patterns of a tag are separated by spaces (Fluentd splits them there
    /// and nowhere else), chunk keys by commas.
    var argumentText: String { arguments.joined(separator: name == "buffer" ? "," : " ") }
}

/// A parameter: one line of a section.
public struct FluentdParameter: Hashable, Sendable {
    public var name: String
    public var value: FluentdValue
    public var comment: String?

    public init(_ name: String, _ value: FluentdValue, comment: String? = nil) {
        self.name = name
        self.value = value
        self.comment = comment
    }
}

/// A list of parameters under construction; what is nil leaves no trace, so that Fluentd's own default holds.
struct FluentdParameters {
    private(set) var all: [FluentdParameter] = []

    mutating func set(_ name: String, _ value: FluentdValue?, comment: String? = nil) {
        if let value { all.append(FluentdParameter(name, value, comment: comment)) }
    }

    mutating func set(_ name: String, text: String?, comment: String? = nil) {
        set(name, text.map(FluentdValue.text), comment: comment)
    }
}
