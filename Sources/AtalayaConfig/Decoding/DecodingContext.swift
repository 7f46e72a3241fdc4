/// Collects what goes wrong while a document is turned into typed values. Decoding never stops at the first problem:
/// what cannot be read is reported and replaced by a default, and the rest is read.
final class DecodingContext {
    let file: String
    private(set) var diagnostics: [Diagnostic] = []
    /// Paths at which something was wrong, so that later checks do not report consequences.
    private(set) var brokenPaths: Set<String> = []
    /// The keys that each mapping may have, by its path: what the documentation is held against.
    private(set) var knownKeys: [String: [String]] = [:]

    init(file: String) {
        self.file = file
    }

    func report(_ rule: String, _ message: String, at node: DocumentNode, path: String) {
        report(rule, message, line: node.line, column: node.column, path: path)
    }

    func report(_ rule: String, _ message: String, at key: DocumentKey, path: String) {
        report(rule, message, line: key.line, column: key.column, path: path)
    }

    func note(knownKeys keys: [String], path: String) {
        knownKeys[path] = keys
    }

    func hasProblems(below path: String) -> Bool {
        brokenPaths.contains { $0.hasPrefix(path + ".") }
    }

    private func report(_ rule: String, _ message: String, line: Int, column: Int, path: String) {
        brokenPaths.insert(path)
        diagnostics.append(Diagnostic(file: file, line: line, column: column, rule: rule, message: message))
    }
}

/// Where things stand in a document: dotted paths (`services.orchestrator.health`, `targets[0]`) and their positions.
struct SourceMap {
    struct Position: Hashable {
        var line: Int
        var column: Int
    }

    private(set) var positions: [String: Position] = [:]
    /// The values that are text.
    private var texts: [String: DocumentNode] = [:]

    init() {}

    init(_ root: DocumentNode) {
        positions[""] = Position(line: root.line, column: root.column)
        collect(root, path: "")
    }

    /// The position of a byte in the text of a path.
    func position(of path: String, byte: Int?) -> Position? {
        guard let byte, let text = texts[path], text.layout != nil else { return position(of: path) }
        let (line, column) = text.position(ofByte: byte)
        return Position(line: line, column: column)
    }

    /// The position of a path, or of the nearest thing around it that is written down.
    func position(of path: String) -> Position? {
        var path = Substring(path)
        while true {
            if let position = positions[String(path)] { return position }
            guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return positions[""] }
            path = path[..<end]
        }
    }

    private mutating func collect(_ node: DocumentNode, path: String) {
        switch node.value {
        case .mapping(let entries):
            for entry in entries {
                let path = path.isEmpty ? entry.key.name : path + "." + entry.key.name
                if positions[path] == nil { positions[path] = Position(line: entry.key.line, column: entry.key.column) }
                collect(entry.value, path: path)
            }
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                let path = "\(path)[\(index)]"
                positions[path] = Position(line: item.line, column: item.column)
                collect(item, path: path)
            }
        case .string: texts[path] = node
        case .null, .bool, .int, .double: break
        }
    }
}
