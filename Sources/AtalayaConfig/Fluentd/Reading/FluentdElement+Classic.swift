/// Fluentd's classic syntax: written so that Fluentd, and ``FluentdClassicReader``, read the same sections.
extension FluentdElement {
    /// The sections of a root in the classic syntax; comments are not kept.
    public var classicText: String {
        var output = ""
        Self.write(parameters, indent: 0, into: &output)
        for (index, element) in elements.enumerated() {
            if index > 0 || !parameters.isEmpty { output += "\n" }
            element.write(indent: 0, into: &output)
        }
        return output
    }

    private func write(indent: Int, into output: inout String) {
        let margin = String(repeating: " ", count: indent)
        if name == Self.includeName {
            output += "\(margin)@include \(Self.literal(argument))\n"
            return
        }
        output += "\(margin)<\(name)\(argument.parts.isEmpty ? "" : " " + Self.argument(argument))>\n"
        Self.write(parameters, indent: indent + 2, into: &output)
        for element in elements { element.write(indent: indent + 2, into: &output) }
        output += "\(margin)</\(name)>\n"
    }

    private static func write(_ parameters: [Parameter], indent: Int, into output: inout String) {
        let margin = String(repeating: " ", count: indent)
        for parameter in parameters {
            let name =
                isPlainName(parameter.name) ? parameter.name : "\"\(doubleQuotedInside(FluentdText(parameter.name)))\""
            // A name alone is the empty text, and the only form in which any name is taken.
            output += margin + name + (parameter.value.parts.isEmpty ? "" : " " + literal(parameter.value)) + "\n"
        }
    }

    /// The argument of an opening tag ends at a `>`.
    private static func argument(_ text: FluentdText) -> String {
        guard let plain = text.text else { return "\"\(doubleQuotedInside(text))\"" }
        let isPlain =
            !plain.contains { $0 == ">" || $0.isNewline || $0 == "\"" || $0 == "'" || $0 == "#" }
            && plain.first?.isWhitespace == false && plain.last?.isWhitespace == false
        return isPlain ? plain : "\"\(doubleQuotedInside(text))\""
    }

    private static func literal(_ text: FluentdText) -> String {
        guard let plain = text.text else {
            return text.style == .json ? rawJSON(text) : "\"\(doubleQuotedInside(text))\""
        }
        guard text.style == .json else { return FluentdClassicWriter.literal(plain) }
        // Inside of JSON too `#{…}` would be Ruby, and a bare `#` may be taken for a comment.
        return plain.split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\\u0023")
    }

    /// JSON with Ruby in its texts, as it was read: in one line, because comments and line breaks mean nothing.
    private static func rawJSON(_ text: FluentdText) -> String {
        text.parts.map { part in
            switch part {
            case .text(let text): text.split(whereSeparator: \.isNewline).joined(separator: " ")
            case .ruby(let code): "#{\(code)}"
            }
        }.joined()
    }

    /// What stands between double quotes: `#{…}` for Ruby, escapes for the rest.
    static func doubleQuotedInside(_ text: FluentdText) -> String {
        text.parts.map { part in
            switch part {
            case .ruby(let code): "#{\(code)}"
            case .text(let text): FluentdClassicWriter.escaped(text)
            }
        }.joined()
    }

    private static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains { $0.isWhitespace || $0 == "\"" || $0 == "'" || $0 == "<" || $0 == "#" }
    }
}
