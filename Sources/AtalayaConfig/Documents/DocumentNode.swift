/// A configuration document on its way in: values with the place they were read from, so that a problem can name its
/// line.
///
/// Readers (`JSONDocumentReader` here, YAML in the `atalaya` tool) make these; decoders and checks look at them.
/// Mappings keep their order and also duplicate keys: whether those are allowed is for a check to say, not for the
/// tree.
public struct DocumentNode: Hashable, Sendable {
    public var value: Value
    /// Counted from 1; 0 if the node was not read from a file.
    public var line: Int
    /// Counted from 1 in Unicode scalars; 0 if unknown.
    public var column: Int
    /// How text stands in the file; nil if nobody knows, or if its lines are not those of the file.
    public var layout: TextLayout?
    /// Whether a list or mapping stood in brackets.
    public var isFlow = false
    /// A number as it was written. `3.10` is the number 3.1 and the version "3.10"; only the text tells.
    public var text: String?
    /// A tag that is not one of YAML's own: `!fluent/json`. It can change what a program makes of the value.
    public var tag: String?

    public indirect enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case string(String)
        case sequence([DocumentNode])
        case mapping([Entry])
    }

    public struct Entry: Hashable, Sendable {
        public var key: DocumentKey
        public var value: DocumentNode

        public init(key: DocumentKey, value: DocumentNode) {
            self.key = key
            self.value = value
        }
    }

    public init(
        _ value: Value, line: Int = 0, column: Int = 0, text: String? = nil, layout: TextLayout? = nil,
        tag: String? = nil
    ) {
        self.layout = layout
        self.tag = tag
        self.value = value
        self.line = line
        self.column = column
        self.text = text
    }

    /// What kind of value this is, in the words of a message: "a mapping", "text" …
    public var kindName: String {
        switch value {
        case .null: "nothing"
        case .bool: "true or false"
        case .int: "a whole number"
        case .double: "a number"
        case .string: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The entries if this is a mapping.
    public var entries: [Entry]? {
        guard case .mapping(let entries) = value else { return nil }
        return entries
    }

    /// The items if this is a list.
    public var items: [DocumentNode]? {
        guard case .sequence(let items) = value else { return nil }
        return items
    }

    public var string: String? {
        guard case .string(let string) = value else { return nil }
        return string
    }

    /// The value of a key, if this is a mapping that has it. Linear in the number of keys.
    public subscript(key: String) -> DocumentNode? {
        entries?.first { $0.key.name == key }?.value
    }
}

/// The key of a mapping and its place.
public struct DocumentKey: Hashable, Sendable {
    public var name: String
    public var line: Int
    public var column: Int

    public init(_ name: String, line: Int = 0, column: Int = 0) {
        self.name = name
        self.line = line
        self.column = column
    }
}

extension DocumentNode {
    /// One error for each key that stands twice in one mapping, anywhere in the tree.
    public func duplicateKeyDiagnostics(file: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        collectDuplicateKeys(file: file, into: &found)
        return found
    }

    private func collectDuplicateKeys(file: String, into found: inout [Diagnostic]) {
        switch value {
        case .sequence(let items):
            // By their numbers: an item taken out of the list is copied.
            for index in items.indices { items[index].collectDuplicateKeys(file: file, into: &found) }
        case .mapping(let entries):
            for (second, first) in Self.duplicates(among: entries) {
                found.append(
                    Diagnostic(
                        file: file, line: second.line, column: second.column, rule: "duplicate-key",
                        message: "key '\(second.name)' is already used in line \(first.line)"))
            }
            for index in entries.indices { entries[index].value.collectDuplicateKeys(file: file, into: &found) }
        case .null, .bool, .int, .double, .string: break
        }
    }

    /// Each key that stood before, with the first of its name. Most mappings are so small that comparing is faster than
    /// hashing.
    private static func duplicates(among entries: [Entry]) -> [(second: DocumentKey, first: DocumentKey)] {
        var found: [(second: DocumentKey, first: DocumentKey)] = []
        if entries.count <= 24 {
            for index in entries.indices {
                var earlier = 0
                while earlier < index, entries[earlier].key.name != entries[index].key.name { earlier += 1 }
                if earlier < index { found.append((entries[index].key, entries[earlier].key)) }
            }
            return found
        }
        // Nearly always there is none, and names alone are told apart faster.
        var names = Set<String>(minimumCapacity: entries.count)
        guard entries.contains(where: { !names.insert($0.key.name).inserted }) else { return [] }
        var firsts: [String: DocumentKey] = Dictionary(minimumCapacity: entries.count)
        for entry in entries {
            if let first = firsts[entry.key.name] {
                found.append((entry.key, first))
            } else {
                firsts[entry.key.name] = entry.key
            }
        }
        return found
    }
}

extension DocumentNode {
    /// A document as its reader will see it, without places: what a writer makes of it, but for remarks.
    public init(_ document: Document) {
        let (style, core) = document.unwrapped
        var text: String?
        var layout: TextLayout?
        let value: Value
        switch core {
        case .null, .styled: value = .null
        case .bool(let flag): value = .bool(flag)
        case .int(let number): value = .int(number)
        case .double(let number): value = .double(number)
        case .string(let string), .block(let string): value = .string(string)
        case .plain(let word):
            if let whole = Int64(word) {
                (value, text) = (.int(whole), word)
            } else if let number = Double(word) {
                (value, text) = (.double(number), word)
            } else {
                (value, layout) = (.string(word), .plain)
            }
        case .sequence(let items): value = .sequence(items.map { DocumentNode($0) })
        case .mapping(let entries):
            value = .mapping(entries.map { Entry(key: DocumentKey($0.key), value: DocumentNode($0.value)) })
        }
        self.init(value, text: text, layout: layout, tag: style.tag)
        isFlow = style.isFlow
    }
}
