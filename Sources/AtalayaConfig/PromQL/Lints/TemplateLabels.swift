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
