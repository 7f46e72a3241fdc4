/// The labels that a template of an alert's text names: `{{ $labels.job }}`, `{{ .Labels.job }}`, `{{ index $labels "a.b" }}`.
enum TemplateLabels {
    static func names(in text: String) -> [String] {
        text.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().flatMap { part -> [String] in
            let action = part.prefix(upTo: part.firstRange(of: "}}")?.lowerBound ?? part.endIndex)
            return [(prefix: "$labels.", isQuoted: false), (".Labels.", false), ("index $labels ", true)].flatMap {
                form in
                action.split(separator: form.prefix, omittingEmptySubsequences: false).dropFirst().compactMap { rest in
                    name(rest, isQuoted: form.isQuoted)
                }
            }
        }
    }

    /// The first field of a label, which is text and has none: `a.b` of `{{ $labels.a.b }}`, and at which byte it stands.
    static func fieldOfLabel(in text: String) -> (name: String, offset: Int)? {
        let bytes = Array(text.utf8)
        let start = Array("$labels.".utf8)
        var index = 0
        while index + start.count < bytes.count {
            guard bytes[index] == start[0], bytes[index...].starts(with: start) else {
                index += 1
                continue
            }
            let label = bytes[(index + start.count)...].prefix(while: \.isWord)
            let field = bytes[label.endIndex...].dropFirst().prefix(while: \.isWord)
            if !label.isEmpty, bytes.indices.contains(label.endIndex), bytes[label.endIndex] == UInt8(ascii: "."),
                !field.isEmpty, isInAction(bytes[..<index])
            {
                return (String(decoding: bytes[label.startIndex..<field.endIndex], as: UTF8.self), index)
            }
            index = label.endIndex
        }
        return nil
    }

    /// Whether the last brace before a place is open.
    private static func isInAction(_ before: ArraySlice<UInt8>) -> Bool {
        before.last { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") } == UInt8(ascii: "{")
    }

    private static func name(_ rest: Substring, isQuoted: Bool) -> String? {
        if isQuoted {
            guard let quote = rest.first, quote == "\"" || quote == "`" else { return nil }
            return String(rest.dropFirst().prefix { $0 != quote })
        }
        let name = rest.utf8.prefix(while: \.isWord)
        return name.isEmpty ? nil : String(name)
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
