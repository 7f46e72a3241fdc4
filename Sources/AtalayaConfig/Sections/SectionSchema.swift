/// The list of a section's settings.
public struct SectionSchema<Section: ConfigSection>: Sendable {
    let settings: [Setting<Section>]
    /// The section's properties as Swift source gives them.
    let properties: [SectionProperty<Section>]
    /// What tells sections of a list apart: the name of a job.
    let identity: (@Sendable (Section) -> String?)?
    /// Comment lines above the section.
    let comments: (@Sendable (Section) -> [String])?
    let table: KeyTable
    private let make: @Sendable () -> Section
    private let indices: [String: Int]

    /// - Parameters:
    ///   - name: what a message calls the mapping: "a scrape config".
    ///   - make: a section with nothing set, also where the public initialiser asks for more.
    @_semantics("optimize.sil.specialize.generic.never")
    init(
        _ name: String, _ make: @escaping @Sendable () -> Section,
        identity: (@Sendable (Section) -> String?)? = nil,
        comments: (@Sendable (Section) -> [String])? = nil,
        build: (inout SettingList<Section>) -> Void
    ) {
        var list = SettingList(placeholder: make())
        build(&list)
        settings = list.settings
        properties = list.properties
        self.identity = identity
        self.comments = comments
        self.make = make
        table = KeyTable(name, list.settings.map(\.key), constraints: list.constraints)
        indices = Dictionary(
            list.settings.enumerated().map { ($0.element.key.name, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
    }

    func index(_ key: String) -> Int? { indices[key] }

    /// Nil unless it is a mapping.
    func read(_ node: DocumentNode) -> Section? {
        node.entries.map(read)
    }

    @_semantics("optimize.sil.specialize.generic.never")
    func read(_ entries: [DocumentNode.Entry]) -> Section {
        var section = make()
        var isRead = Array(repeating: false, count: settings.count)
        for entry in entries {
            if let index = indices[entry.key.name] {
                // A key without a value is the default; of a key that stands twice the first counts.
                if entry.value.value != .null, !isRead[index] { settings[index].read(entry.value, &section) }
                isRead[index] = true
            } else {
                section.source.unknown.append(Document.Entry(entry.key.name, Document(entry.value)))
            }
        }
        section.source.entries = entries
        return section
    }
}

extension SectionSchema {
    /// What a key of the file is, for documentation.
    public struct Key: Hashable, Sendable {
        public let name: String
        /// The first version with it; nil for those that the oldest supported version has.
        public let since: TargetVersion?
        /// The first version without it.
        public let removed: TargetVersion?
        public let isRequired: Bool
    }

    /// Every key that the section knows, in the order in which it is written.
    public var keys: [Key] {
        settings.map {
            Key(name: $0.key.name, since: $0.key.since, removed: $0.key.removed, isRequired: $0.key.isRequired)
        }
    }
}

/// One key of a section.
struct Setting<Section>: Sendable {
    var key: KeyTable.Key
    /// A comment line above the key where it is written anew.
    var comment: String?
    /// Whether sections stand below it, which keep their own spelling.
    var isNested: Bool
    /// Leaves the section as it is if the node cannot be read.
    var read: @Sendable (DocumentNode, inout Section) -> Void
    /// Nil if unset.
    var write: @Sendable (Section, SectionWriting) -> Document?
    /// What of it a version lacks.
    var losses: @Sendable (Section, TargetVersion) -> [Finding]

    func exists(in version: TargetVersion?) -> Bool {
        guard let version else { return true }
        if let since = key.since, version < since { return false }
        if let removed = key.removed, version >= removed { return false }
        return true
    }
}

/// A property of a section as Swift source sets it.
struct SectionProperty<Section>: Sendable {
    var name: String
    /// Whether the initialiser asks for it.
    var isArgument = false
    /// Nil if it is unset.
    var expression: @Sendable (Section, inout SwiftValuePrinter) -> String?
}
