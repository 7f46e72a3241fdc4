/// What a pattern says, as a tree.
enum PatternNode: Hashable, Sendable {
    /// Matches nothing of the text, everywhere.
    case empty
    /// One character; most of what is written in patterns.
    case character(UInt32)
    /// One character of the set; an empty set matches nowhere.
    case characters(ScalarSet)
    case assertion(TextAssertion)
    indirect case capture(Int, PatternNode)
    case concatenation([PatternNode])
    /// The first that matches wins.
    case alternation([PatternNode])
    /// `most` is `nil` for any number.
    indirect case repetition(PatternNode, least: Int, most: Int?, isGreedy: Bool)

    /// Whether it matches without taking anything of the text. (Assertions count as if they held.)
    var isNullable: Bool {
        switch self {
        case .empty, .assertion: true
        case .character, .characters: false
        case .capture(_, let node): node.isNullable
        case .concatenation(let nodes): nodes.allSatisfy(\.isNullable)
        case .alternation(let nodes): nodes.contains(where: \.isNullable)
        case .repetition(let node, let least, _, _): least == 0 || node.isNullable
        }
    }

    var isOneCharacter: Bool {
        switch self {
        case .character, .characters: true
        default: false
        }
    }

    /// Whether counted repetitions inside each other multiply to no more than `most`. Go counts the larger of the two
    /// bounds, and nothing below `{0}`.
    func repeats(atMost most: Int) -> Bool {
        switch self {
        case .empty, .character, .characters, .assertion: return true
        case .capture(_, let node): return node.repeats(atMost: most)
        case .concatenation(let nodes), .alternation(let nodes): return nodes.allSatisfy { $0.repeats(atMost: most) }
        case .repetition(let node, let least, let bound, _):
            if bound == 0 { return true }
            // `?` is no count.
            let count = max(bound ?? least, 1)
            return count <= most && node.repeats(atMost: most / count)
        }
    }
}

/// A condition on a place in the text.
enum TextAssertion: UInt8, Hashable, Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// What holds at a place in the text: the bytes on both sides decide it.
struct PlaceFacts: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    /// Raw values are those of the assertions.
    func holds(_ assertion: TextAssertion) -> Bool { rawValue & (1 << assertion.rawValue) != 0 }

    /// - Parameters:
    ///   - before: The byte before the place; `nil` at the start of the text.
    ///   - after: The byte after it; `nil` at the end.
    init(before: UInt8?, after: UInt8?) {
        var facts: UInt8 = 0
        func add(_ assertion: TextAssertion) { facts |= 1 << assertion.rawValue }
        if before == nil { add(.textStart) }
        if after == nil { add(.textEnd) }
        if before == nil || before == 0x0A { add(.lineStart) }
        if after == nil || after == 0x0A { add(.lineEnd) }
        // Inside of a character there is neither a boundary nor a place without one.
        if after.map({ $0 & 0xC0 != 0x80 }) ?? true {
            add(Self.isWord(before) != Self.isWord(after) ? .wordBoundary : .noWordBoundary)
        }
        rawValue = facts
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    static func isWord(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
