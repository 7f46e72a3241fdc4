import AtalayaModel

/// A pattern and a text, divided by the first line feed: compiling must not trap or blow up, and whether there is a
/// match does not depend on who is asked.
struct PatternTarget: FuzzTarget {
    let name = "patterns"

    let seeds = words([
        "(?P<method>[A-Z]+) (?P<path>\\S+) HTTP/\\d\\.\\d\" (\\d{3})\nGET /a HTTP/1.1\" 200",
        "(?i)bearer\\s+[\\w.~+/-]+=*\nAuthorization: Bearer abc.def",
        "^(a|ab)*?(?:b{2,3}|[^\\d[:alpha:]])\\b$\nababbb",
        "(?m)^\\Q.*\\E(?U:x+)\\x{1F600}\\pL\n.*xx😀é", "((a*)*)*b\naaaaaaaaaaaaaaaa",
    ])

    let dictionary = words([
        "(?:", "(?P<n>", "(?i)", "(?s-m:", ")", "[^", "]", "[[:alpha:]]", "\\d", "\\W", "\\p{Lu}", "\\x{10FFFF}", "\\Q",
        "\\E",
        "{2,3}", "{1000}", "*?", "+", "|", "^", "$", "\\b", "\\B", "\\z", "\n", "é", "😀",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let parts = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
        let text = parts.count > 1 ? parts[1] : []
        let source = String(decoding: parts[0], as: UTF8.self)
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source, limits: PatternLimits(stepsMax: 5_000))
        } catch {
            return try require(0...source.utf8.count ~= error.offset, "an error outside of the pattern")
        }
        let match = pattern.firstMatch(in: text.span)
        try require((match != nil) == pattern.matches(text.span), "the engines do not agree")
        guard let match else { return }
        try require(0 <= match.range.lowerBound && match.range.upperBound <= text.count, "a match outside of the text")
        for capture in 0...pattern.captureNames.count {
            guard let range = match[capture] else { continue }
            try require(
                match.range.lowerBound <= range.lowerBound && range.upperBound <= match.range.upperBound,
                "a capture outside of its match")
        }
    }
}
