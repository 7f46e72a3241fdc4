/// The parameters of known plugins, with their types.
struct FluentdPluginTable: Sendable {
    enum ParameterType: Hashable, Sendable {
        case text
        case integer
        case number
        case flag
        case duration
        case size
        case regexp
        case list
        case hash
        case choice([String])
    }

    struct Parameter: Hashable, Sendable {
        var type: ParameterType
        var isRequired: Bool
    }

    /// What may stand in a section.
    struct Section: Hashable, Sendable {
        var parameters: [String: Parameter] = [:]
        var sections: [String: Section] = [:]

        var isEmpty: Bool { parameters.isEmpty && sections.isEmpty }
    }

    static let known = FluentdPluginTable(text)

    /// By kind and type: "source tail".
    private var plugins: [String: Section] = [:]

    private init(_ text: String) {
        var paragraphs: [String] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix(" "), let last = paragraphs.indices.last {
                paragraphs[last] += " " + line
            } else {
                paragraphs.append(String(line))
            }
        }
        for paragraph in paragraphs {
            var words = paragraph.split(separator: " ").map(String.init)[...]
            let kind = words.removeFirst()
            let type = words.removeFirst()
            plugins["\(kind) \(type)"] = Self.section(&words)
        }
    }

    /// What a plugin may have in its section: its own parameters and those of sections that many plugins have; nil for
    /// one that is not known.
    ///
    /// - Parameter kind: The section's name: "source", "filter", "match", "buffer", "parse" …
    func plugin(_ kind: String, _ type: String?) -> Section? {
        let name = kind == "store" ? "match" : kind
        guard let type else {
            guard var section = plugins["section \(name)"] else { return nil }
            // Without a type a buffer has the plugin's own, or that of the section it adds to.
            for type in name == "buffer" ? types(name) : [] {
                section.parameters.merge(plugins["\(name) \(type)"]?.parameters ?? [:]) { first, _ in first }
            }
            section.parameters = section.parameters.mapValues { Parameter(type: $0.type, isRequired: false) }
            return section
        }
        guard var section = plugins["\(name) \(type)"] else { return nil }
        if let common = plugins["section \(name)"] {
            section.parameters.merge(common.parameters) { own, _ in own }
            section.sections.merge(common.sections) { own, _ in own }
        }
        return section
    }

    /// Settings of the process: `<system>`.
    var system: Section { plugins["system -"] ?? Section() }

    /// Whether a plugin of this type is known under any kind.
    func knows(_ kind: String, _ type: String) -> Bool { plugins["\(kind) \(type)"] != nil }

    /// The types of a kind, for a suggestion.
    func types(_ kind: String) -> [String] {
        plugins.keys.filter { $0.hasPrefix(kind + " ") }.map { String($0.dropFirst(kind.count + 1)) }.sorted()
    }

    /// Words up to the end of the section, whose last word ends with `>`.
    private static func section(_ words: inout ArraySlice<String>) -> Section {
        var section = Section()
        while var word = words.popFirst() {
            if word.hasPrefix("<") {
                let isClosed = word.hasSuffix(">")
                let name = String(word.dropFirst().prefix { $0 != ">" })
                let ends = word.count { $0 == ">" }
                section.sections[name] = isClosed ? Section() : Self.section(&words)
                if ends > 1 {
                    words.insert(String(repeating: ">", count: ends - 1), at: words.startIndex)
                }
                continue
            }
            let ends = word.reversed().prefix { $0 == ">" }.count
            word.removeLast(ends)
            if !word.isEmpty {
                let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
                let isRequired = parts[0].hasSuffix("!")
                let name = isRequired ? String(parts[0].dropLast()) : parts[0]
                section.parameters[name] = Parameter(
                    type: type(parts.count > 1 ? parts[1] : ""), isRequired: isRequired)
            }
            if ends > 0 {
                if ends > 1 { words.insert(String(repeating: ">", count: ends - 1), at: words.startIndex) }
                return section
            }
        }
        return section
    }

    private static func type(_ word: String) -> ParameterType {
        if word.hasPrefix("enum(") {
            return .choice(word.dropFirst(5).dropLast().split(separator: "|").map(String.init))
        }
        switch word {
        case "integer": return .integer
        case "number": return .number
        case "flag": return .flag
        case "duration": return .duration
        case "size": return .size
        case "regexp": return .regexp
        case "list": return .list
        case "hash": return .hash
        default: return .text
        }
    }
}
