import AtalayaConfig
import Yams

/// Reads YAML into the tree that the decoders of `AtalayaConfig` look at, every value with its line and column.
///
/// Plain scalars mean what YAML 1.2 (core schema) says: `yes`, `on` and `1:30` are text, not a boolean, another boolean and ninety
/// seconds in base sixty. Any bytes give a tree or diagnostics. A syntax error ends the reading (rule `yaml-syntax`); duplicate
/// keys do not (rule `duplicate-key`), so that the other problems of the file are found in the same run.
enum YAMLDocumentReader {
    /// Aliases may repeat a part of the document; this bounds what a few lines can grow to. Long documents have an eighth
    /// of their bytes.
    static let nodesMax = 100_000

    ///
    /// - Parameter isFirstOfMany: Whether the programs that read such files pass over what follows the first document. It is a
    ///   warning then (rule `yaml-documents`), and an error of syntax otherwise.
    /// - Parameter readsAll: Whether all documents are wanted.
    static func read(
        _ text: String, file: String, limits: DocumentLimits = DocumentLimits(), isFirstOfMany: Bool = false,
        readsAll: Bool = false
    ) -> DocumentReading {
        reading(text, file: file, limits: limits, isFirstOfMany: isFirstOfMany, readsAll: readsAll).reading
    }

    /// What a tree does not keep of a file, so that it cannot be written again from it: in words, or nil.
    static func lost(in text: String, file: String) -> String? {
        reading(text, file: file, limits: DocumentLimits(), isFirstOfMany: true).lost
    }

    private static func reading(
        _ text: String, file: String, limits: DocumentLimits, isFirstOfMany: Bool, readsAll: Bool = false
    ) -> (reading: DocumentReading, lost: String?) {
        func failure(_ line: Int, _ column: Int, _ message: String) -> DocumentReading {
            let problem = Diagnostic(file: file, line: line, column: column, rule: "yaml-syntax", message: message)
            return DocumentReading(node: nil, diagnostics: [problem])
        }
        guard text.utf8.count <= limits.bytesMax else {
            return (failure(1, 1, "the document has \(text.utf8.count) bytes; the limit is \(limits.bytesMax)"), nil)
        }
        var source = TolerantSource(text)
        do {
            let roots = try source.compose(isFirstOfMany: isFirstOfMany, readsAll: readsAll)
            guard !roots.isEmpty else {
                return (DocumentReading(node: DocumentNode(.null, line: 1, column: 1), diagnostics: []), nil)
            }
            var conversion = Conversion(
                source: source, depthMax: limits.depthMax, nodesMax: max(nodesMax, text.utf8.count / 8))
            var nodes: [DocumentNode] = []
            for root in roots { nodes.append(try conversion.node(root, depth: 0)) }
            var diagnostics = nodes.flatMap { $0.duplicateKeyDiagnostics(file: file) }
            if source.isFollowed {
                diagnostics.append(
                    Diagnostic(
                        file: file, line: 1, column: 1, rule: "yaml-documents", severity: .warning,
                        message: "only the first document of the file is read"))
            }
            let lost = source.isFollowed ? "a second document" : conversion.lost
            let following = Array(nodes.dropFirst())
            return (DocumentReading(node: nodes.first, following: following, diagnostics: diagnostics), lost)
        } catch let error as ConversionError {
            return (failure(error.line, error.column, error.message), nil)
        } catch {
            let problem = YAMLProblem(error, in: text)
            return (failure(problem.line, problem.column, problem.message), nil)
        }
    }
}

/// The text, with duplicate keys marked apart: the parser below stops at the first of them, and would hide what comes after.
///
/// A key that the parser reports as used twice gets one private-use character in front (in the text, at the place the parser
/// names), and the text is parsed again. The conversion takes those characters away and puts columns right.
private struct TolerantSource {
    static let mark: Unicode.Scalar = "\u{E000}"
    /// Every one costs another reading of the text, so a long text has few of them.
    static func insertionsMax(bytes: Int) -> Int { min(200, 250_000 / max(1, bytes)) }

    private(set) var lines: [String]
    /// Where characters were put in, in the coordinates of the original text.
    private var insertions: [(line: Int, column: Int)] = []
    private let insertionsMax: Int
    /// Whether there is a second document, which the programs that read these files pass over.
    private(set) var isFollowed = false

    init(_ text: String) {
        // One kind of line break, so that the parser's line numbers and ours are the same.
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        insertionsMax =
            text.unicodeScalars.contains(Self.mark) ? 0 : Self.insertionsMax(bytes: text.utf8.count)
    }

    mutating func compose(isFirstOfMany: Bool, readsAll: Bool) throws -> [Node] {
        while true {
            do {
                let parser = try Parser(yaml: lines.joined(separator: "\n"), resolver: .basic)
                if readsAll {
                    var roots: [Node] = []
                    while let root = try parser.nextRoot() { roots.append(root) }
                    return roots
                }
                guard isFirstOfMany else { return try parser.singleRoot().map { [$0] } ?? [] }
                let root = try parser.nextRoot()
                isFollowed = (try? parser.nextRoot()) != nil
                return root.map { [$0] } ?? []
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
                guard insert(at: context.mark) else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: duplicates, context: context)
                }
            }
        }
    }

    private mutating func insert(at mark: Mark) -> Bool {
        guard insertions.count < insertionsMax, lines.indices.contains(mark.line - 1) else {
            return false
        }
        var line = lines[mark.line - 1].unicodeScalars
        guard var place = line.index(line.startIndex, offsetBy: mark.column - 1, limitedBy: line.endIndex) else {
            return false
        }
        guard place < line.endIndex else { return false }
        switch line[place] {
        case "\"", "'": place = line.index(after: place)
        case "&", "*", "!", "{", "[", "?": return false
        default: break
        }
        line.insert(Self.mark, at: place)
        lines[mark.line - 1] = String(line)
        insertions.append((line: mark.line, column: column(of: mark)))
        return true
    }

    /// The column of a mark in the original text.
    func column(of mark: Mark) -> Int {
        guard !insertions.isEmpty else { return mark.column }
        var column = mark.column
        for inserted in insertions.filter({ $0.line == mark.line }).map(\.column).sorted() where inserted < column {
            column -= 1
        }
        return column
    }

    func withoutMark(_ key: String) -> String {
        guard !insertions.isEmpty else { return key }
        return String(String.UnicodeScalarView(key.unicodeScalars.drop { $0 == Self.mark }))
    }
}

private struct ConversionError: Error {
    var line: Int
    var column: Int
    var message: String
}

private struct Conversion {
    let source: TolerantSource
    let depthMax: Int
    let nodesMax: Int
    /// What the tree has no place for.
    private(set) var lost: String?
    private var nodes = 0
    private var lastPlace = (line: 0, column: 0)

    init(source: TolerantSource, depthMax: Int, nodesMax: Int) {
        self.source = source
        self.depthMax = depthMax
        self.nodesMax = nodesMax
    }

    mutating func node(_ node: Node, depth: Int) throws(ConversionError) -> DocumentNode {
        let (line, column) = place(of: node)
        // What an alias stands for has the place of its anchor, which is behind us.
        if (line, column) < lastPlace { lost = "an alias" }
        if (line, column) > lastPlace { lastPlace = (line, column) }
        nodes += 1
        guard nodes <= nodesMax else {
            throw ConversionError(
                line: line, column: column, message: "more than \(nodesMax) values, aliases resolved"
            )
        }
        guard depth <= depthMax else {
            throw ConversionError(
                line: line, column: column, message: "more than \(depthMax) lists and mappings inside each other")
        }
        switch node {
        case .scalar(let scalar):
            if scalar.tag.description == "tag:yaml.org,2002:binary" {
                throw ConversionError(line: line, column: column, message: "bytes (!!binary) are no text of a setting")
            }
            let (value, text) = YAMLScalarMeaning.of(scalar)
            let layout = YAMLTextLayout.of(scalar, line: line, column: column, in: source.lines)
            let tag = Self.tag(scalar.tag)
            if tag != nil { lost = "a tag" }
            return DocumentNode(value, line: line, column: column, text: text, layout: layout, tag: tag)
        case .sequence(let sequence):
            var items: [DocumentNode] = []
            for item in sequence { items.append(try self.node(item, depth: depth + 1)) }
            var node = DocumentNode(.sequence(items), line: line, column: column, tag: Self.tag(sequence.tag))
            node.isFlow = isFlow(sequence.mark)
            if node.tag != nil { lost = "a tag" }
            return node
        case .mapping(let mapping):
            var entries: [DocumentNode.Entry] = []
            var merged: [DocumentNode.Entry] = []
            for (key, value) in mapping {
                if isMerge(key) {
                    lost = "a merge key (<<)"
                    merged += try self.merged(value, at: key, depth: depth + 1)
                    continue
                }
                entries.append(
                    DocumentNode.Entry(key: try self.key(key), value: try self.node(value, depth: depth + 1)))
            }
            var node = DocumentNode(
                .mapping(adding(merged, to: entries)), line: line, column: column, tag: Self.tag(mapping.tag))
            node.isFlow = isFlow(mapping.mark)
            if node.tag != nil { lost = "a tag" }
            return node
        case .alias:
            throw ConversionError(line: line, column: column, message: "an alias that stands for nothing")
        }
    }

    /// A tag of the document's own: `!fluent/json`.
    private static func tag(_ tag: Tag) -> String? {
        let text = tag.description
        return text.hasPrefix("!") && text != "!" ? text : nil
    }

    /// Told by the bracket in the file: the parser below gives the style of the end, which has none.
    private func isFlow(_ mark: Mark?) -> Bool {
        guard let mark, source.lines.indices.contains(mark.line - 1) else { return false }
        let line = source.lines[mark.line - 1].unicodeScalars
        guard source.lines[mark.line - 1].utf8.count <= YAMLTextLayout.lineBytesMax,
            let place = line.index(line.startIndex, offsetBy: mark.column - 1, limitedBy: line.endIndex),
            place < line.endIndex
        else { return false }
        return line[place] == "[" || line[place] == "{"
    }

    /// `<<: *defaults`: the entries of other mappings, as all readers of these files take them.
    private func isMerge(_ key: Node) -> Bool {
        guard case .scalar(let scalar) = key else { return false }
        return scalar.string == "<<" && scalar.style == .plain
    }

    private mutating func merged(_ value: Node, at key: Node, depth: Int) throws(ConversionError) -> [DocumentNode
        .Entry]
    {
        let node = try self.node(value, depth: depth)
        let mappings = node.items ?? [node]
        var entries: [DocumentNode.Entry] = []
        for mapping in mappings {
            guard let own = mapping.entries else {
                let (line, column) = place(of: key)
                throw ConversionError(
                    line: line, column: column, message: "'<<' merges mappings, not \(mapping.kindName)")
            }
            entries += own
        }
        return entries
    }

    /// What is written out wins over what is merged, and of that the first.
    private func adding(_ merged: [DocumentNode.Entry], to entries: [DocumentNode.Entry]) -> [DocumentNode.Entry] {
        guard !merged.isEmpty else { return entries }
        var names = Set(entries.map(\.key.name))
        return entries + merged.filter { names.insert($0.key.name).inserted }
    }

    private func key(_ node: Node) throws(ConversionError) -> DocumentKey {
        let (line, column) = place(of: node)
        guard case .scalar(let scalar) = node, scalar.tag.description != "tag:yaml.org,2002:binary" else {
            throw ConversionError(line: line, column: column, message: "a key must be text, not a list or a mapping")
        }
        return DocumentKey(source.withoutMark(scalar.string), line: line, column: column)
    }

    private func place(of node: Node) -> (line: Int, column: Int) {
        guard let mark = node.mark else { return (0, 0) }
        return (mark.line, source.column(of: mark))
    }
}

/// What a scalar means by the core schema of YAML 1.2.
private enum YAMLScalarMeaning {
    static func of(_ scalar: Node.Scalar) -> (value: DocumentNode.Value, text: String?) {
        let text = scalar.string
        // An explicit tag (`!!str 1`) or quotes make it text.
        guard scalar.style == .plain, scalar.tag.description.isEmpty else { return (.string(text), nil) }
        switch text {
        case "", "~", "null", "Null", "NULL": return (.null, nil)
        case "true", "True", "TRUE": return (.bool(true), nil)
        case "false", "False", "FALSE": return (.bool(false), nil)
        default: break
        }
        if let whole = wholeNumber(text) { return (.int(whole), text) }
        if let number = floatingPoint(text) { return (.double(number), text) }
        return (.string(text), nil)
    }

    private static func wholeNumber(_ text: String) -> Int64? {
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8) }
        return Int64(text)
    }

    private static func floatingPoint(_ text: String) -> Double? {
        // Swift reads more than YAML does ("infinity", "0x1p3"), so the form is looked at first.
        let body = text.first == "-" || text.first == "+" ? text.dropFirst() : Substring(text)
        if body == ".inf" { return text.hasPrefix("-") ? -Double.infinity : Double.infinity }
        if text == ".nan" { return Double.nan }
        guard let first = body.utf8.first,
            first == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            body.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            body.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) })
        else { return nil }
        return Double(body.hasPrefix(".") ? "0\(body)" : String(body)).map { text.hasPrefix("-") ? -$0 : $0 }
    }
}

/// An error of the YAML parser in our words: where, and what.
private struct YAMLProblem {
    var line = 1
    var column = 1
    var message: String

    init(_ error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            // An open bracket is noticed one line after the last.
            (line, column) = (min(mark.line, text.count(where: \.isNewline) + 1), mark.column)
            message = context.map { "\($0.text) (from line \($0.mark.line)), \(problem)" } ?? problem
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            (line, column) = (context.mark.line, context.mark.column)
            message = "the same key twice: \(duplicates.joined(separator: ", "))"
        case YamlError.reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            line = before.count(where: \.isNewline) + 1
            message = problem
        default:
            message = "the parser gave up: \(error)"
        }
    }
}
