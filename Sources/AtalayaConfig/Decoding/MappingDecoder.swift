/// A value that can be read from a node. What is wrong goes to the context; the result is then `nil`.
protocol NodeDecodable {
    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> Self?
}

/// A value read from a mapping with known keys. Its initialiser is the list of those keys.
protocol MappingDecodable: NodeDecodable {
    init?(from mapping: MappingDecoder)
}

/// A value that is an entry of a mapping from names to values.
protocol NamedDecodable {
    init?(name: String, from mapping: MappingDecoder)
}

/// Reads the keys of one mapping and remembers which were asked for; any other key is unknown.
///
/// ```swift
/// extension HealthCheck: MappingDecodable {
///     init(from mapping: MappingDecoder) {
///         self.init(
///             path: mapping.value("path", default: "/health"),
///             interval: mapping.value("interval", default: .seconds(5)))
///     }
/// }
/// ```
final class MappingDecoder {
    let context: DecodingContext
    let node: DocumentNode
    let path: String
    /// The name under which the mapping stands, for problems of the mapping as a whole.
    let key: DocumentKey
    private var values: [String: DocumentNode] = [:]
    private var keys: [DocumentKey] = []
    private var knownKeys: [String] = []

    private init(
        _ entries: [DocumentNode.Entry], key: DocumentKey?, node: DocumentNode, path: String, context: DecodingContext
    ) {
        self.context = context
        self.key = key ?? DocumentKey(path, line: node.line, column: node.column)
        self.node = node
        self.path = path
        for entry in entries where values[entry.key.name] == nil {
            values[entry.key.name] = entry.value
            keys.append(entry.key)
        }
    }

    /// Runs `read` on the node if it is a mapping and reports the keys it did not ask for. Nothing at all counts as
    /// `{}`.
    static func decode<T>(
        _ node: DocumentNode,
        key: DocumentKey? = nil,
        path: String,
        context: DecodingContext,
        read: (MappingDecoder) -> T?
    ) -> T? {
        let entries: [DocumentNode.Entry]
        switch node.value {
        case .mapping(let found): entries = found
        case .null: entries = []
        default:
            context.report("wrong-type", "expected a mapping, found \(node.kindName)", at: node, path: path)
            return nil
        }
        let mapping = MappingDecoder(entries, key: key, node: node, path: path, context: context)
        let value = read(mapping)
        mapping.reportUnknownKeys()
        return value
    }

    // MARK: Values

    /// The value of a key; `nil` if it is absent, null or wrong.
    func value<T: NodeDecodable>(_ key: String, as type: T.Type = T.self) -> T? {
        guard let node = lookUp(key) else { return nil }
        return T.decode(node, path: path(key), context: context)
    }

    func value<T: NodeDecodable>(_ key: String, default fallback: T) -> T {
        value(key) ?? fallback
    }

    /// A value that has a default and can be switched off with `null`.
    func nullable<T: NodeDecodable>(_ key: String, default fallback: T?) -> T? {
        if let node = values[key], case .null = node.value {
            knownKeys.append(key)
            return nil
        }
        return value(key) ?? fallback
    }

    /// The value of a key that must be there; `nil` after an error.
    func demanded<T: NodeDecodable>(_ key: String, as type: T.Type = T.self) -> T? {
        demand(key) ? value(key) : nil
    }

    /// The value of a key that must be there. The placeholder stands in after an error and is never rendered.
    func required<T: NodeDecodable>(_ key: String, placeholder: T) -> T {
        demanded(key) ?? placeholder
    }

    private func demand(_ key: String) -> Bool {
        if lookUp(key) != nil { return true }
        context.report("missing-key", "the key '\(key)' is missing", at: self.key, path: path(key))
        return false
    }

    /// The items of a list.
    func list<T: NodeDecodable>(_ key: String, of type: T.Type = T.self) -> [T] {
        guard let node = lookUp(key) else { return [] }
        guard let items = node.items else {
            context.report("wrong-type", "expected a list, found \(node.kindName)", at: node, path: path(key))
            return []
        }
        return items.enumerated().compactMap { index, item in
            T.decode(item, path: "\(path(key))[\(index)]", context: context)
        }
    }

    /// The items of a list that must be there.
    func requiredList<T: NodeDecodable>(_ key: String, of type: T.Type = T.self) -> [T] {
        demand(key) ? list(key) : []
    }

    /// A list, or a single item without the brackets.
    func oneOrMore<T: NodeDecodable>(_ key: String, of type: T.Type = T.self) -> [T] {
        guard let node = lookUp(key) else { return [] }
        if node.items != nil { return list(key) }
        return T.decode(node, path: path(key), context: context).map { [$0] } ?? []
    }

    /// A mapping from names to values, in order.
    func named<T: NamedDecodable>(_ key: String, of type: T.Type = T.self) -> [T] {
        entries(key) { name, node, path in
            MappingDecoder.decode(node, key: name, path: path, context: context) { T(name: name.name, from: $0) }
        }
    }

    /// The entries of a mapping with free keys, each read by `read`; a name that stands twice is read once.
    func entries<T>(_ key: String, read: (DocumentKey, DocumentNode, _ path: String) -> T?) -> [T] {
        guard let node = lookUp(key) else { return [] }
        guard let entries = node.entries else {
            context.report("wrong-type", "expected a mapping, found \(node.kindName)", at: node, path: path(key))
            return []
        }
        var seen = Set<String>()
        return entries.compactMap { entry in
            guard seen.insert(entry.key.name).inserted else { return nil }
            return read(entry.key, entry.value, path(key) + "." + entry.key.name)
        }
    }

    /// The value of a key as it stands, whatever it is; nil if it is absent or null.
    func tree(_ key: String) -> DocumentNode? { lookUp(key) }

    /// Reports a problem of the mapping as a whole.
    func reportSelf(_ rule: String, _ message: String) {
        context.report(rule, message, at: key, path: path)
    }

    /// A key that somebody else reads: known, nothing more.
    func skip(_ key: String) {
        knownKeys.append(key)
    }

    /// Whether the key is there with a value.
    func has(_ key: String) -> Bool {
        lookUp(key) != nil
    }

    /// Reports a problem of the value of a key.
    func report(_ rule: String, _ message: String, key: String) {
        context.report(rule, message, at: values[key] ?? node, path: path(key))
    }

    // MARK: Keys

    /// Unknown keys of one mapping that are told one by one.
    private static let unknownMax = 1_000
    /// Of these, those for which what was meant is looked for.
    private static let suggestionsMax = 200

    private func path(_ key: String) -> String {
        path.isEmpty ? key : path + "." + key
    }

    private func lookUp(_ key: String) -> DocumentNode? {
        if !knownKeys.contains(key) { knownKeys.append(key) }
        guard let node = values[key] else { return nil }
        if case .null = node.value { return nil }
        return node
    }

    private func reportUnknownKeys() {
        context.note(knownKeys: knownKeys, path: path)
        let unknown = keys.filter { !knownKeys.contains($0.name) }
        for (index, key) in unknown.prefix(Self.unknownMax).enumerated() {
            let known = index < Self.suggestionsMax ? knownKeys : []
            context.report(
                "unknown-key", Spelling.unknown("key", key.name, known: known), at: key, path: path(key.name))
        }
        if unknown.count > Self.unknownMax {
            context.report(
                "unknown-key", "\(unknown.count - Self.unknownMax) more unknown keys, from here on, are not listed",
                at: unknown[Self.unknownMax], path: path(unknown[Self.unknownMax].name))
        }
    }
}

extension MappingDecodable {
    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> Self? {
        MappingDecoder.decode(node, path: path, context: context) { Self(from: $0) }
    }
}
