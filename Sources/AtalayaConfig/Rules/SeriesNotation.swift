/// The values of a series in a test of rules: `1 2 _ stale 0x5 1+2x10 -1-1x3`.
enum SeriesNotation {
    private static let number = #"[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?"#
    private static let value = KnownForm(
        #"(_|stale)(x[0-9]+)?|[-+]?(\#(number)|0[xX][0-9a-fA-F]+|[0-9]+\.|(?i:inf|nan))"#
            + #"(([-+](\#(number)|(?i:inf|nan)))?x[0-9]+)?"#)

    /// Why a text is none; nil if it is one.
    ///
    /// Values of native histograms (`{{…}}`) are passed over.
    static func problem(in text: String) -> String? {
        var rest = Substring(text)
        while true {
            rest = rest.drop(while: \.isWhitespace)
            guard !rest.isEmpty else { return nil }
            if rest.hasPrefix("{{") {
                repeat {
                    guard let end = rest.firstRange(of: "}}") else { return "'{{' without '}}'" }
                    rest = rest[end.upperBound...]
                    if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
                } while rest.hasPrefix("{{")
                rest = rest.drop { !$0.isWhitespace }
                continue
            }
            let word = rest.prefix { !$0.isWhitespace }
            if !value.matches(String(word)) {
                return "'\(word)' is not a value such as 5, _, stale, 0x10 or 1+2x10"
            }
            rest = rest.dropFirst(word.count)
        }
    }
}
