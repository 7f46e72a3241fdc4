/// What can be known of a pattern without compiling it.
///
/// It accepts all that Go's `regexp` accepts, the scripts of Unicode included, which ``Pattern`` cannot match. As
/// Prometheus has it in matchers and relabeling, the whole value has to match.
public struct PatternSyntax: Hashable, Sendable {
    /// The names of the captures, in the order of their opening parentheses; `nil` for one without a name.
    public let captureNames: [String?]
    /// Whether an empty value matches.
    public let matchesEmpty: Bool
    /// The one text that matches, if the pattern has no choice in it: that of `a\.b` is `a.b`.
    public let literal: String?

    /// How long a pattern may be that is only read: a mebibyte.
    public static let limits = PatternLimits(patternBytesMax: 1 << 20)

    /// Reads a pattern. Linear in its length.
    ///
    /// - Throws: ``PatternError`` with the place of the problem, for what Go does not compile and for what is beyond the
    ///   limits.
    public init(
        _ source: String, options: PatternOptions = [], limits: PatternLimits = PatternSyntax.limits
    ) throws(PatternError) {
        var parser = try PatternParser(source, limits: limits)
        let node = try parser.parse(options: options)
        captureNames = parser.names
        matchesEmpty = node.matchesEmpty
        var text = OnlyText()
        literal = node.append(to: &text) ? String(text.scalars) : nil
    }
}

extension PatternNode {
    /// Whether it matches where there is no text at all.
    fileprivate var matchesEmpty: Bool {
        switch self {
        case .empty: true
        case .assertion(let assertion): PlaceFacts(before: nil, after: nil).holds(assertion)
        case .character, .characters: false
        case .capture(_, let node): node.matchesEmpty
        case .concatenation(let nodes): nodes.allSatisfy(\.matchesEmpty)
        case .alternation(let nodes): nodes.contains(where: \.matchesEmpty)
        case .repetition(let node, let least, _, _): least == 0 || node.matchesEmpty
        }
    }

    /// False where there is a choice; then some of the text may have been appended.
    fileprivate func append(to text: inout OnlyText) -> Bool {
        switch self {
        case .empty: return true
        case .character(let value):
            guard !text.hasEnded, let scalar = Unicode.Scalar(value) else { return false }
            text.scalars.append(scalar)
            return true
        // The ends of the whole value may be said once more.
        case .assertion(.textStart): return text.scalars.isEmpty
        case .assertion(.textEnd):
            text.hasEnded = true
            return true
        case .assertion, .characters, .alternation, .repetition: return false
        case .capture(_, let node): return node.append(to: &text)
        case .concatenation(let nodes):
            for node in nodes where !node.append(to: &text) { return false }
            return true
        }
    }
}

private struct OnlyText {
    var scalars = String.UnicodeScalarView()
    var hasEnded = false
}
