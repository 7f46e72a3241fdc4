/// One section of a Fluentd configuration as it was read, in either syntax: `<name argument> … </name>`.
///
/// Parameters and sections keep their order; what Fluentd would make of a second parameter of one name (it wins) is for
/// a check to say. An `@include` is a section of that name, with the path for an argument: what it brings in stands
/// where it stands.
public struct FluentdElement: Hashable, Sendable {
    public var name: String
    public var argument: FluentdText
    public var parameters: [Parameter]
    public var elements: [FluentdElement]
    /// Counted from 1; 0 where there is none.
    public var line: Int
    public var column: Int

    /// `name value`.
    public struct Parameter: Hashable, Sendable {
        public var name: String
        public var value: FluentdText
        /// Where the name stands.
        public var line: Int
        public var column: Int

        public init(_ name: String, _ value: FluentdText, line: Int = 0, column: Int = 0) {
            self.name = name
            self.value = value
            self.line = line
            self.column = column
        }
    }

    public init(
        _ name: String, _ argument: FluentdText = FluentdText(""), parameters: [Parameter] = [],
        elements: [FluentdElement] = [], line: Int = 0, column: Int = 0
    ) {
        self.name = name
        self.argument = argument
        self.parameters = parameters
        self.elements = elements
        self.line = line
        self.column = column
    }

    /// The name of the section that stands for an `@include`.
    public static let includeName = "@include"

    /// The parameter that counts: of several with one name, the last.
    func parameter(_ name: String) -> Parameter? { parameters.last { $0.name == name } }

    /// The value of a parameter, unless Ruby makes it.
    func text(_ name: String) -> String? { parameter(name)?.value.text }

    /// `@type`, or `type` as it was before Fluentd 0.12.
    var type: String? { text("@type") ?? text("type") }

    func elements(_ name: String) -> [FluentdElement] { elements.filter { $0.name == name } }

    /// This section and all inside of it.
    var all: [FluentdElement] { [self] + elements.flatMap(\.all) }

    /// The same without places: what two readings of one configuration agree in.
    public var withoutPlaces: FluentdElement {
        FluentdElement(
            name, argument.canonical,
            parameters: parameters.map { Parameter($0.name, $0.value.canonical) },
            elements: elements.map(\.withoutPlaces))
    }
}

/// A value as it was read: text with Ruby in it, evaluated when Fluentd starts.
public struct FluentdText: Hashable, Sendable {
    public enum Part: Hashable, Sendable {
        case text(String)
        /// An expression, without `#{` and `}`.
        case ruby(String)
    }

    /// How it stands in the file.
    public enum Style: Hashable, Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// A list or a hash; the text is JSON in one line.
        case json
    }

    public var parts: [Part]
    public var style: Style
    public var line: Int
    public var column: Int

    public init(_ parts: [Part], style: Style = .plain, line: Int = 0, column: Int = 0) {
        self.parts = parts
        self.style = style
        self.line = line
        self.column = column
    }

    public init(_ text: String, style: Style = .plain, line: Int = 0, column: Int = 0) {
        self.init(text.isEmpty ? [] : [.text(text)], style: style, line: line, column: column)
    }

    /// The text, if no Ruby is in it.
    public var text: String? {
        var whole = ""
        for part in parts {
            guard case .text(let text) = part else { return nil }
            whole += text
        }
        return whole
    }

    var hasRuby: Bool { parts.contains { if case .ruby = $0 { true } else { false } } }

    /// Without its place, and in a style that says no more than whether it is JSON.
    var canonical: FluentdText {
        var merged: [Part] = []
        for part in parts {
            if part == .text("") { continue }
            if case .text(let next) = part, case .text(let last)? = merged.last {
                merged[merged.count - 1] = .text(last + next)
            } else {
                merged.append(part)
            }
        }
        return FluentdText(merged, style: style == .json ? .json : .plain)
    }
}
