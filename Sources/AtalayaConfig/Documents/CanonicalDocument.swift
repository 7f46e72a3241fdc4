/// A document that was read, to be written again: the same values in the same order, with their comments, in the one form
/// that the writers have.
public struct CanonicalDocument: Sendable {
    public let document: Document
    /// The comments behind the last entry.
    public let footer: [String]

    /// Columns of a list in brackets; a longer one is written line by line.
    public static let columnsMax = 120

    /// A comment is written above what it stood above, or beside.
    ///
    /// - Parameters:
    ///   - node: As a reader gave it, with its places.
    ///   - comments: ``YAMLComment/all(in:)`` of the same text; none for JSON.
    public init(_ node: DocumentNode, comments: [YAMLComment] = []) {
        var builder = Builder(comments: comments[...])
        document = builder.document(node, column: 0)
        footer = builder.comments.map(\.text)
    }

    /// The whole file as YAML.
    public var yaml: String {
        let end = footer.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
        return YAMLWriter.write(document) + end
    }

    private struct Builder {
        var comments: ArraySlice<YAMLComment>

        /// The comments above a line and on it.
        private mutating func comments(upTo line: Int) -> [String] {
            let own = comments.prefix { $0.line < line || $0.line == line }
            comments = comments.dropFirst(own.count)
            return own.map(\.text)
        }

        mutating func document(_ node: DocumentNode, column: Int) -> Document {
            switch node.value {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .int(let value): return node.text.map(Document.plain) ?? .int(value)
            case .double(let value): return node.text.map(Document.plain) ?? .double(value)
            case .string(let text): return self.text(text, of: node)
            case .sequence(let items):
                if node.isFlow, let flow = flow(node, column: column) { return flow }
                return .sequence(
                    items.map { item in
                        let above = comments(upTo: item.line)
                        return commented(above, document(item, column: column + 2))
                    })
            case .mapping(let entries):
                if node.isFlow, let flow = flow(node, column: column) { return flow }
                return .mapping(
                    entries.map { entry in
                        let above = comments(upTo: entry.key.line)
                        return Document.Entry(
                            entry.key.name, commented(above, document(entry.value, column: column + 2)))
                    })
            }
        }

        private func commented(_ lines: [String], _ document: Document) -> Document {
            lines.isEmpty ? document : .styled(Document.Style(comments: lines), document)
        }

        private func text(_ text: String, of node: DocumentNode) -> Document {
            if text.utf8.contains(UInt8(ascii: "\n")) { return .block(text) }
            // Older readers take some words for more than text where they have no quotes.
            return node.layout == .plain && YAMLScalar.text(text, in: .block) != text ? .plain(text) : .string(text)
        }

        /// In brackets, if it stood so, has no comments inside and is not too long.
        private mutating func flow(_ node: DocumentNode, column: Int) -> Document? {
            guard let last = node.lastLine, comments.first.map({ $0.line > last || $0.line <= node.line }) ?? true
            else {
                return nil
            }
            var builder = Builder(comments: [])
            var block = node
            block.setFlow(false)
            let document = builder.document(block, column: column).inBrackets
            guard let document else { return nil }
            let length = YAMLWriter.write(document.flow()).utf8.count
            let isShort = column + length <= CanonicalDocument.columnsMax || node.isEmptyCollection
            // `nil` alone would be the document `null`.
            return isShort ? document.flow() : Document?.none
        }
    }
}

extension Document {
    private var needsLines: Bool {
        if case .none = inBrackets { true } else { false }
    }

    /// Nil if a text in it would change its meaning between brackets.
    fileprivate var inBrackets: Document? {
        switch self {
        case .plain(let text): text.contains(where: { ",[]{}".contains($0) }) ? Document?.none : self
        case .block(let text): .string(text)
        case .sequence(let items):
            items.contains(where: \.needsLines) ? Document?.none : .sequence(items.compactMap(\.inBrackets))
        case .mapping(let entries):
            entries.contains(where: \.value.needsLines)
                ? Document?.none
                : .mapping(entries.compactMap { entry in entry.value.inBrackets.map { Entry(entry.key, $0) } })
        case .styled(_, let inner): inner.inBrackets
        default: self
        }
    }
}

extension DocumentNode {
    fileprivate var isEmptyCollection: Bool { items?.isEmpty ?? entries?.isEmpty ?? false }

    /// The last line on which something of it begins.
    fileprivate var lastLine: Int? {
        switch value {
        case .sequence(let items): items.compactMap(\.lastLine).max() ?? line
        case .mapping(let entries): entries.compactMap { max($0.key.line, $0.value.lastLine ?? 0) }.max() ?? line
        default: line
        }
    }

    fileprivate mutating func setFlow(_ isFlow: Bool) {
        self.isFlow = isFlow
        switch value {
        case .sequence(var items):
            for index in items.indices { items[index].setFlow(isFlow) }
            value = .sequence(items)
        case .mapping(var entries):
            for index in entries.indices { entries[index].value.setFlow(isFlow) }
            value = .mapping(entries)
        default: break
        }
    }

    /// Whether another document has the same values, wherever they stand.
    public func means(_ other: DocumentNode) -> Bool {
        switch (value, other.value) {
        case (.sequence(let left), .sequence(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        case (.mapping(let left), .mapping(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { $0.key.name == $1.key.name && $0.value.means($1.value) }
        case (.int, .int), (.double, .double): text == other.text && (text != nil || value == other.value)
        default: value == other.value
        }
    }

    /// As ``means(_:)``, whatever the order of the keys in mappings, and whether or not a number's text is known.
    func meansInAnyOrder(_ other: DocumentNode) -> Bool { inOneOrder.means(other.inOneOrder) }

    private var inOneOrder: DocumentNode {
        switch value {
        case .mapping(let entries):
            let sorted = entries.map { Entry(key: $0.key, value: $0.value.inOneOrder) }
            return DocumentNode(.mapping(sorted.sorted { $0.key.name < $1.key.name }))
        case .sequence(let items): return DocumentNode(.sequence(items.map(\.inOneOrder)))
        case .int(let number): return DocumentNode(value, text: text ?? "\(number)")
        case .double(let number): return DocumentNode(value, text: text ?? "\(number)")
        default: return self
        }
    }
}
