/// Text that every match of a pattern has in it, and a quick search for it.
///
/// A line without the text cannot match, and saying so costs little more than looking for one byte. Letters that match
/// in both cases are in the text as well.
struct LiteralScan: Hashable, Sendable {
    /// For each byte of the text its two forms, which are equal where there is only one.
    private let forms: [Pair]
    /// The byte that is looked for: the one that is rarest in logs.
    private let anchor: Int
    /// Whether every match begins with the text.
    let isPrefix: Bool

    private struct Pair: Hashable, Sendable {
        var first: UInt8
        var second: UInt8
    }

    /// `nil` where the pattern has no such text, or none that is rare enough to be worth looking for.
    init?(_ node: PatternNode) {
        var runs: [Run] = []
        var current = Run(isPrefix: true)
        Self.collect(node, into: &runs, current: &current)
        runs.append(current)
        guard let best = runs.max(by: { $0.worth < $1.worth }), best.worth > 0 else { return nil }
        forms = best.forms
        isPrefix = best.isPrefix
        anchor = best.forms.indices.min { Self.frequency(best.forms[$0]) < Self.frequency(best.forms[$1]) } ?? 0
    }

    private struct Run {
        var forms: [Pair] = []
        var isPrefix: Bool

        var worth: Int {
            if forms.count == 1, LiteralScan.frequency(forms[0]) > 4 { return 0 }
            return forms.count
        }
    }

    /// The place of the text at or after `start`; `nil` when it is not there.
    func firstIndex(in text: Span<UInt8>, from start: Int) -> Int? {
        var from = start + anchor
        let pair = forms[anchor]
        while let hit = ByteSearch.firstIndex(of: pair.first, or: pair.second, in: text, from: from) {
            let begin = hit - anchor
            if begin + forms.count > text.count { return nil }
            var index = 0
            while index < forms.count {
                let byte = text[begin + index]
                guard byte == forms[index].first || byte == forms[index].second else { break }
                index += 1
            }
            if index == forms.count { return begin }
            from = hit + 1
        }
        return nil
    }

    // MARK: Finding the text

    /// Gathers the runs of fixed text that a match cannot do without.
    private static func collect(_ node: PatternNode, into runs: inout [Run], current: inout Run) {
        func interrupt() {
            runs.append(current)
            current = Run(isPrefix: false)
        }
        switch node {
        case .empty: break
        case .assertion: break
        case .character(let scalar): collect(.characters(ScalarSet(scalar)), into: &runs, current: &current)
        case .characters(let set):
            if let pair = pair(of: set) {
                current.forms += pair
            } else {
                interrupt()
            }
        case .capture(_, let node): collect(node, into: &runs, current: &current)
        case .concatenation(let nodes):
            for node in nodes { collect(node, into: &runs, current: &current) }
        case .alternation: interrupt()
        case .repetition(let node, let least, let most, _):
            if node.isOneCharacter, least <= 32 {
                for _ in 0..<least { collect(node, into: &runs, current: &current) }
                if most != least { interrupt() }
            } else {
                // Once is enough: unrolling groups inside groups would have no end.
                if least > 0 { collect(node, into: &runs, current: &current) }
                interrupt()
            }
        }
    }

    /// The bytes of a set that is one character, or one letter of ASCII in both cases.
    private static func pair(of set: ScalarSet) -> [Pair]? {
        if let scalar = set.onlyMember.flatMap(Unicode.Scalar.init) {
            return UTF8.encode(scalar)?.map { Pair(first: $0, second: $0) }
        }
        guard set.ranges.count == 2, set.ranges.allSatisfy({ $0.count == 1 }) else { return nil }
        let low = set.ranges[0].lowerBound
        let high = set.ranges[1].lowerBound
        guard high < 0x80 else { return nil }
        return [Pair(first: UInt8(low), second: UInt8(high))]
    }

    /// How often a byte is met in log text, in rough steps; 0 is rare.
    private static func frequency(_ pair: Pair) -> Int {
        max(frequency(pair.first), frequency(pair.second)) + (pair.first == pair.second ? 0 : 1)
    }

    private static func frequency(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: " "): 9
        case UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"), UInt8(ascii: "i"),
            UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "0"), UInt8(ascii: "1"):
            8
        case UInt8(ascii: "2")...UInt8(ascii: "9"), UInt8(ascii: "\""), UInt8(ascii: ":"), UInt8(ascii: ","): 7
        case UInt8(ascii: "d"), UInt8(ascii: "l"), UInt8(ascii: "c"), UInt8(ascii: "m"), UInt8(ascii: "u"),
            UInt8(ascii: "p"):
            6
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 4
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "="): 4
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 2
        default: 1
        }
    }
}
