/// Writes a `Document` as JSON: two spaces of indentation, keys in the order of the document, integers exact,
/// floating point numbers in their shortest form. The same document gives the same bytes; the file ends with one line
/// break.
///
/// What JSON cannot say is left out: comments, blank lines, tags. `nan` and infinities become `null`.
/// A part marked as `flow` is written on one line.
public enum JSONWriter {
    public static func write(_ document: Document) -> String {
        var output = ""
        value(document, indent: 0, isFlow: false, into: &output)
        output += "\n"
        return output
    }

    private static func value(_ document: Document, indent: Int, isFlow: Bool, into output: inout String) {
        switch document {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .int(let value): output += String(value)
        case .double(let value): output += value.isFinite ? value.description : "null"
        case .plain(let text):
            if isNumber(text) { output += text } else { string(text, into: &output) }
        case .string(let text), .block(let text): string(text, into: &output)
        case .sequence(let items):
            list(items, open: "[", close: "]", indent: indent, isFlow: isFlow, into: &output) { item, output in
                value(item, indent: indent + 2, isFlow: isFlow, into: &output)
            }
        case .mapping(let entries):
            list(entries, open: "{", close: "}", indent: indent, isFlow: isFlow, into: &output) { entry, output in
                string(entry.key, into: &output)
                output += ": "
                value(entry.value, indent: indent + 2, isFlow: isFlow, into: &output)
            }
        case .styled(let style, let inner):
            value(inner, indent: indent, isFlow: isFlow || style.isFlow, into: &output)
        }
    }

    /// `-?(0|[1-9][0-9]*)(.[0-9]+)?([eE][-+]?[0-9]+)?`, looked at byte by byte: dashboards have tens of thousands.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func digits() -> Int {
            let count = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let isZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, whole == 1 || !isZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func list<Element>(
        _ elements: [Element],
        open: String,
        close: String,
        indent: Int,
        isFlow: Bool,
        into output: inout String,
        write: (Element, inout String) -> Void
    ) {
        output += open
        for (index, element) in elements.enumerated() {
            if index > 0 { output += isFlow ? ", " : "," }
            if !isFlow { output += "\n" + String(repeating: " ", count: indent + 2) }
            write(element, &output)
        }
        if !isFlow && !elements.isEmpty { output += "\n" + String(repeating: " ", count: indent) }
        output += close
    }

    private static func string(_ text: String, into output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
