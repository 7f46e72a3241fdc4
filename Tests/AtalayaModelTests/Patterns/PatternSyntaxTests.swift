import AtalayaModel
import Testing

@Suite("The syntax of a pattern")
struct PatternSyntaxTests {
    @Test(
        "tells whether nothing matches, and whether one text alone does",
        arguments: [
            ("", true, ""), ("a", false, "a"), ("a\\.b\\_", false, "a.b_"), (".*", true, nil), (".+", false, nil),
            ("a|", true, nil), ("a|b", false, nil), ("(a)", false, "a"), ("(?:a)?", true, nil), ("a{0,2}", true, nil),
            ("a{2}", false, nil), ("[ab]", false, nil), ("^$", true, ""), ("\\A\\z", true, ""), ("\\b", false, nil),
            ("\\B", true, nil), ("\\Qa.b\\E", false, "a.b"), ("\\x41\\101\\x{42}", false, "AAB"), ("(?i)a", false, nil),
            ("(?i:a)", false, nil), ("(?i)4", false, "4"), ("a{", false, "a{"), ("a{,2}", false, "a{,2}"),
            ("(?P<n>a)", false, "a"), ("(?s-i:a)", false, "a"), ("5..", false, nil), ("^a$", false, "a"),
            ("a^b", false, nil), ("a$b", false, nil), ("[]a]", false, nil), ("[a-]", false, nil),
            ("[[:alpha:]_\\d-]+", false, nil), ("\\pL\\p{Greek}", false, nil), ("(a{10}){100}", false, nil),
            ("((a{1000}){0}){1000}", true, nil), ("(?:){1000}", true, nil), ("(?)", true, ""),
            ("(?P<n>)(?P<n>)", true, ""), ("(?m)^$", true, nil),
        ])
    func known(expression: String, matchesEmpty: Bool, literal: String?) throws {
        let syntax = try PatternSyntax(expression)
        #expect(syntax.matchesEmpty == matchesEmpty)
        #expect(syntax.literal == literal)
    }

    @Test(
        "refuses what Go does not compile",
        arguments: [
            "(", ")", "a)", "a)|(", "[", "[a", "[z-a]", "[a-\\d]", "*", "a**", "a{2}{3}", "a*+", "(*)", "|*", "\\",
            "\\q",
            "\\1", "\\C", "\\Z", "\\xg", "\\x{110000}", "\\pX", "\\p{", "\\p{lower}", "\\p{Greeek}", "[[:nope:]]",
            "(?=a)", "(?!a)", "(?<=a)", "(?<n", "(?P=n)", "(?x)a", "(?-)", "a{1001}", "a{3,2}",
            "(a{10}){101}", "(?", "(?#c)", "{1}",
        ])
    func refused(expression: String) {
        #expect(throws: PatternError.self) { try PatternSyntax(expression) }
    }

    @Test(
        "is read in one go, however long and whatever is repeated",
        arguments: [
            "a", "(?i)k", "(?i)", "(", "()", "(?P<a>", "[", "[[:", "[:a:]", "\\pL", "(?i)\\pL", "[\\pL]", "[\\pL\\PL",
            "a*",
            "a{2}", "(a{2})", "\\Q", "\\Qa\\E*", "|", "a|", "\\x{", "\\p{", "{1", "(?:", "é", "[a-z]", "^", "(?i)[é-ž]",
        ])
    func long(piece: String) {
        let text = String(repeating: piece, count: (1 << 17) / piece.utf8.count)
        do throws(PatternError) { _ = try PatternSyntax(text) } catch { #expect(error.offset <= text.utf8.count) }
    }

    @Test("is refused beyond a mebibyte")
    func tooLong() throws {
        let text = String(repeating: "a", count: 1 << 20)
        #expect(try PatternSyntax(text).literal == text)
        #expect(throws: PatternError(.tooLarge, "", offset: 1 << 20)) { try PatternSyntax(text + "a") }
    }
}
