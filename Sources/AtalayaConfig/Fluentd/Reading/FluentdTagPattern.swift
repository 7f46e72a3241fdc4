/// The patterns of one `match` or `filter`: separated by spaces, each with `*`, `**` and `{a,b}`, or a regular
/// expression between slashes.
struct FluentdTagPattern: Hashable {
    /// A longer pattern is like a regular expression: nobody looks at what it takes.
    private static let bytesMax = 1_024
    /// `**` in one pattern; each may stand for any number of parts.
    private static let gapsMax = 3
    /// Patterns of one match; of a match with more only these are looked at.
    private static let alternativesMax = 256

    /// One pattern without braces; nil for a regular expression, of which nobody knows what it takes.
    let alternatives: [[Substring]?]

    init(_ text: String) {
        let words = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: Self.alternativesMax)
        let known = words.prefix(Self.alternativesMax).map(Substring.init)
        // What is left out may be anything.
        let rest: [[Substring]?] = words.count > known.count ? [nil] : []
        alternatives =
            rest
            + known.flatMap { word -> [[Substring]?] in
                if word.hasPrefix("/"), word.hasSuffix("/"), word.utf8.count > 1 { return [nil] }
                guard word.utf8.count <= Self.bytesMax,
                    word.split(separator: "*", omittingEmptySubsequences: false).count
                        <= 2 * Self.gapsMax + 1
                else { return [nil] }
                return Self.expanded(String(word)).map {
                    $0[...].split(separator: ".", omittingEmptySubsequences: false)
                }
            }
    }

    /// `a.{b,c}` is two patterns; nested braces and more than 64 patterns are left as they are.
    private static func expanded(_ text: String) -> [String] {
        guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") else { return [text] }
        let inside = text[text.index(after: open)..<close]
        guard !inside.contains("{") else { return [text] }
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
        let rest = expanded(String(text[text.index(after: close)...]))
        guard parts.count * rest.count <= 64 else { return [text] }
        return parts.flatMap { part in rest.map { text[..<open] + part + $0 } }
    }
}
