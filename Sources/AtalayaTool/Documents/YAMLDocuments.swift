/// The documents of a file, each as the text that it stands in.
///
/// `---` at the beginning of a line is a marker wherever it stands, also inside of quotes and blocks. Only markers that
/// stand alone are cut at; of a file with others, or with directives, the whole is one part, which the reader refuses.
struct YAMLDocuments {
    var text: String
    /// In which it begins, counted from 1.
    var line: Int
    /// Whether it has nothing but comments.
    var isEmpty: Bool

    static func parts(of text: String) -> [YAMLDocuments] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var parts: [YAMLDocuments] = []
        var current: [Substring] = []
        var start = 1
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("%") || line.hasPrefix("...") || line.hasPrefix("--- ") {
                return [YAMLDocuments(text: text, line: 1, isEmpty: false)]
            }
            guard line.hasPrefix("---"), line.dropFirst(3).allSatisfy(\.isWhitespace) else {
                current.append(line)
                continue
            }
            // What stands above the first marker is a document only if it has something.
            if !parts.isEmpty || !isEmpty(current) { parts.append(part(current, start, isLast: false)) }
            if parts.isEmpty, !current.isEmpty {
                // Comments above the first marker belong to the first document.
                continue
            }
            current = []
            start = index + 2
        }
        return parts + [part(current, start, isLast: true)]
    }

    private static func part(_ lines: [Substring], _ start: Int, isLast: Bool) -> YAMLDocuments {
        YAMLDocuments(
            text: lines.joined(separator: "\n") + (isLast || lines.isEmpty ? "" : "\n"), line: start,
            isEmpty: isEmpty(lines))
    }

    private static func isEmpty(_ lines: [Substring]) -> Bool {
        lines.allSatisfy { line in
            let start = line.drop(while: \.isWhitespace)
            return start.isEmpty || start.hasPrefix("#")
        }
    }
}
