/// Reads RE2's syntax into a tree.
///
/// The grammar is that of Go's `regexp` with Perl classes, and so RE2's: no back references, no looking around.
/// Recursion is as deep as groups and repetitions are nested, which the limits bound.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    let limits: PatternLimits
    var position = 0
    /// The names of the capturing groups, in the order of their opening parentheses.
    private(set) var names: [String?] = []
    /// The first thing that is good syntax and cannot be matched here.
    var unmatchable: PatternError?
    /// Classes with a name, made once each: a pattern may be a megabyte of them.
    var namedClasses: [NamedClass: ScalarSet] = [:]
    /// Where the last `:]` was looked for in vain: there is none behind it.
    var lastPosixEnd = Int.max
    private var namesTaken: Set<String> = []
    private var foldedLetters: [UInt32: PatternNode] = [:]
    private(set) var rangesMade = 0
    private var depth = 0

    /// The letters between `(?` and `)` or `:`.
    struct Flags {
        var ignoresCase = false
        var dotMatchesNewline = false
        var isMultiline = false
        var isUngreedy = false
    }

    /// - Throws: `.tooLarge` for a pattern beyond the limit.
    init(_ pattern: String, limits: PatternLimits) throws(PatternError) {
        guard pattern.utf8.count <= limits.patternBytesMax else {
            throw PatternError(
                .tooLarge, "the pattern is longer than \(limits.patternBytesMax) bytes",
                offset: limits.patternBytesMax)
        }
        scalars = Array(pattern.unicodeScalars)
        self.limits = limits
    }

    /// Reads the whole pattern.
    mutating func parse(options: PatternOptions) throws(PatternError) -> PatternNode {
        var flags = Flags()
        flags.ignoresCase = options.contains(.ignoringCase)
        flags.dotMatchesNewline = options.contains(.dotMatchesNewline)
        flags.isMultiline = options.contains(.multiline)
        let node = try parseAlternation(&flags)
        guard position == scalars.count else { throw malformed("a ) without its (") }
        return node
    }

    // MARK: Structure

    private mutating func parseAlternation(_ flags: inout Flags) throws(PatternError) -> PatternNode {
        var branches = [try parseConcatenation(&flags)]
        while skip("|") { branches.append(try parseConcatenation(&flags)) }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func parseConcatenation(_ flags: inout Flags) throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        // How often the last node is repeated, flags standing between: `a*(?i)*`.
        var stacked = 0
        while let scalar = peek, scalar != "|", scalar != ")" {
            if scalar == "\\", starts(with: "\\Q") {
                position += 2
                let count = nodes.count
                try readQuotation(flags, into: &nodes)
                if nodes.count > count { stacked = 0 }
                continue
            }
            let start = position
            if let bounds = try readRepetition() {
                guard let node = nodes.popLast() else {
                    throw malformed("nothing to repeat before \(scalar)", at: start)
                }
                stacked += 1
                nodes.append(try repeated(node, bounds, flags, start: start, depth: stacked))
                continue
            }
            guard let atom = try parseAtom(&flags) else { continue }
            nodes.append(atom)
            stacked = 0
        }
        switch nodes.count {
        case 0: return .empty
        case 1: return nodes[0]
        default: return .concatenation(nodes)
        }
    }

    /// `nil` for what only changes the flags.
    private mutating func parseAtom(_ flags: inout Flags) throws(PatternError) -> PatternNode? {
        let start = position
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "(": return try parseGroup(&flags, start: start)
        case "[": return .characters(try parseBracket(flags, start: start))
        case ".": return .characters(flags.dotMatchesNewline ? .all : ScalarSet(0x0A).inverted)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try parseEscape(flags, start: start)
        default: return try literal(scalar.value, flags)
        }
    }

    mutating func literal(_ scalar: UInt32, _ flags: Flags) throws(PatternError) -> PatternNode {
        guard flags.ignoresCase else { return .character(scalar) }
        if let known = foldedLetters[scalar] { return known }
        let set = try folded(ScalarSet(scalar))
        let node: PatternNode = set.onlyMember == nil ? .characters(set) : .character(scalar)
        foldedLetters[scalar] = node
        return node
    }

    mutating func folded(_ set: ScalarSet) throws(PatternError) -> ScalarSet {
        var work = 0
        let result = CaseFolding.folded(set, work: &work)
        try count(ranges: work)
        return result
    }

    mutating func count(ranges: Int) throws(PatternError) {
        rangesMade += ranges
        guard rangesMade <= limits.rangesMax else {
            throw PatternError(
                .tooLarge, "the classes have more than \(limits.rangesMax) ranges of characters",
                offset: offset(of: position))
        }
    }

    private mutating func readQuotation(_ flags: Flags, into nodes: inout [PatternNode]) throws(PatternError) {
        while let scalar = peek {
            if scalar == "\\", starts(with: "\\E") {
                position += 2
                break
            }
            nodes.append(try literal(scalar.value, flags))
            position += 1
        }
    }

    // MARK: Repetition

    private static let repetitionMax = 1_000

    private mutating func repeated(
        _ node: PatternNode, _ bounds: (least: Int, most: Int?), _ flags: Flags, start: Int, depth stacked: Int
    ) throws(PatternError) -> PatternNode {
        guard depth + stacked <= limits.depthMax else {
            throw PatternError(
                .tooLarge, "repetitions are nested deeper than \(limits.depthMax)", offset: offset(of: start))
        }
        let isLazy = skip("?")
        let end = position
        if try readRepetition() != nil { throw malformed("a repetition of a repetition needs a group", at: start) }
        position = end
        let repetition = PatternNode.repetition(
            node, least: bounds.least, most: bounds.most, isGreedy: isLazy == flags.isUngreedy)
        guard max(bounds.least, bounds.most ?? 0) < 2 || repetition.repeats(atMost: Self.repetitionMax) else {
            throw malformed("more than \(Self.repetitionMax) repetitions, one inside the other", at: start)
        }
        return repetition
    }

    private mutating func readRepetition() throws(PatternError) -> (least: Int, most: Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        return peek == "{" ? try readBounds() : nil
    }

    /// `{2}`, `{2,}` or `{2,5}`; anything else in braces is text, and nothing is read.
    private mutating func readBounds() throws(PatternError) -> (least: Int, most: Int?)? {
        let start = position
        position += 1
        guard let least = readNumber() else {
            position = start
            return nil
        }
        var most: Int? = least
        if skip(",") { most = readNumber() }
        let isUnbounded = scalars[position - 1] == ","
        guard skip("}") else {
            position = start
            return nil
        }
        if isUnbounded { most = nil }
        guard least <= Self.repetitionMax, most ?? 0 <= Self.repetitionMax else {
            throw malformed("more than \(Self.repetitionMax) repetitions", at: start)
        }
        if let most, most < least { throw malformed("the bounds of the repetition are turned around", at: start) }
        return (least, most)
    }

    /// Numbers beyond a thousand stay there: they are errors in any case. With a 0 in front it is none.
    private mutating func readNumber() -> Int? {
        var value: Int?
        if peek == "0", position + 1 < scalars.count, ("0"..."9").contains(scalars[position + 1]) { return nil }
        while let scalar = peek, ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
            position += 1
        }
        return value
    }

    // MARK: Groups

    private mutating func parseGroup(_ flags: inout Flags, start: Int) throws(PatternError) -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depthMax else {
            throw PatternError(.tooLarge, "groups are nested deeper than \(limits.depthMax)", offset: offset(of: start))
        }
        var inner = flags
        var capture: Int?
        if skip("?") {
            if starts(with: "P<") || (starts(with: "<") && !starts(with: "<=") && !starts(with: "<!")) {
                capture = try openNamedGroup(start: start)
            } else {
                try readFlags(&inner, start: start)
                if skip(")") {
                    flags = inner
                    return nil
                }
                position += 1
            }
        } else {
            capture = names.count
            names.append(nil)
        }
        let node = try parseAlternation(&inner)
        guard skip(")") else { throw malformed("a ( without its )", at: start) }
        return capture.map { .capture($0, node) } ?? node
    }

    private mutating func openNamedGroup(start: Int) throws(PatternError) -> Int {
        _ = skip("P")
        position += 1
        var name = ""
        while let scalar = peek, scalar != ">" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        let isWord = !name.isEmpty && name.utf8.allSatisfy { PlaceFacts.isWord($0) }
        guard skip(">"), isWord else { throw malformed("a group's name is of letters, digits and _", at: start) }
        // Go lets two groups have one name; who asks for a field by its name must not.
        if !namesTaken.insert(name).inserted, unmatchable == nil {
            unmatchable = malformed("there is already a group called \(name)", at: start)
        }
        names.append(name)
        return names.count - 1
    }

    /// Stops before the `)` or `:` that ends the flags.
    private mutating func readFlags(_ flags: inout Flags, start: Int) throws(PatternError) {
        var isNegated = false
        // Go takes no flags at all, but no sign without one.
        var isComplete = true
        while let scalar = peek {
            switch scalar {
            case "i": flags.ignoresCase = !isNegated
            case "s": flags.dotMatchesNewline = !isNegated
            case "m": flags.isMultiline = !isNegated
            case "U": flags.isUngreedy = !isNegated
            case "-" where !isNegated: isNegated = true
            case ":" where isComplete, ")" where isComplete: return
            case "=", "!", "<": throw malformed("looking around is not in RE2's syntax", at: start)
            default: throw malformed("(?\(scalar) is no group and no flag", at: start)
            }
            isComplete = scalar != "-"
            position += 1
        }
        throw malformed("a ( without its )", at: start)
    }
}

// MARK: - Reading

extension PatternParser {
    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    func starts(with text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

    func malformed(_ message: String, at place: Int? = nil) -> PatternError {
        PatternError(.malformed, message, offset: offset(of: place ?? position))
    }

    func offset(of place: Int) -> Int {
        scalars[..<min(place, scalars.count)].reduce(0) { $0 + UTF8.width($1) }
    }
}
