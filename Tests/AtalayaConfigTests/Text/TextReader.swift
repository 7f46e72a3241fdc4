@testable import AtalayaConfig

/// Readers of the places that text is put into, by the rules of the programs that read them: each gives the text with
/// ``TextPlace/filledIn`` for the reference it knows, and nil where the text would do anything else.
enum TextReader {
    /// Goes through a text by scalars: a step takes what means something off the front, or nothing.
    private static func walk(
        _ text: String, step: (inout String.UnicodeScalarView.SubSequence, inout String) -> Bool?
    ) -> String? {
        var rest = text.unicodeScalars[...]
        var result = ""
        while let first = rest.first {
            guard let isTaken = step(&rest, &result) else { return nil }
            if !isTaken {
                result.unicodeScalars.append(first)
                rest.removeFirst()
            }
        }
        return result
    }

    private static func take(
        _ token: String, _ rest: inout String.UnicodeScalarView.SubSequence, as replacement: String,
        _ result: inout String
    ) -> Bool {
        guard !token.isEmpty, rest.starts(with: token.unicodeScalars) else { return false }
        rest = rest.dropFirst(token.unicodeScalars.count)
        result.unicodeScalars.append(contentsOf: replacement.unicodeScalars)
        return true
    }

    /// `$$` is a dollar, and one that stands alone fills something in.
    static func doubledDollars(_ text: String, _ reference: String) -> String? {
        walk(text) { rest, result in
            if take("$$", &rest, as: "$", &result) || take(reference, &rest, as: TextPlace.filledIn, &result) {
                return true
            }
            return rest.first == "$" ? nil : false
        }
    }

    /// `$$` is a dollar, `$(` fills something in, and any other dollar is one.
    static func podVariables(_ text: String, _ reference: String) -> String? {
        walk(text) { rest, result in
            if take("$$", &rest, as: "$", &result) || take(reference, &rest, as: TextPlace.filledIn, &result) {
                return true
            }
            return rest.starts(with: "$(".unicodeScalars) ? nil : false
        }
    }

    /// The first `{{` begins an action; those that give braces and the reference are known.
    static func goTemplate(_ text: String, _ reference: String) -> String? {
        guard (try? GoTemplate(text, dialect: .anything)) != nil else { return nil }
        return walk(text) { rest, result in
            if take(reference, &rest, as: TextPlace.filledIn, &result)
                || take("{{\"{{\"}}", &rest, as: "{{", &result) || take("{{\"{\"}}", &rest, as: "{", &result)
            {
                return true
            }
            return rest.starts(with: "{{".unicodeScalars) ? nil : false
        }
    }

    /// Grafana has no escape: what is left must not look like a variable or a label, and spaces do not count.
    static func dashboard(_ text: String, _ reference: String) -> String? {
        let known = walk(text) { rest, result in
            if take(reference, &rest, as: TextPlace.filledIn, &result) { return true }
            if rest.first == "$", let next = rest.dropFirst().first,
                next == "{" || next == "_" || next.properties.isAlphabetic || ("0"..."9").contains(next)
            {
                return nil
            }
            let isLegend = reference.hasPrefix("{{")
            return rest.starts(with: "[[".unicodeScalars) || (isLegend && rest.starts(with: "{{".unicodeScalars))
                ? nil : false
        }
        return known.map(withoutSpaces)
    }

    static func withoutSpaces(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0 != " " }))
    }

    /// Argo fills in every `{{…}}`; the rest is PromQL.
    static func analysisQuery(_ text: String, _ reference: String) -> String? {
        walk(text) { rest, result in
            if take(reference, &rest, as: TextPlace.filledIn, &result)
                || take(#"\x7b"#, &rest, as: "{", &result)
            {
                return true
            }
            return rest.starts(with: "{{".unicodeScalars) ? nil : false
        }
    }

    /// The inside of a double-quoted string, as Ruby reads it.
    static func ruby(_ text: String, _ reference: String) -> String? {
        let escapes: [(String, String)] = [
            ("#{0.chr}", "\0"), ("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ("\\\"", "\""), ("\\\\", "\\"),
            ("\\#", "#"),
        ]
        return walk(text) { rest, result in
            if take(reference, &rest, as: TextPlace.filledIn, &result) { return true }
            for (escape, meaning) in escapes where take(escape, &rest, as: meaning, &result) { return true }
            return rest.first == "\\" || rest.first == "\"" || rest.starts(with: "#{".unicodeScalars) ? nil : false
        }
    }

    /// `%%` is a per cent, `${…}` a placeholder wherever it came from: what is ambiguous is a finding of its own.
    static func chunk(_ text: String, _ reference: String) -> String? {
        walk(text) { rest, result in
            if take("%%", &rest, as: "%", &result) || take(reference, &rest, as: TextPlace.filledIn, &result) {
                return true
            }
            return rest.first == "%" ? nil : false
        }
    }

    /// Without any escape.
    static func record(_ text: String, _ reference: String) -> String? {
        walk(text) { rest, result in take(reference, &rest, as: TextPlace.filledIn, &result) }
    }

    static func matcherValue(_ query: String) -> String? {
        guard case .selector(let selector) = PromQL.read(query).expression?.form else { return nil }
        return selector.matchers.count == 1 ? selector.conditions.first?.value.value : nil
    }
}

extension GoTemplateDialect {
    /// The functions and variables of all places.
    static let anything = GoTemplateDialect(
        functions: prometheusAlert.functions.union(alertmanager.functions),
        variables: prometheusAlert.variables.union(["values"]))
}
