/// Every value that differs between two documents, by its path. What a comparison knows better, it leaves out here.
struct ValueChanges {
    /// What the values belong to: "job 'api'".
    var subject: String
    var file: String
    var change = "setting-changed"
    var risk = ConfigChange.Risk.meaning
    /// What is said of a key instead, wherever it stands.
    var known: [String: Known] = [:]
    /// Keys that somebody else looks at, at the top.
    var except: Set<String> = []

    struct Known {
        var change: String
        var risk: ConfigChange.Risk
    }

    /// Beyond that many, the rest is counted.
    static let changesMax = 50

    func changes(from old: DocumentNode?, to new: DocumentNode?) -> [ConfigChange] {
        var found: [ConfigChange] = []
        visit(old, new, path: "", key: "", known: nil, line: new?.line ?? old?.line ?? 0, into: &found)
        guard found.count > Self.changesMax else { return found }
        let rest = found.count - Self.changesMax
        return found.prefix(Self.changesMax)
            + [ConfigChange(change, risk, subject, "and \(rest) more", file: file, line: found[Self.changesMax].line)]
    }

    private func visit(
        _ old: DocumentNode?, _ new: DocumentNode?, path: String, key: String, known outer: Known?, line: Int,
        into found: inout [ConfigChange]
    ) {
        if old == nil, new == nil { return }
        let known = known[key] ?? outer
        if let old, let new {
            if old.isSame(as: new) { return }
            if let left = old.entries, let right = new.entries {
                visitEntries(left, right, path: path, known: known, into: &found)
                return
            }
            if let left = old.items, let right = new.items {
                visitItems(left, right, path: path, key: key, known: known, line: line, into: &found)
                return
            }
        }
        let name = path.isEmpty ? "" : "'\(path)' "
        // A password is no news for a log.
        let isSecret = SecretKeys.contains(key)
        let message =
            switch (old.map(Self.text), new.map(Self.text)) {
            case (nil, let text?): isSecret ? "\(name)is set" : "\(name)is set to \(text)"
            case (let text?, nil): isSecret ? "\(name)is no longer set" : "\(name)is no longer set (was \(text))"
            case (let before?, let after?): isSecret ? "\(name)changes" : "\(name)changes from \(before) to \(after)"
            case (nil, nil): name
            }
        found.append(
            ConfigChange(
                known?.change ?? change, known?.risk ?? risk, subject, message, file: file,
                line: new?.line ?? old?.line ?? line))
    }

    private func visitEntries(
        _ old: [DocumentNode.Entry], _ new: [DocumentNode.Entry], path: String, known: Known?,
        into found: inout [ConfigChange]
    ) {
        let before = Dictionary(old.map { ($0.key.name, $0) }, uniquingKeysWith: { $1 })
        let after = Dictionary(new.map { ($0.key.name, $0) }, uniquingKeysWith: { $1 })
        let keys = new.map(\.key.name) + old.map(\.key.name).filter { after[$0] == nil }
        var seen = Set<String>()
        for key in keys where seen.insert(key).inserted && !(path.isEmpty && except.contains(key)) {
            let line = after[key]?.key.line ?? before[key]?.key.line ?? 0
            visit(
                before[key]?.value, after[key]?.value, path: path.isEmpty ? key : "\(path).\(key)", key: key,
                known: known, line: line,
                into: &found)
        }
    }

    /// Lists of plain values are sets to a reader; others are paired by their names, or by what they are.
    private func visitItems(
        _ old: [DocumentNode], _ new: [DocumentNode], path: String, key: String, known: Known?, line: Int,
        into found: inout [ConfigChange]
    ) {
        let pairs = ItemPairs(
            old, new,
            by: [{ $0.identity }, { ["name", "id", "uid", "url"].lazy.compactMap($0.text).first }])
        // What is left is told in pairs: the first for the first.
        let count = min(pairs.removed.count, pairs.added.count)
        let isScalar = (old + new).allSatisfy { $0.items == nil && $0.entries == nil }
        for (before, after) in pairs.pairs + (isScalar ? [] : Array(zip(pairs.removed, pairs.added)).map { ($0, $1) }) {
            let name = ["name", "id", "uid"].lazy.compactMap(after.text).first.map { "[\($0)]" } ?? ""
            visit(before, after, path: path + name, key: key, known: known, line: line, into: &found)
        }
        for item in pairs.removed.dropFirst(isScalar ? 0 : count) {
            visit(item, nil, path: path, key: key, known: known, line: line, into: &found)
        }
        for item in pairs.added.dropFirst(isScalar ? 0 : count) {
            visit(nil, item, path: path, key: key, known: known, line: line, into: &found)
        }
        if pairs.removed.isEmpty, pairs.added.isEmpty, pairs.pairs.allSatisfy({ $0.old.isSame(as: $0.new) }) {
            found.append(
                ConfigChange(change, risk, subject, "the order of '\(path)' changes", file: file, line: line))
        }
    }

    /// A value in a message: short, on one line, without secrets.
    static func text(_ node: DocumentNode) -> String {
        switch node.value {
        case .null: "nothing"
        case .mapping(let entries): "{\(entries.map(\.key.name).joined(separator: ", "))}"
        case .sequence(let items): "[\(items.map(text).joined(separator: ", "))]"
        default: shortened(node.scalarText ?? "")
        }
    }

    static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingSpaces }.joined(separator: " ")
        return line.count > 160 ? "'\(line.prefix(160))…'" : "'\(line)'"
    }
}

/// The keys whose values are nobody's business.
enum SecretKeys {
    private static let words = [
        "password", "secret", "token", "credentials", "api_key", "apikey", "_key", "webhook_url",
    ]

    static func contains(_ key: String) -> Bool {
        let key = key.lowercased()
        // A name of a file is no secret.
        return !key.hasSuffix("_file") && words.contains { key.contains($0) }
    }
}

extension DocumentNode {
    /// Whether another document says the same: places, and the order of keys, make no difference.
    func isSame(as other: DocumentNode) -> Bool {
        switch (value, other.value) {
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.mapping(let left), .mapping(let right)):
            guard left.count == right.count else { return false }
            if zip(left, right).allSatisfy({ $0.key.name == $1.key.name }) {
                return zip(left, right).allSatisfy { $0.value.isSame(as: $1.value) }
            }
            let before = Dictionary(left.map { ($0.key.name, $0.value) }, uniquingKeysWith: { $1 })
            return right.allSatisfy { entry in before[entry.key.name]?.isSame(as: entry.value) ?? false }
        case (.mapping, _), (_, .mapping), (.sequence, _), (_, .sequence): return false
        // `5` and `"5"` are the same to the programs that read these files.
        default: return value == other.value || scalarText != nil && scalarText == other.scalarText
        }
    }

    /// The same for documents that say the same.
    var identity: String {
        switch value {
        case .sequence(let items): "[\(items.map(\.identity).joined(separator: ","))]"
        case .mapping(let entries):
            "{\(entries.map { "\($0.key.name):\($0.value.identity)" }.sorted().joined(separator: ","))}"
        case .null: "null"
        default: LabelMatcher("", .equal, scalarText ?? "").description
        }
    }

    func text(_ key: String) -> String? { self[key]?.scalarText }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return text
    }
}
