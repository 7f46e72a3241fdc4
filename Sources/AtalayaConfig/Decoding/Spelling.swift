/// Guesses what somebody meant to write.
enum Spelling {
    /// "unknown key 'scrape_intervall'; did you mean 'scrape_interval'?", or the list of what is known when nothing
    /// is near.
    static func unknown(_ what: String, _ word: String, known: [String]) -> String {
        if let suggestion = nearest(to: word, in: known) {
            return "unknown \(what) '\(word)'; did you mean '\(suggestion)'?"
        }
        guard !known.isEmpty else { return "unknown \(what) '\(word)'" }
        let listed = known.sorted().prefix(listedMax).joined(separator: ", ")
        let more = known.count > listedMax ? " and \(known.count - listedMax) more" : ""
        return "unknown \(what) '\(word)'; known are \(listed)\(more)"
    }

    /// Words in a message.
    private static let listedMax = 60
    /// Among more words nothing is looked for: a file with many mistakes would take its time.
    private static let candidatesMax = 400

    /// The candidate with the fewest edits, if they are few for the length of the word.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        let limit = min(3, (word.utf8.count + 1) / 3)  // Nothing for words of one letter, which are near to everything.
        guard candidates.count <= candidatesMax else { return nil }
        let ranked = candidates.map { (candidate: $0, distance: distance(word, $0, limit: limit)) }
        let best = ranked.filter { $0.distance <= limit }.min {
            ($0.distance, $0.candidate) < ($1.distance, $1.candidate)
        }
        return best?.candidate
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; more than
    /// `limit` are not counted exactly.
    private static func distance(_ left: String, _ right: String, limit: Int) -> Int {
        let left = Array(left.utf8.prefix(64))
        let right = Array(right.utf8.prefix(64))
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        var previous: [Int] = []
        var current = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            let before = previous
            previous = current
            current[0] = row + 1
            for (column, rightByte) in right.enumerated() {
                let replaced = previous[column] + (leftByte == rightByte ? 0 : 1)
                current[column + 1] = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
                    current[column + 1] = min(current[column + 1], before[column - 1] + 1)
                }
            }
        }
        return current[right.count]
    }
}
