/// Problems that somebody has looked at and accepts, in comments of the file itself:
///
/// ```yaml
/// # atalaya:ignore group-interval-stale the source has one value an hour
/// - name: hourly
///   interval: 1h
/// ```
///
/// Such a comment covers the entry below it with everything inside, and beside a value its own line. Of a file as a whole it
/// is `atalaya:ignore-file`. There is no suppression without a reason.
public struct Suppressions: Sendable {
    private struct Suppression {
        var rule: String
        var line: Int
        var covered: ClosedRange<Int>
        var hasReason: Bool
    }

    private var all: [Suppression] = []

    /// - Parameters:
    ///   - text: The file.
    ///   - comments: ``YAMLComment/all(in:)`` of it.
    public init(_ text: String, comments: [YAMLComment]) {
        let marked = comments.filter { $0.text.hasPrefix("atalaya:ignore") }
        guard !marked.isEmpty else { return }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let alone = Set(comments.filter(\.isAlone).map(\.line))
        all = marked.compactMap { comment in
            let words = comment.text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            let isOfFile = words[0] == "atalaya:ignore-file"
            guard isOfFile || words[0] == "atalaya:ignore" else { return nil }
            let covered =
                isOfFile
                ? 0...Int.max
                : comment.isAlone ? Self.entry(below: comment.line, lines, alone) : comment.line...comment.line
            return Suppression(
                rule: words.count > 1 ? String(words[1]) : "", line: comment.line, covered: covered,
                hasReason: words.count > 2)
        }
    }

    /// The lines of the entry that begins below a line: those that stand further in than its first.
    private static func entry(below line: Int, _ lines: [Substring], _ comments: Set<Int>) -> ClosedRange<Int> {
        var first = line + 1
        while comments.contains(first) || first <= lines.count && isEmpty(lines[first - 1]) { first += 1 }
        guard first <= lines.count else { return line...line }
        let indentation = indentation(lines[first - 1])
        var last = first
        while last < lines.count, isEmpty(lines[last]) || self.indentation(lines[last]) > indentation { last += 1 }
        return first...last
    }

    private static func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
    private static func isEmpty(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    /// What is left of the problems of the file, and what is wrong with the suppressions themselves.
    public func applied(to diagnostics: [Diagnostic], file: String) -> [Diagnostic] {
        guard !all.isEmpty else { return diagnostics }
        var used = Set<Int>()
        let left = diagnostics.filter { diagnostic in
            let found = all.indices.filter {
                all[$0].hasReason && all[$0].rule == diagnostic.rule && all[$0].covered.contains(diagnostic.line)
            }
            used.formUnion(found)
            return found.isEmpty
        }
        let own = all.indices.compactMap { index -> Diagnostic? in
            let suppression = all[index]
            guard suppression.hasReason else {
                return Diagnostic(
                    file: file, line: suppression.line, rule: "suppression-reason",
                    message: "say what is accepted and why: atalaya:ignore RULE REASON")
            }
            guard !used.contains(index) else { return nil }
            return Diagnostic(
                file: file, line: suppression.line, rule: "suppression-unused", severity: .warning,
                message: "there is nothing of the rule '\(suppression.rule)' to ignore here")
        }
        return (left + own).inFileOrder()
    }
}
