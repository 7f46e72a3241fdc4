import AtalayaConfig

/// What a tree has no place for.
enum YAMLLoss: Comparable {
    case alias
    case mergeKey
    case tag
    case secondDocument

    /// In words.
    var description: String {
        switch self {
        case .alias: "an alias"
        case .mergeKey: "a merge key (<<)"
        case .tag: "a tag"
        case .secondDocument: "a second document"
        }
    }

    /// Whether the tree has the same values without it.
    var isReference: Bool { self == .alias || self == .mergeKey }
}

/// Makes trees from the events of a YAML text.
struct YAMLTreeBuilder: ~Copyable {
    /// The worst of what was lost.
    private(set) var lost: YAMLLoss?

    private var events: YAMLEvents
    private var lines: SourceLines
    private let depthMax: Int
    private let nodesMax: Int
    private var nodes = 0
    /// What aliases stand for.
    private var anchors: [String: Part] = [:]

    /// A part of a tree.
    private struct Part {
        var node: DocumentNode
        /// Values in it, aliases resolved.
        var size = 1
        /// Lists and mappings inside each other.
        var height = 0
    }

    init(_ text: String, depthMax: Int, nodesMax: Int) throws(YAMLSyntaxError) {
        lines = SourceLines(text)
        events = try YAMLEvents(lines)
        self.depthMax = depthMax
        self.nodesMax = nodesMax
    }

    /// Goes to the next document: where it begins, or nil at the end of the text. The one before must have been read.
    mutating func nextDocument() throws(YAMLSyntaxError) -> (line: Int, column: Int)? {
        while true {
            let event = try events.next()
            switch event.kind {
            case .documentStart: return (event.line, event.column)
            case .streamEnd: return nil
            default: continue
            }
        }
    }

    /// The tree of the document.
    mutating func root() throws(YAMLSyntaxError) -> DocumentNode {
        anchors = [:]
        return try part(try events.next(), depth: 0).node
    }

    private mutating func part(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> Part {
        var part: Part
        switch event.kind {
        case .alias(let name):
            lose(.alias)
            guard let known = anchors[name] else {
                throw problem(event, "the alias '*\(name)' has no anchor before it")
            }
            try count(known.size, depth: depth + known.height, at: event)
            return known
        case .scalar(let text, let style):
            try count(1, depth: depth, at: event)
            part = Part(node: try scalar(text, style, event))
        case .sequenceStart(let isFlow):
            try count(1, depth: depth, at: event)
            part = try sequence(at: event, depth: depth)
            part.node.isFlow = isFlow
        case .mappingStart(let isFlow):
            try count(1, depth: depth, at: event)
            part = try mapping(at: event, depth: depth)
            part.node.isFlow = isFlow
        case .documentStart, .documentEnd, .streamEnd, .end:
            throw problem(event, "a value is missing")
        }
        // A tag of the document's own: `!fluent/json`.
        if let tag = event.tag, tag.hasPrefix("!"), tag != "!" {
            part.node.tag = tag
            lose(.tag)
        }
        if let anchor = event.anchor { anchors[anchor] = part }
        return part
    }

    private mutating func lose(_ loss: YAMLLoss) { lost = max(lost ?? loss, loss) }

    private func problem(_ event: YAMLEvent, _ message: String) -> YAMLSyntaxError {
        YAMLSyntaxError(line: event.line, column: event.column, message: message)
    }

    private mutating func count(_ size: Int, depth: Int, at event: YAMLEvent) throws(YAMLSyntaxError) {
        nodes += size
        guard nodes <= nodesMax else { throw problem(event, "more than \(nodesMax) values, aliases resolved") }
        guard depth <= depthMax else {
            throw problem(event, "more than \(depthMax) lists and mappings inside each other")
        }
    }

    private mutating func scalar(_ text: String, _ style: YAMLEvent.Style, _ event: YAMLEvent)
        throws(YAMLSyntaxError) -> DocumentNode
    {
        if event.tag == "tag:yaml.org,2002:binary" {
            throw problem(event, "bytes (!!binary) are no text of a setting")
        }
        // An explicit tag (`!!str 1`) or quotes make it text.
        let meaning =
            style == .plain && event.tag == nil ? YAMLScalarMeaning.of(text) : (value: .string(text), text: nil)
        let layout = YAMLTextLayout.of(text, style, line: event.line, column: event.column, in: &lines)
        return DocumentNode(
            meaning.value, line: event.line, column: event.column, text: meaning.text, layout: layout)
    }

    private mutating func sequence(at start: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> Part {
        var items: [DocumentNode] = []
        var size = 1
        var height = 0
        while true {
            let event = try events.next()
            if case .end = event.kind { break }
            let item = try part(event, depth: depth + 1)
            items.append(item.node)
            size += item.size
            height = max(height, item.height)
        }
        return Part(
            node: DocumentNode(.sequence(items), line: start.line, column: start.column), size: size,
            height: height + 1)
    }

    private mutating func mapping(at start: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> Part {
        var entries: [DocumentNode.Entry] = []
        var merged: [DocumentNode.Entry] = []
        var size = 1
        var height = 0
        while true {
            let event = try events.next()
            if case .end = event.kind { break }
            let value: Part
            if case .scalar("<<", .plain) = event.kind {
                lose(.mergeKey)
                value = try part(try events.next(), depth: depth + 1)
                merged += try mergedEntries(of: value.node, at: event)
            } else {
                let key = try self.key(event, depth: depth + 1)
                value = try part(try events.next(), depth: depth + 1)
                entries.append(DocumentNode.Entry(key: key, value: value.node))
            }
            size += value.size
            height = max(height, value.height)
        }
        return Part(
            node: DocumentNode(.mapping(adding(merged, to: entries)), line: start.line, column: start.column),
            size: size, height: height + 1)
    }

    private mutating func key(_ event: YAMLEvent, depth: Int) throws(YAMLSyntaxError) -> DocumentKey {
        if case .scalar(let text, _) = event.kind, event.anchor == nil, event.tag == nil {
            return DocumentKey(text, line: event.line, column: event.column)
        }
        let node = try part(event, depth: depth).node
        guard let text = node.string ?? node.plainText else {
            throw problem(event, "a key must be text, not a list or a mapping")
        }
        return DocumentKey(text, line: event.line, column: event.column)
    }

    /// `<<: *defaults`: the entries of other mappings, as all readers of these files take them.
    private func mergedEntries(of node: DocumentNode, at key: YAMLEvent) throws(YAMLSyntaxError)
        -> [DocumentNode.Entry]
    {
        var entries: [DocumentNode.Entry] = []
        for mapping in node.items ?? [node] {
            guard let own = mapping.entries else {
                throw problem(key, "'<<' merges mappings, not \(mapping.kindName)")
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
}

extension DocumentNode {
    /// The text of a scalar that is none by its meaning, `true` or `1`, as a key has it.
    fileprivate var plainText: String? {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .int(let number): text ?? "\(number)"
        case .double(let number): text ?? "\(number)"
        case .string(let string): string
        case .sequence, .mapping: nil
        }
    }
}

/// What a plain scalar means by the core schema of YAML 1.2.
private enum YAMLScalarMeaning {
    static func of(_ text: String) -> (value: DocumentNode.Value, text: String?) {
        switch text {
        case "", "~", "null", "Null", "NULL": return (.null, nil)
        case "true", "True", "TRUE": return (.bool(true), nil)
        case "false", "False", "FALSE": return (.bool(false), nil)
        default: break
        }
        // Every number begins so.
        guard let first = text.utf8.first, first < UInt8(ascii: ":"), text.utf8.count <= numberBytesMax else {
            return (.string(text), nil)
        }
        if let whole = wholeNumber(text) { return (.int(whole), text) }
        if let number = floatingPoint(text) { return (.double(number), text) }
        return (.string(text), nil)
    }

    /// Longer ones are text.
    private static let numberBytesMax = 1_024

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
