// Design
//
// Asked is for each match whether one before it takes all of its events. Comparing each with all before it takes a square
// of time in a file of ten thousand matches. So the patterns before it stand in a tree, part by part: `a.*.c` is three
// steps from the root. A pattern that is looked for goes down the ways that take its parts: the part itself, `*`, and
// `**` for any number of parts. The steps are counted, over a whole file, because patterns with several `**` have many ways.

/// What the matches so far have taken of a routing's events.
struct FluentdTakenEvents {
    /// Steps in a file; after so many nothing more is found.
    static let stepsMax = 200_000

    private struct Node {
        var children: [Substring: Int] = [:]
        /// The matches of which a pattern ends here, ascending.
        var matches: [Int] = []
    }

    private var nodes = [Node()]
    /// The line of each match.
    private var lines: [Int] = []
    private(set) var steps = 0

    /// Begins with the matches of another routing.
    mutating func beginRouting() {
        nodes = [Node()]
        lines = []
    }

    mutating func add(_ pattern: FluentdTagPattern, line: Int) {
        let match = lines.count
        lines.append(line)
        for case let parts? in pattern.alternatives {
            var node = 0
            for part in parts {
                guard take() else { return }
                if let child = nodes[node].children[part] {
                    node = child
                } else {
                    nodes.append(Node())
                    nodes[node].children[part] = nodes.count - 1
                    node = nodes.count - 1
                }
            }
            if nodes[node].matches.last != match { nodes[node].matches.append(match) }
        }
    }

    /// The line of the first match that takes all that the pattern does. Sure when there is one, not when there is none.
    mutating func line(thatTakes pattern: FluentdTagPattern) -> Int? {
        if pattern.alternatives.count == 1, let wanted = pattern.alternatives[0] {
            var first: Int?
            visit(0, wanted[...]) { matches in first = min(first ?? .max, matches[0]) }
            return first.map { lines[$0] }
        }
        // All of its patterns, by the same match.
        var common: Set<Int>?
        for wanted in pattern.alternatives {
            var found: Set<Int> = []
            // What a regular expression takes is only sure to be taken by what takes everything.
            visit(0, (wanted ?? ["**"])[...]) { found.formUnion($0) }
            common = common.map { $0.intersection(found) } ?? found
            if common?.isEmpty != false { return nil }
        }
        return common?.min().map { lines[$0] }
    }

    /// Visits the matches of all patterns that take every tag that `wanted` does.
    private mutating func visit(_ node: Int, _ wanted: ArraySlice<Substring>, _ body: ([Int]) -> Void) {
        guard take(1 + nodes[node].matches.count / 16) else { return }
        if let gap = nodes[node].children["**"] {
            // At the end of a pattern it takes all that is left, otherwise as many parts as the rest of it does not need.
            if !nodes[gap].matches.isEmpty { body(nodes[gap].matches) }
            if !nodes[gap].children.isEmpty {
                for start in wanted.startIndex...wanted.endIndex where steps < Self.stepsMax {
                    visitChildren(of: gap, wanted[start...], body)
                }
            }
        }
        guard let next = wanted.first else {
            if !nodes[node].matches.isEmpty { body(nodes[node].matches) }
            return
        }
        guard next != "**" else { return }
        if let child = nodes[node].children[next] { visit(child, wanted.dropFirst(), body) }
        if next != "*", let child = nodes[node].children["*"] { visit(child, wanted.dropFirst(), body) }
    }

    /// As ``visit(_:_:_:)``, for what follows a `**`: its own end is dealt with already.
    private mutating func visitChildren(of gap: Int, _ wanted: ArraySlice<Substring>, _ body: ([Int]) -> Void) {
        guard take(), let next = wanted.first, next != "**" else { return }
        if let child = nodes[gap].children[next] { visit(child, wanted.dropFirst(), body) }
        if next != "*", let child = nodes[gap].children["*"] { visit(child, wanted.dropFirst(), body) }
    }

    private mutating func take(_ count: Int = 1) -> Bool {
        guard steps < Self.stepsMax else { return false }
        steps += count
        return true
    }
}
