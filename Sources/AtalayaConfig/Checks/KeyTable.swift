/// The keys that a mapping of a configuration format may have: the reference table of one block, as data.
///
/// Writers ask it whether a target version knows a key; `atalaya check` holds files against it.
struct KeyTable: Sendable {
    /// What a message calls the mapping: "a scrape config".
    let name: String
    let keys: [Key]
    /// What the keys ask of each other.
    let constraints: [Constraint]

    struct Key: Sendable {
        var name: String
        var kind: Kind
        /// The first version with the key; `nil`: as old as the oldest supported one.
        var since: TargetVersion?
        /// The first version without it.
        var removed: TargetVersion?
        var isRequired = false
    }

    indirect enum Kind: Sendable {
        case text
        /// Text and nothing that only looks like it, for programs that take no number for it; of a form, if one is given.
        case string(TextForm?)
        case bool
        case int
        /// A whole number that is not negative.
        case natural
        case number
        case duration
        case size
        case choice([String])
        /// Text of a form of its own.
        case form(TextForm)
        case list(Kind)
        /// Free keys.
        case map(Kind)
        /// Keys of a form.
        case keyed(TextForm, Kind)
        case table(@Sendable () -> KeyTable)
        /// Text, or a mapping.
        case textOr(Kind)
        /// Known, but its inside is free.
        case anything
    }

    /// What Go calls zero (nothing, `""`, `0`, `false`, an empty list) is as if it was not there.
    enum Constraint: Sendable {
        case atMostOne([String])
        case atLeastOne([String])
        case requires(String, anyOf: [String])
        /// What no other form can say.
        case rule(String, @Sendable (DocumentNode) -> [CheckFinding])
    }

    init(_ name: String, _ keys: [Key], constraints: [Constraint] = []) {
        self.name = name
        self.keys = keys
        self.constraints = constraints
    }

    func key(_ name: String) -> Key? {
        keys.first { $0.name == name }
    }

    /// Whether a version understands the key.
    func supports(_ name: String, in version: TargetVersion) -> Bool {
        guard let key = key(name) else { return false }
        if let since = key.since, version < since { return false }
        if let removed = key.removed, version >= removed { return false }
        return true
    }
}

extension KeyTable.Key {
    /// A key, with the version that brought it as `(3, 0)`.
    static func key(
        _ name: String,
        _ kind: KeyTable.Kind,
        since: (Int, Int)? = nil,
        removed: (Int, Int)? = nil,
        isRequired: Bool = false
    ) -> KeyTable.Key {
        KeyTable.Key(
            name: name, kind: kind, since: since.map { TargetVersion($0.0, $0.1) },
            removed: removed.map { TargetVersion($0.0, $0.1) },
            isRequired: isRequired)
    }

    /// Several keys of one kind.
    static func keys(_ names: [String], _ kind: KeyTable.Kind, since: (Int, Int)? = nil) -> [KeyTable.Key] {
        names.map { key($0, kind, since: since) }
    }
}

extension DocumentNode {
    /// Whether a setting says anything: what Go reads as the zero of its type does not.
    var isSet: Bool {
        switch value {
        case .null, .bool(false), .int(0): false
        case .string(let text): !text.isEmpty
        case .sequence(let items): !items.isEmpty
        default: true
        }
    }

    func isSet(_ key: String) -> Bool {
        self[key]?.isSet ?? false
    }
}
