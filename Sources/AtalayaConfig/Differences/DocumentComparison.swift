/// A file as a comparison looks at it.
public struct ComparedFile: Sendable {
    /// As it is named in the answer.
    public var name: String
    public var contents: Contents

    public enum Contents: Sendable {
        case document(DocumentNode)
        /// In a syntax of its own, neither YAML nor JSON.
        case text(String)
    }

    public init(_ name: String, _ contents: Contents) {
        self.name = name
        self.contents = contents
    }

    var document: DocumentNode {
        switch contents {
        case .document(let node): node
        case .text: DocumentNode(.null)
        }
    }
}

/// Tells what changes for people between two versions of a configuration of one kind.
///
/// A new kind is one file and one line in ``DocumentComparisons/all``; of kinds without one, values are compared.
public protocol DocumentComparison: Sendable {
    /// One of `DocumentChecks.all`.
    var kind: String { get }

    /// What is different between the files of one kind. Without changes, the two sides do the same. Never traps, whatever
    /// the files are.
    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange]
}

public enum DocumentComparisons {
    public static let all: [any DocumentComparison] = [
        RulesComparison(), PrometheusComparison(), AlertmanagerComparison(), DashboardComparison(),
        FluentdComparison(),
    ]

    /// The comparison of a kind.
    public static func of(kind: String) -> any DocumentComparison {
        let kind = kind == "prometheus-agent" ? "prometheus" : kind
        return all.first { $0.kind == kind } ?? ValueComparison(kind: kind)
    }
}

/// For kinds without a comparison of their own: every value that differs.
struct ValueComparison: DocumentComparison {
    let kind: String

    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        FilePairs(old, new).changes(of: kind) { old, new in
            ValueChanges(subject: kind, file: new.name).changes(from: old.document, to: new.document)
        }
    }
}

/// The files of both sides that are versions of each other: one on each side, or those of one name.
struct FilePairs {
    let pairs: [(old: ComparedFile, new: ComparedFile)]
    let removed: [ComparedFile]
    let added: [ComparedFile]

    init(_ old: [ComparedFile], _ new: [ComparedFile]) {
        if old.count == 1, new.count == 1 {
            (pairs, removed, added) = ([(old[0], new[0])], [], [])
            return
        }
        let byName = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        pairs = new.compactMap { file in byName[file.name].map { (old: $0, new: file) } }
        let paired = Set(pairs.map(\.new.name))
        removed = old.filter { !paired.contains($0.name) }
        added = new.filter { !paired.contains($0.name) }
    }

    /// The changes of the pairs, with a word on each file that is on one side only.
    func changes(
        of kind: String, between compare: (ComparedFile, ComparedFile) -> [ConfigChange]
    ) -> [ConfigChange] {
        pairs.flatMap { compare($0.old, $0.new) }
            + removed.map { ConfigChange("file-removed", .blind, kind, "the file is gone", file: $0.name) }
            + added.map { ConfigChange("file-added", .noise, kind, "the file is new", file: $0.name) }
    }
}

/// The items of two lists that are versions of each other, by what identifies them.
struct ItemPairs<Item> {
    private(set) var pairs: [(old: Item, new: Item)] = []
    private(set) var removed: [Item] = []
    private(set) var added: [Item] = []

    /// - Parameter names: What identifies an item, the surest first: items that agree in it are paired, in their order.
    init(_ old: [Item], _ new: [Item], by names: [(Item) -> String?]) {
        var left: [Item?] = old.map { $0 }
        var right: [Item?] = new.map { $0 }
        for name in names {
            var places: [String: [Int]] = [:]
            for (index, item) in left.enumerated().reversed() {
                if let key = item.flatMap(name) { places[key, default: []].append(index) }
            }
            for (index, item) in right.enumerated() {
                guard let item, let key = name(item), let place = places[key]?.popLast(), let partner = left[place]
                else {
                    continue
                }
                pairs.append((partner, item))
                left[place] = nil
                right[index] = nil
            }
        }
        removed = left.compactMap { $0 }
        added = right.compactMap { $0 }
    }
}
