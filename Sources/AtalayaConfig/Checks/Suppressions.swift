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
    /// More in one file are not read; nobody has looked at so many problems.
    public static let countMax = 1_000
    /// Where those stand that are too many.
    private var excess: Int?

    /// - Parameters:
    ///   - text: The file.
    ///   - comments: ``YAMLComment/all(in:)`` of it.
    public init(_ text: String, comments: [YAMLComment]) {
        var marked = comments.filter { $0.text.hasPrefix("atalaya:ignore") }
        guard !marked.isEmpty else { return }
        if marked.count > Self.countMax {
            excess = marked[Self.countMax].line
            marked.removeSubrange(Self.countMax...)
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let alone = Set(comments.filter(\.isAlone).map(\.line))
        var last: ClosedRange<Int>?
        all = marked.compactMap { comment in
            let words = comment.text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            let isOfFile = words[0] == "atalaya:ignore-file"
            guard isOfFile || words[0] == "atalaya:ignore" else { return nil }
            var covered = isOfFile ? 0...Int.max : comment.line...comment.line
            if !isOfFile, comment.isAlone {
                // Comments one below the other are above the same entry.
                if let last, last.lowerBound > comment.line {
                    covered = last
                } else {
                    covered = Self.entry(below: comment.line, lines, alone)
                    last = covered
                }
            }
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
        let byRule = Dictionary(grouping: all.indices.filter { all[$0].hasReason }) { all[$0].rule }
        let left = diagnostics.filter { diagnostic in
            let found = byRule[diagnostic.rule, default: []].filter { all[$0].covered.contains(diagnostic.line) }
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
        let tooMany = excess.map {
            Diagnostic(
                file: file, line: $0, rule: "suppression-reason",
                message: "more than \(Self.countMax) suppressions in one file; this one and those below are not read")
        }
        return (left + own + [tooMany].compactMap { $0 }).inFileOrder()
    }
}
