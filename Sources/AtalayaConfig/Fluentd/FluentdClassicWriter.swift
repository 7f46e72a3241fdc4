/// Writes a pipeline in Fluentd's classic syntax: `<match tag> … </match>`.
///
/// Text is written plain where that cannot be misread, else in single quotes, where backslash and quote are the only
/// escapes and nothing is evaluated; text with line breaks needs double quotes, with `#` escaped, because `#{…}` there
/// is Ruby.
public enum FluentdClassicWriter {
    public static func write(_ pipeline: FluentdPipeline, header: [String] = []) -> String {
        var output = header.map { "# \($0)\n" }.joined()
        if !header.isEmpty { output += "\n" }
        for (index, section) in ([pipeline.system.section()] + pipeline.sections()).enumerated() {
            if index > 0 { output += "\n" }
            write(section, indent: 0, into: &output)
        }
        return output
    }

    private static func write(_ section: FluentdSection, indent: Int, into output: inout String) {
        let margin = String(repeating: " ", count: indent)
        for comment in section.comments { output += "\(margin)# \(comment)\n" }
        output += margin + "<" + section.name + (section.arguments.isEmpty ? "" : " " + section.argumentText) + ">\n"
        for parameter in section.parameters {
            if let comment = parameter.comment { output += "\(margin)  # \(comment)\n" }
            output += "\(margin)  \(parameter.name) \(text(parameter.value))\n"
        }
        for inner in section.sections { write(inner, indent: indent + 2, into: &output) }
        output += margin + "</" + section.name + ">\n"
    }

    static func text(_ value: FluentdValue) -> String {
        switch value.content {
        case .text(let text): literal(text)
        case .quantity(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .json(let document): json(document)
        case .ruby(let ruby): "\"\(ruby.text)\""
        }
    }

    static func literal(_ text: String) -> String {
        if isPlain(text) { return text }
        return text.unicodeScalars.contains { $0 == "\n" || $0 == "\r" || $0 == "\0" }
            ? "\"\(escaped(text))\"" : singleQuoted(text)
    }

    /// Characters that mean nothing anywhere in a value. `[`, `{` and quotes would start something else at the front;
    /// `#` and spaces could start a comment.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") { return false }
        return text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_-./:@%$*+,=~^()[]{}|?!;&<>".utf8.contains($0)
            }
        }
    }

    private static func singleQuoted(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result + "'"
    }

    /// What stands between double quotes for this text.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0": result += "\\0"
            case "\"", "\\", "#": result += "\\" + String(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// JSON on one line. Inside its strings `#{…}` would be evaluated too, and a bare `#` may be taken for a comment.
    private static func json(_ document: Document) -> String {
        var text = JSONWriter.write(document.flow())
        if text.hasSuffix("\n") { text.removeLast() }
        return text.split(separator: "#", omittingEmptySubsequences: false).joined(separator: "\\u0023")
    }
}
