/// A mapping of a configuration file as a Swift value: a scrape config, the TLS settings of a client …
///
/// A section is a structure with one property for each setting, and a ``schema`` that says for each property under which
/// key it stands, in which form, and which versions know it. Reading, writing, the report of what a version lacks, Swift
/// source and the tables of `atalaya check` all come from that one list.
///
/// Three states are kept apart: unset (nil, an empty list), set to what is the default anyway, and set to something else.
/// A section that was read remembers how it was written: ``document(for:)`` gives back the same keys in the same order
/// and spelling, unknown ones included, except where somebody changed a property.
public protocol ConfigSection: Hashable, Sendable {
    /// How the section stood in a file, and the keys that nobody knows. Empty for a new value.
    var source: SectionSource { get set }
    static var schema: SectionSchema<Self> { get }
    /// Whose file it is, and whose versions the settings have. Prometheus unless a section says otherwise.
    static var program: ConfigProgram { get }
}

extension ConfigSection {
    public static var program: ConfigProgram { .prometheus }
}

/// A program that reads configuration files.
public struct ConfigProgram: Hashable, Sendable {
    /// For messages.
    public let name: String
    /// The newest version whose settings are known.
    public let newest: TargetVersion

    public static let prometheus = ConfigProgram(name: "Prometheus", newest: Targets().prometheus)
    public static let alertmanager = ConfigProgram(name: "Alertmanager", newest: Targets().alertmanager)
}

/// How a section was written where it was read.
public struct SectionSource: Sendable {
    var entries: [DocumentNode.Entry] = []
    /// The keys that the model does not know, in their order.
    public internal(set) var unknown: [Document.Entry] = []

    public init() {}
}

/// The spelling is no part of what a section says; keys that nobody knows are.
extension SectionSource: Hashable {
    public static func == (left: SectionSource, right: SectionSource) -> Bool { left.unknown == right.unknown }
    public func hash(into hasher: inout Hasher) { hasher.combine(unknown) }
}

/// A section that was read, and what was wrong with it.
public struct SectionReading<Section: ConfigSection>: Sendable {
    /// Nil if there is no mapping. What could not be read is unset, and written again as it stood.
    public let section: Section?
    /// In the order of the file; positions as the reader gave them.
    public let diagnostics: [Diagnostic]
}

extension ConfigSection {
    /// Reads a mapping. It is held against the table of its keys: what has no such key, a wrong value, two settings that
    /// exclude each other, or something that the version does not know yet or no more.
    ///
    /// - Parameters:
    ///   - node: what a reader made of the file.
    ///   - file: the name for messages.
    ///   - version: of the program that will read the file; nil: the newest.
    ///   - isStrict: whether unknown keys are errors. They are kept either way.
    @_semantics("optimize.sil.specialize.generic.never")
    public static func read(
        _ node: DocumentNode, file: String, version: TargetVersion? = nil, isStrict: Bool = true
    ) -> SectionReading<Self> {
        var walker = KeyTableWalker(
            file: file, version: version ?? program.newest, newest: program.newest, program: program.name)
        walker.walk(node, as: .table { schema.table })
        return SectionReading(
            section: schema.read(node),
            diagnostics: walker.diagnostics.filter { isStrict || $0.rule != "unknown-key" })
    }

    /// The mapping, for one version of the program or for all. What that version does not know is left out;
    /// ``unsupported(in:)`` names it.
    public func document(for version: TargetVersion? = nil) -> Document {
        write(SectionWriting(version: version, keepsSpelling: true))
    }

    /// The mapping in the order and the spelling of this library, whatever it was read from; without unknown keys.
    public func canonicalDocument(for version: TargetVersion? = nil) -> Document {
        write(SectionWriting(version: version, keepsSpelling: false))
    }

    /// The settings that are made but do not exist in the version, with their paths.
    public func unsupported(in version: TargetVersion) -> [Finding] {
        Self.schema.settings.flatMap { $0.losses(self, version) }
    }

    @_semantics("optimize.sil.specialize.generic.never")
    func write(_ writing: SectionWriting) -> Document {
        let schema = Self.schema
        var fields = Document.Fields()
        var isWritten = Array(repeating: false, count: schema.settings.count)
        if writing.keepsSpelling, !source.entries.isEmpty {
            let original = schema.read(source.entries)
            for entry in source.entries {
                guard let index = schema.index(entry.key.name), !isWritten[index] else {
                    fields.set(entry.key.name, Document(entry.value))
                    continue
                }
                let setting = schema.settings[index]
                isWritten[index] = true
                guard setting.exists(in: writing.version) else { continue }
                let old = setting.write(original, writing)
                let new = setting.write(self, writing)
                fields.set(
                    entry.key.name, new == old && !(setting.isNested && new != nil) ? Document(entry.value) : new)
            }
        }
        for (setting, isWritten) in zip(schema.settings, isWritten)
        where !isWritten && setting.exists(in: writing.version) {
            fields.set(setting.key.name, setting.write(self, writing), comment: setting.comment)
        }
        let comments = schema.comments?(self) ?? []
        return comments.isEmpty ? fields.document : .styled(Document.Style(comments: comments), fields.document)
    }
}

/// For whom a section is written, and how.
struct SectionWriting {
    var version: TargetVersion?
    var keepsSpelling: Bool

    static let canonical = SectionWriting(version: nil, keepsSpelling: false)
}
