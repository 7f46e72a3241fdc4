/// Writes a `Document` as YAML that readers of YAML 1.1 (Go's yaml.v2, PyYAML, Psych) and of YAML 1.2 understand alike.
///
/// The same document gives the same bytes. Indentation is two spaces, lists are indented below their key, text is
/// unquoted where that is safe (`YAMLScalar`), and no line is folded. The file ends with one line break.
public enum YAMLWriter {
    /// - Parameter header: comment lines on top, without `#`; an empty line follows them.
    public static func write(_ document: Document, header: [String] = []) -> String {
        var writer = Emitter()
        writer.comments(header, indent: 0)
        if !header.isEmpty { writer.output += "\n" }
        writer.root(document)
        return writer.output
    }
}

private struct Emitter {
    var output = ""

    mutating func root(_ document: Document) {
        let (style, core) = document.unwrapped
        comments(style.comments, indent: 0)
        switch core {
        case .mapping(let entries) where !entries.isEmpty && !style.isFlow:
            if let tag = style.tag { output += tag + "\n" }
            mapping(entries, indent: 0)
        case .sequence(let items) where !items.isEmpty && !style.isFlow:
            if let tag = style.tag { output += tag + "\n" }
            sequence(items, indent: 0)
        default:
            if let tag = style.tag { output += tag + " " }
            output += flow(core, isNested: false) + "\n"
        }
    }

    mutating func comments(_ comments: [String], indent: Int) {
        for comment in comments {
            for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
                spaces(indent)
                output += line.isEmpty ? "#" : "# " + YAMLScalar.commentText(line)
                output += "\n"
            }
        }
    }

    private mutating func spaces(_ count: Int) {
        output += String(repeating: " ", count: count)
    }

    private mutating func mapping(_ entries: [Document.Entry], indent: Int) {
        for (index, entry) in entries.enumerated() {
            let (style, core) = entry.value.unwrapped
            if style.isAfterBlankLine && index > 0 { output += "\n" }
            comments(style.comments, indent: indent)
            spaces(indent)
            self.entry(key: entry.key, style: style, core: core, indent: indent)
        }
    }

    /// `key: value`, the cursor standing where the key begins.
    private mutating func entry(key: String, style: Document.Style, core: Document, indent: Int) {
        output += YAMLScalar.text(key, in: .block) + ":"
        value(style: style, core: core, indent: indent)
    }

    /// A value after `key:` or `-`, starting on the same line; nested lines stand two columns right of `indent`.
    private mutating func value(style: Document.Style, core: Document, indent: Int) {
        if let tag = style.tag { output += " " + tag }
        switch core {
        case .mapping(let entries) where !entries.isEmpty && !style.isFlow:
            output += "\n"
            mapping(entries, indent: indent + 2)
        case .sequence(let items) where !items.isEmpty && !style.isFlow:
            output += "\n"
            sequence(items, indent: indent + 2)
        case .block(let text) where !style.isFlow && YAMLScalar.canBeBlock(text):
            block(text, indent: indent + 2)
        default:
            output += " " + flow(core, isNested: false) + "\n"
        }
    }

    private mutating func sequence(_ items: [Document], indent: Int) {
        for (index, item) in items.enumerated() {
            let (style, core) = item.unwrapped
            if style.isAfterBlankLine && index > 0 { output += "\n" }
            comments(style.comments, indent: indent)
            guard case .mapping(let entries) = core, let first = entries.first, !style.isFlow, style.tag == nil else {
                spaces(indent)
                output += "-"
                value(style: style, core: core, indent: indent)
                continue
            }
            // A mapping begins on the line of its dash, so what stands above its first entry stands above the dash.
            let (firstStyle, firstCore) = first.value.unwrapped
            comments(firstStyle.comments, indent: indent)
            spaces(indent)
            output += "- "
            entry(key: first.key, style: firstStyle, core: firstCore, indent: indent + 2)
            mapping(continuing: entries.dropFirst(), indent: indent + 2)
        }
    }

    private mutating func mapping(continuing entries: ArraySlice<Document.Entry>, indent: Int) {
        for entry in entries {
            let (style, core) = entry.value.unwrapped
            if style.isAfterBlankLine { output += "\n" }
            comments(style.comments, indent: indent)
            spaces(indent)
            self.entry(key: entry.key, style: style, core: core, indent: indent)
        }
    }

    /// A literal block scalar. The indicator `2` says the indentation where the first line would hide it; `-` and `+`
    /// keep exactly the line breaks which the text ends with.
    private mutating func block(_ text: String, indent: Int) {
        output += " |"
        if text.utf8.first == UInt8(ascii: " ") || text.utf8.first == UInt8(ascii: "\n") { output += "2" }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" {
            lines.removeLast()
            if lines.last == "" { output += "+" }
        } else {
            output += "-"
        }
        output += "\n"
        for line in lines {
            if !line.isEmpty { spaces(indent) }
            output += line
            output += "\n"
        }
    }

    /// A value on one line. Inside brackets more characters need quotes, hence `isNested`.
    private func flow(_ document: Document, isNested: Bool) -> String {
        switch document {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .double(let value): return YAMLScalar.number(value)
        case .plain(let text): return text
        case .string(let text), .block(let text): return YAMLScalar.text(text, in: isNested ? .flow : .block)
        case .sequence(let items):
            return "[" + items.map { flow($0, isNested: true) }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            let parts = entries.map { YAMLScalar.text($0.key, in: .flow) + ": " + flow($0.value, isNested: true) }
            return "{" + parts.joined(separator: ", ") + "}"
        case .styled(let style, let inner):
            let text = flow(inner, isNested: isNested)
            return style.tag.map { $0 + " " + text } ?? text
        }
    }
}
