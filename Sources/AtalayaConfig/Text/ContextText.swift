/// A place in a configuration in which a reader fills in part of the text: a variable, a label's value, the result of
/// an expression.
///
/// To add one: a file with an `enum` that conforms, a type alias for its ``ContextText``, and what the reader fills in
/// as static functions of that type. A line in the matrix of the tests shows that hostile text comes through.
public protocol TextContext: SendableMetatype {
    /// Text as it has to stand in the file, so that the reader makes this text of it and nothing else.
    ///
    /// - Parameters:
    ///   - previous: what stands before it, where two characters mean something together.
    ///   - next: what stands behind it.
    static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?) -> String
}

/// A place whose language people write themselves: an alert's summary in atalaya.yml is a template.
public protocol AuthoredContext: TextContext {}

extension ContextText where Context: AuthoredContext {
    /// What a person has written in the language of the place: nothing is escaped.
    public init(source: String) { self.init(parts: [.source(source)]) }
}

/// Text for one kind of place: pieces that stand for themselves, and pieces that the reader of the place fills in.
///
/// Each kind of place is a type of its own, so that a template of an alert is no legend and no variable of compose: one
/// in the place of another does not compile. Literals and interpolated values are text, whatever is in them, and
/// escaped by the rules of the place; what is filled in is said by name:
///
/// ```swift
/// let summary: AlertTemplate = "\(service.title): \(.value(.humanizePercentage)) of requests on \(.label("instance"))"
/// let legend: LegendFormat = "p99 of \(.label("route"))"
/// ```
///
/// Two texts are equal when the file has the same characters. Reading and joining them takes time in their length.
public struct ContextText<Context: TextContext>: Sendable {
    enum Part: Hashable, Sendable {
        /// Stands for itself.
        case literal(String)
        /// Written in the language of the place.
        case source(String)
    }

    /// Without empty ones, and never two literals beside each other: what is split over two pieces is escaped as one.
    let parts: [Part]
    /// As it stands in the file, before the file's own syntax (YAML, JSON) quotes it.
    public let text: String

    init(parts: [Part]) {
        var joined: [Part] = []
        for part in parts {
            switch (joined.last, part) {
            case (_, .literal("")), (_, .source("")): continue
            case (.literal(let before), .literal(let text)): joined[joined.count - 1] = .literal(before + text)
            default: joined.append(part)
            }
        }
        self.parts = joined
        text = Self.rendered(joined)
    }

    /// This text, whatever is in it.
    public init(_ literal: String) { self.init(parts: [.literal(literal)]) }

    /// This text, whatever is in it.
    public static func literal(_ text: String) -> ContextText { ContextText(text) }

    /// What the reader fills in. Only for text that nobody from outside has a part in.
    static func filledIn(_ source: String) -> ContextText { ContextText(parts: [.source(source)]) }

    private static func rendered(_ parts: [Part]) -> String {
        var text = ""
        for (index, part) in parts.enumerated() {
            switch part {
            case .source(let source): text += source
            case .literal(let literal):
                var next: Unicode.Scalar?
                if index + 1 < parts.count, case .source(let source) = parts[index + 1] {
                    next = source.unicodeScalars.first
                }
                text += Context.escape(literal, after: text.unicodeScalars.last, before: next)
            }
        }
        return text
    }

    public var isEmpty: Bool { parts.isEmpty }

    /// The text, if nothing of it is filled in by the reader.
    public var literal: String? {
        switch parts.count {
        case 0: ""
        case 1: if case .literal(let text) = parts[0] { text } else { nil }
        default: nil
        }
    }

    /// The pieces that stand for themselves.
    var literals: [String] {
        parts.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    }

    /// The pieces that the reader fills in.
    var sources: [String] {
        parts.compactMap { if case .source(let text) = $0 { text } else { nil } }
    }

    public static func + (left: ContextText, right: ContextText) -> ContextText {
        ContextText(parts: left.parts + right.parts)
    }

    func document() -> Document { .string(text) }
}

extension ContextText: Hashable {
    public static func == (left: ContextText, right: ContextText) -> Bool { left.text == right.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension ContextText: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self.init(value) }
    public init(stringInterpolation: StringInterpolation) { self.init(parts: stringInterpolation.parts) }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) { parts.append(.literal(literal)) }
        /// A value, as text. Texts of other places are none.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            parts.append(.literal(value.description))
        }
        public mutating func appendInterpolation(_ text: ContextText) { parts += text.parts }
    }
}

/// A text with a name: a label, an annotation.
public struct NamedText<Context: TextContext>: Hashable, Sendable {
    public var name: String
    public var value: ContextText<Context>

    public init(_ name: String, _ value: ContextText<Context>) {
        self.name = name
        self.value = value
    }
}

extension [Document.Entry] {
    init<Context: TextContext>(_ texts: [NamedText<Context>]) {
        self = texts.map { Document.Entry($0.name, $0.value.document()) }
    }
}

extension ContextText: ScalarDecodable, NodeDecodable where Context: AuthoredContext {
    static var expectation: String { String.expectation }

    static func value(of node: DocumentNode) -> Self? { node.string.map(Self.init(source:)) }
}

/// Escaping that several places share, by scalars: a mark that combines with a character hides it from a search by
/// characters, and not from who reads the file.
enum TextEscape {
    /// Every dollar twice.
    static func doublingDollars(_ text: String) -> String { replacing("$", with: "$$", in: text) }

    static func replacing(_ sequence: String, with replacement: String, in text: String) -> String {
        // Nearly no text has any; to look for it by bytes takes a tenth of the time, and stacks have very many texts.
        guard let first = sequence.utf8.first, text.utf8.contains(first) else { return text }
        return String(text.unicodeScalars.replacing(sequence.unicodeScalars, with: replacement.unicodeScalars))
    }

    static func contains(_ sequence: String, in text: String) -> Bool {
        guard let first = sequence.utf8.first, text.utf8.contains(first) else { return sequence.isEmpty }
        return text.unicodeScalars.firstRange(of: sequence.unicodeScalars) != nil
    }
}
