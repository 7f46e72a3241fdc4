import AtalayaModel

/// A form that the text of a setting must have: an address, an expression, a name.
struct TextForm: Sendable {
    /// The id of the rule that a text breaks.
    let rule: String
    /// What is wrong with a text; nil for one that is right.
    let problem: @Sendable (String) -> String?

    init(_ rule: String, problem: @escaping @Sendable (String) -> String?) {
        self.rule = rule
        self.problem = problem
    }
}

extension TextForm {
    /// An address with a scheme and a host. A secret that was blotted out when the file was dumped counts as one.
    static let httpURL = TextForm("invalid-url") { text in
        if text == "<secret>" { return nil }
        guard let scheme = scheme(of: text) else { return "'\(text)' is not an address such as https://host/path" }
        guard ["http", "https"].contains(scheme) else { return "'\(text)' is neither http nor https" }
        return host(of: text).isEmpty ? "'\(text)' names no host" : nil
    }

    /// An address with any scheme and a host.
    static let anyURL = TextForm("invalid-url") { text in
        guard scheme(of: text) != nil, !host(of: text).isEmpty else {
            return "'\(text)' is not an address such as https://host/path"
        }
        return nil
    }

    /// An expression of RE2, which Prometheus and Alertmanager anchor at both ends.
    static let regex = TextForm("regex-syntax") { text in
        do throws(PatternError) {
            _ = try PatternSyntax(text)
            return nil
        } catch {
            return "'\(text)' is not a regular expression: \(error.message)"
        }
    }

    /// A name that both programs know from the beginning.
    static let legacyLabel = TextForm("label-name") { text in
        CheckLabels.isLegal(text) ? nil : "'\(text)' is not the name of a label"
    }

    static let hostAndPort = TextForm("invalid-address") { text in
        guard let colon = text.lastIndex(of: ":"), colon < text.index(before: text.endIndex) else {
            return "'\(text)' is not host:port"
        }
        let host = text[..<colon]
        return host.contains(":") && !(host.hasPrefix("[") && host.hasSuffix("]"))
            ? "'\(text)' is not host:port; put the address in brackets" : nil
    }

    static func refusing(_ rule: String, _ words: Set<String>, _ reason: String) -> TextForm {
        TextForm(rule) { words.contains($0.lowercased()) ? "'\($0)' \(reason)" : nil }
    }

    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.first, first.isASCII, first.isLetter,
            scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || "+-.".contains($0) })
        else { return nil }
        return scheme.lowercased()
    }

    private static func host(of text: String) -> Substring {
        guard let start = text.firstRange(of: "://")?.upperBound else { return "" }
        let authority = text[start...].prefix { !"/?#".contains($0) }
        return authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    }
}

extension TextForm {
    /// A setting of a receiver, which Alertmanager executes as a template.
    static let alertmanagerTemplate = TextForm("template-syntax") { text in
        do throws(GoTemplateError) {
            _ = try GoTemplate(text, dialect: .alertmanager)
            return nil
        } catch {
            return "the template has a mistake: \(error.message)"
        }
    }

    static let templatedURL = TextForm("invalid-url") { text in
        text.contains("{{") ? alertmanagerTemplate.problem(text) : httpURL.problem(text)
    }

    private static let goDurationForm = KnownForm(#"[-+]?([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+"#)

    /// `1.5h`, `30s`: Go's own durations, which have no days.
    static let goDuration = TextForm("invalid-duration") { text in
        text == "0" || goDurationForm.matches(text)
            ? nil : "'\(text)' is not a duration of Go; write for example 30s or 1h"
    }
}
