/// A stack of imported files as Swift source: an `enum` with a function `make()` that gives the ``Stack`` back, equal in
/// every value.
///
/// Statements are kept small, whatever the size of the files: a large literal takes Swift's type checker more than a
/// person's patience. The same files give the same text.
public struct SwiftStackSource: Sendable {
    public var name: String
    public var files: [ImportedFile]
    /// The name of the type in the source.
    public var typeName: String

    public init(name: String, files: [ImportedFile], typeName: String = "ImportedStack") {
        self.name = name
        self.files = files
        self.typeName = typeName
    }

    /// The whole file.
    public var text: String {
        var printer = SwiftValuePrinter()
        let contents = files.map { printer.content($0.content) }
        var text = """
            // Written by `atalaya import --format swift`: `Renderers.render` makes the same files of it again. It is yours to edit.
            // swift-format-ignore-file
            import AtalayaConfig

            enum \(typeName) {
                static func make() -> Stack {
                    var files: [ImportedFile] = []

            """
        for (file, content) in zip(files, contents) {
            text += "        files.append(ImportedFile(path: \(SwiftLiteral.text(file.path)), content: \(content)))\n"
        }
        text += "        return Stack(name: \(SwiftLiteral.text(name)), services: [], imported: files)\n    }\n"
        for function in printer.functions { text += "\n" + function }
        return text + "}\n"
    }
}

/// Prints values as expressions, and the large ones as functions that build them step by step.
struct SwiftValuePrinter {
    private(set) var functions: [String] = []
    /// Whether every value was one that Swift source can make.
    var isComplete = true
    private var count = 0
    /// The most values in one expression.
    static let valuesMax = 12

    mutating func content(_ content: ImportedFile.Content) -> String {
        switch content {
        case .prometheus(let configuration): prometheus(configuration)
        case .yaml(let document): ".yaml(\(expression(document)))"
        case .json(let document): ".json(\(expression(document)))"
        case .fluentd(let element): ".fluentd(\(expression(element)))"
        case .text(let text): ".text(\(SwiftLiteral.text(text)))"
        }
    }

    /// By its properties, if they say all that the file says, in the same words; else as the document it is.
    private mutating func prometheus(_ configuration: PrometheusConfiguration) -> String {
        let document = configuration.document()
        let canonical = DocumentNode(configuration.canonicalDocument())
        var attempt = self
        attempt.isComplete = true
        let expression = attempt.section(configuration)
        guard attempt.isComplete, canonical.meansInAnyOrder(DocumentNode(document)) else {
            return ".yaml(\(self.expression(document)))"
        }
        self = attempt
        return ".prometheus(\(expression))"
    }

    // MARK: Documents

    mutating func document(_ document: Document) -> String { expression(document) }

    private mutating func expression(_ document: Document) -> String {
        switch document {
        case .null: return "Document.null"
        case .bool(let value): return "Document.bool(\(value))"
        case .int(let value): return "Document.int(\(value))"
        case .double(let value): return "Document.double(\(SwiftLiteral.number(value)))"
        case .string(let text): return "Document.string(\(SwiftLiteral.text(text)))"
        case .plain(let text): return "Document.plain(\(SwiftLiteral.text(text)))"
        case .block(let text): return "Document.block(\(SwiftLiteral.text(text)))"
        case .styled(let style, let inner): return "Document.styled(\(expression(style)), \(expression(inner)))"
        case .sequence(let items):
            if items.isEmpty { return "Document.sequence([])" }
            let values = items.map { expression($0) }
            guard Self.size(document) > Self.valuesMax else {
                return "Document.sequence([\(values.joined(separator: ", "))])"
            }
            return function(
                "Document", "items: [Document]", values.map { "items.append(\($0))" }, "Document.sequence(items)")
        case .mapping(let entries):
            if entries.isEmpty { return "Document.mapping([])" }
            let values = entries.map { "Document.Entry(\(SwiftLiteral.text($0.key)), \(expression($0.value)))" }
            guard Self.size(document) > Self.valuesMax else {
                return "Document.mapping([\(values.joined(separator: ", "))])"
            }
            return function(
                "Document", "entries: [Document.Entry]", values.map { "entries.append(\($0))" },
                "Document.mapping(entries)")
        }
    }

    private func expression(_ style: Document.Style) -> String {
        let comments = style.comments.map(SwiftLiteral.text).joined(separator: ", ")
        return "Document.Style(comments: [\(comments)], isAfterBlankLine: \(style.isAfterBlankLine), "
            + "isFlow: \(style.isFlow), tag: \(style.tag.map(SwiftLiteral.text) ?? "nil"))"
    }

    private static func size(_ document: Document) -> Int {
        switch document {
        case .sequence(let items): items.reduce(1) { $0 + size($1) }
        case .mapping(let entries): entries.reduce(1) { $0 + size($1.value) }
        case .styled(_, let inner): size(inner)
        default: 1
        }
    }

    // MARK: Fluentd

    private mutating func expression(_ element: FluentdElement) -> String {
        let head = "FluentdElement(\(SwiftLiteral.text(element.name)), \(expression(element.argument)))"
        let steps =
            element.parameters.map {
                "element.parameters.append(FluentdElement.Parameter(\(SwiftLiteral.text($0.name)), \(expression($0.value))))"
            } + element.elements.map { "element.elements.append(\(expression($0)))" }
        guard !steps.isEmpty else { return head }
        return function("FluentdElement", "element", steps, "element", initial: head)
    }

    private func expression(_ text: FluentdText) -> String {
        let parts = text.parts.map { part in
            switch part {
            case .text(let text): "FluentdText.Part.text(\(SwiftLiteral.text(text)))"
            case .ruby(let code): "FluentdText.Part.ruby(\(SwiftLiteral.text(code)))"
            }
        }
        let style = text.style == .plain ? "" : ", style: .\(text.style)"
        return "FluentdText([\(parts.joined(separator: ", "))]\(style))"
    }

    // MARK: Functions

    /// Adds a function that takes the steps, and gives the call of it.
    mutating func function(
        _ type: String, _ variable: String, _ steps: [String], _ result: String, initial: String = "[]"
    ) -> String {
        count += 1
        let name = "value\(count)"
        let body = (["var \(variable) = \(initial)"] + steps + ["return \(result)"]).map { "        \($0)\n" }.joined()
        functions.append("    private static func \(name)() -> \(type) {\n\(body)    }\n")
        return "\(name)()"
    }
}

/// Values as Swift writes them.
enum SwiftLiteral {
    /// Everything that a person cannot see, or that could hang on to a quote, is an escape.
    static func text(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case " "..."~": literal.unicodeScalars.append(scalar)
            default:
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber,
                    .otherPunctuation, .dashPunctuation, .mathSymbol, .currencySymbol, .otherSymbol:
                    literal.unicodeScalars.append(scalar)
                default: literal += "\\u{\(String(scalar.value, radix: 16))}"
                }
            }
        }
        return literal + "\""
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "Double.nan" }
        if value.isInfinite { return value < 0 ? "-Double.infinity" : "Double.infinity" }
        return "\(value)"
    }
}
