/// Reads RE2's syntax into a tree.
///
/// The grammar is that of RE2 and of Go's `regexp` with Perl classes: no back references, no looking around. Recursion
/// is as deep as groups are nested, which the limits bound.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    let limits: PatternLimits
    var position = 0
    /// The names of the capturing groups, in the order of their opening parentheses.
    private(set) var names: [String?] = []
    private var depth = 0

    /// The letters between `(?` and `)` or `:`.
    struct Flags {
        var ignoresCase = false
        var dotMatchesNewline = false
        var isMultiline = false
        var isUngreedy = false
    }

    init(_ pattern: String, limits: PatternLimits) {
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
        while let scalar = peek, scalar != "|", scalar != ")" {
            if starts(with: "\\Q") {
                position += 2
                var literal = readQuotation(flags)
                // A repetition after \E is for the last character only.
                if let last = literal.popLast() {
                    nodes += literal
                    nodes.append(try parseRepetition(of: last, flags))
                }
                continue
            }
            guard let atom = try parseAtom(&flags) else { continue }
            nodes.append(try parseRepetition(of: atom, flags))
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
        case "*", "+", "?":
            throw malformed("nothing to repeat before \(scalar)", at: start)
        case "{":
            position = start
            if try readBounds() != nil { throw malformed("nothing to repeat before {", at: start) }
            position = start + 1
            return literal(scalar, flags)
        default: return literal(scalar, flags)
        }
    }

    private func literal(_ scalar: Unicode.Scalar, _ flags: Flags) -> PatternNode {
        let set = ScalarSet(scalar.value)
        return .characters(flags.ignoresCase ? CaseFolding.folded(set) : set)
    }

    private mutating func readQuotation(_ flags: Flags) -> [PatternNode] {
        var nodes: [PatternNode] = []
        while let scalar = peek {
            if starts(with: "\\E") {
                position += 2
                break
            }
            nodes.append(literal(scalar, flags))
            position += 1
        }
        return nodes
    }

    // MARK: Repetition

    private static let repetitionMax = 1_000

    private mutating func parseRepetition(of node: PatternNode, _ flags: Flags) throws(PatternError) -> PatternNode {
        let start = position
        guard let bounds = try readRepetition() else { return node }
        let isLazy = skip("?")
        let end = position
        if try readRepetition() != nil { throw malformed("a repetition of a repetition needs a group", at: start) }
        position = end
        return .repetition(
            node, least: bounds.least, most: bounds.most, isGreedy: isLazy == flags.isUngreedy)
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

    /// Numbers beyond a thousand stay there: they are errors in any case.
    private mutating func readNumber() -> Int? {
        var value: Int?
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
        guard !names.contains(name) else { throw malformed("there is already a group called \(name)", at: start) }
        names.append(name)
        return names.count - 1
    }

    /// Stops before the `)` or `:` that ends the flags.
    private mutating func readFlags(_ flags: inout Flags, start: Int) throws(PatternError) {
        var isNegated = false
        var count = 0
        while let scalar = peek {
            switch scalar {
            case "i": flags.ignoresCase = !isNegated
            case "s": flags.dotMatchesNewline = !isNegated
            case "m": flags.isMultiline = !isNegated
            case "U": flags.isUngreedy = !isNegated
            case "-" where !isNegated:
                isNegated = true
                count = -1
            case ":" where !isNegated || count > 0: return
            case ")" where count > 0: return
            case "=", "!", "<": throw malformed("looking around is not in RE2's syntax", at: start)
            default: throw malformed("(?\(scalar) is no group and no flag", at: start)
            }
            count += 1
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
