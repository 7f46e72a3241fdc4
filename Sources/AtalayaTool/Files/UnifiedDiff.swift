/// The difference of two texts as `diff -u` prints it.
enum UnifiedDiff {
    static let contextLines = 3

    /// Empty when the texts are equal. A file that is not there is an empty text.
    static func between(_ old: String, _ new: String, oldName: String, newName: String) -> String {
        guard old != new else { return "" }
        let edits = Self.edits(lines(old), lines(new))
        var output = "--- \(oldName)\n+++ \(newName)\n"
        for hunk in hunks(edits) { output += hunk }
        return output
    }

    /// A line keeps its break, so that a missing one at the end of the file shows.
    private static func lines(_ text: String) -> [Substring] {
        var result: [Substring] = []
        var rest = text[...]
        while let end = rest.firstIndex(of: "\n") {
            result.append(rest[...end])
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { result.append(rest) }
        return result
    }

    private struct Edit {
        var sign: Character
        var line: Substring
    }

    /// Both texts as one sequence of kept, removed and added lines; removals come before additions.
    private static func edits(_ old: [Substring], _ new: [Substring]) -> [Edit] {
        let difference = new.difference(from: old)
        var removed = Set<Int>()
        var inserted = Set<Int>()
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var edits: [Edit] = []
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                edits.append(Edit(sign: "-", line: old[oldIndex]))
                oldIndex += 1
            } else if inserted.contains(newIndex) {
                edits.append(Edit(sign: "+", line: new[newIndex]))
                newIndex += 1
            } else {
                edits.append(Edit(sign: " ", line: old[oldIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
        return edits
    }

    private static func hunks(_ edits: [Edit]) -> [String] {
        var hunks: [String] = []
        var (oldLine, newLine) = (1, 1)
        var position = 0
        while let change = edits[position...].firstIndex(where: { $0.sign != " " }) {
            let start = max(position, change - contextLines)
            var end = change
            // A hunk goes on until more than twice the context is unchanged.
            var scan = change
            while scan < edits.count, scan - end <= 2 * contextLines {
                if edits[scan].sign != " " { end = scan }
                scan += 1
            }
            let stop = min(edits.count, end + contextLines + 1)
            let skipped = start - position
            oldLine += skipped
            newLine += skipped
            let part = edits[start..<stop]
            let oldCount = part.count { $0.sign != "+" }
            let newCount = part.count { $0.sign != "-" }
            hunks.append(
                "@@ -\(range(oldLine, oldCount)) +\(range(newLine, newCount)) @@\n"
                    + part.map {
                        "\($0.sign)\($0.line)\($0.line.last == "\n" ? "" : "\n\\ No newline at end of file\n")"
                    }.joined())
            oldLine += oldCount
            newLine += newCount
            position = stop
        }
        return hunks
    }

    private static func range(_ line: Int, _ count: Int) -> String {
        switch count {
        case 0: "\(line - 1),0"
        case 1: "\(line)"
        default: "\(line),\(count)"
        }
    }
}
