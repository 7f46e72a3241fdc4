import AtalayaModel

/// The form of a word, as a regular expression of the project's own. Compiled once: a regular expression literal is read
/// again wherever it is evaluated, which takes longer than most of the words that are held against it.
struct KnownForm: Sendable {
    private let pattern: Pattern?

    /// - Parameter expression: RE2's syntax; matches whole texts.
    init(_ expression: String) {
        pattern = try? Pattern(expression, options: .whole)
    }

    func matches(_ text: String) -> Bool { pattern?.matches(text) ?? false }
}
