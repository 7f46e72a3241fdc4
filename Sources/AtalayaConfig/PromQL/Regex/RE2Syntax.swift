/// What can be known of a regular expression (RE2, as Go reads it) without running it.
///
/// Prometheus puts a matcher's expression between `^(?s:` and `)$`; so does this, before it looks.
public struct RE2Syntax: Hashable, Sendable {
    /// Whether an empty value matches.
    public let matchesEmpty: Bool
    /// The one text that matches, if the expression has no choice in it: `a\.b` is `a.b`.
    public let literal: String?

    /// Groups inside each other; Go itself stops at 1,000.
    public static let depthMax = 250

    /// Reads an expression. Linear in its length.
    ///
    /// - Throws: ``RE2Error`` for what Go does not compile.
    public init(_ expression: String) throws(RE2Error) {
        var reader = RE2Reader("^(?s:\(expression))$")
        let summary = try reader.whole()
        matchesEmpty = summary.matchesEmpty
        literal = summary.literal.map { String(String.UnicodeScalarView($0)) }
    }

    /// Why Go does not compile an expression; nil if it does.
    static func problem(in expression: String) -> String? {
        do {
            _ = try RE2Syntax(expression)
            return nil
        } catch {
            return error.message
        }
    }

    /// False for an expression that is none.
    static func matchesEmpty(_ expression: String) -> Bool {
        (try? RE2Syntax(expression))?.matchesEmpty ?? false
    }
}

/// Why a text is no regular expression.
public struct RE2Error: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    public var description: String { message }
    /// Free of values.
    public var shortDescription: String { "invalid-regex" }
}

/// Reads by recursive descent, keeping of each part only what ``RE2Syntax`` tells.
struct RE2Reader {
    struct Part {
        var matchesEmpty = true
        /// Nil where there is a choice.
        var literal: [Unicode.Scalar]? = []
        /// The largest product of counted repetitions inside each other.
        var repetitions = 1
    }

    var scanner: RE2Scanner
    private var depth = 0
    private var names: Set<String> = []

    /// Go's bound on `{n}`, also on those inside each other.
    private static let repetitionsMax = 1_000

    init(_ text: String) {
        scanner = RE2Scanner(text)
    }

    mutating func whole() throws(RE2Error) -> Part {
        var part = try alternatives()
        if scanner.foldsCase { part.literal = nil }
        guard scanner.current == nil else { throw RE2Error(message: "there is a ')' too many") }
        return part
    }

    private mutating func alternatives() throws(RE2Error) -> Part {
        var part = try sequence()
        while scanner.accept("|") {
            let other = try sequence()
            part.matchesEmpty = part.matchesEmpty || other.matchesEmpty
            part.literal = nil
            part.repetitions = max(part.repetitions, other.repetitions)
        }
        return part
    }

    private mutating func sequence() throws(RE2Error) -> Part {
        var whole = Part()
        while let scalar = scanner.current, scalar != "|", scalar != ")" {
            guard var part = try atom() else { continue }
            try repetition(&part)
            whole.matchesEmpty = whole.matchesEmpty && part.matchesEmpty
            if let literal = part.literal, whole.literal != nil {
                whole.literal?.append(contentsOf: literal)
            } else {
                whole.literal = nil
            }
            whole.repetitions = max(whole.repetitions, part.repetitions)
        }
        return whole
    }

    // MARK: Repetition

    private mutating func repetition(_ part: inout Part) throws(RE2Error) {
        guard try repeatOnce(&part) else { return }
        _ = scanner.accept("?")
        var ignored = Part()
        if try repeatOnce(&ignored) {
            throw RE2Error(message: "two repetitions in a row; put the first in parentheses")
        }
    }

    private mutating func repeatOnce(_ part: inout Part) throws(RE2Error) -> Bool {
        if scanner.accept("*") || scanner.accept("?") {
            part.matchesEmpty = true
        } else if !scanner.accept("+") {
            guard let counts = try scanner.counts() else { return false }
            if counts.least == 0 { part.matchesEmpty = true }
            let factor = counts.most ?? counts.least
            part.repetitions = factor == 0 ? 1 : part.repetitions * factor
            guard part.repetitions <= Self.repetitionsMax else {
                throw RE2Error(message: "more than \(Self.repetitionsMax) repetitions")
            }
        }
        part.literal = nil
        return true
    }

    // MARK: Atoms

    /// Nil for what stands for nothing, such as `(?i)`.
    private mutating func atom() throws(RE2Error) -> Part? {
        guard let scalar = scanner.advance() else { return nil }
        switch scalar {
        case "*", "+", "?": throw RE2Error(message: "'\(scalar)' has nothing to repeat")
        case "^", "$": return Part()
        case ".": return Part(matchesEmpty: false, literal: nil)
        case "(": return try group()
        case "[":
            try scanner.characterClass()
            return Part(matchesEmpty: false, literal: nil)
        case "\\": return try escape()
        default: return Part(matchesEmpty: false, literal: [scalar])
        }
    }

    private mutating func escape() throws(RE2Error) -> Part? {
        switch try scanner.escape(inClass: false) {
        case .scalar(let scalar): return Part(matchesEmpty: false, literal: [scalar])
        case .characterClass: return Part(matchesEmpty: false, literal: nil)
        case .textEdge: return Part()
        // Around nothing there is no edge of a word.
        case .wordEdge: return Part(matchesEmpty: false, literal: nil)
        case .noWordEdge: return Part(matchesEmpty: true, literal: nil)
        case .quotation(let scalars):
            // A repetition behind \E is one of its last character.
            guard let last = scalars.last else { return nil }
            var part = Part(matchesEmpty: false, literal: [last])
            try repetition(&part)
            part.literal = part.literal.map { _ in scalars }
            part.matchesEmpty = part.matchesEmpty && scalars.count == 1
            return part
        }
    }

    private mutating func group() throws(RE2Error) -> Part? {
        var folds = false
        if scanner.accept("?") {
            switch try scanner.groupHead() {
            case .flags: return scanner.isAtRepetition ? Part(matchesEmpty: true, literal: nil) : nil
            case .open(let name, let foldsCase):
                folds = foldsCase
                if let name, !names.insert(name).inserted {
                    throw RE2Error(message: "there are two groups named '\(name)'")
                }
            }
        }
        depth += 1
        guard depth <= RE2Syntax.depthMax else {
            throw RE2Error(message: "more than \(RE2Syntax.depthMax) groups deep")
        }
        var part = try alternatives()
        depth -= 1
        guard scanner.accept(")") else { throw RE2Error(message: "a ')' is missing") }
        if folds { part.literal = nil }
        return part
    }
}
