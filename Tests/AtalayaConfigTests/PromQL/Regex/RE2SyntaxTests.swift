import AtalayaConfig
import Testing

struct RE2SyntaxTests {
    @Test(
        "Whether nothing matches, and whether one text alone does",
        arguments: [
            ("", true, ""), ("a", false, "a"), ("a\\.b\\_", false, "a.b_"), (".*", true, nil), (".+", false, nil),
            ("a|", true, nil), ("a|b", false, nil), ("(a)", false, "a"), ("(?:a)?", true, nil), ("a{0,2}", true, nil),
            ("a{2}", false, nil), ("[ab]", false, nil), ("^$", true, ""), ("\\A\\z", true, ""), ("\\b", false, nil),
            ("\\B", true, nil), ("\\Qa.b\\E", false, "a.b"), ("\\x41\\101\\x{42}", false, "AAB"), ("(?i)a", false, nil),
            ("(?i:a)", false, nil), ("a{", false, "a{"), ("a{,2}", false, "a{,2}"), ("(?P<n>a)", false, "a"),
            ("(?s-i:a)", false, "a"), ("5..", false, nil), ("a)|(", true, nil), ("[]a]", false, nil),
            ("[a-]", false, nil),
            ("[[:alpha:]_\\d-]+", false, nil), ("\\pL\\p{Greek}", false, nil), ("(a{10}){100}", false, nil),
        ])
    func known(expression: String, matchesEmpty: Bool, literal: String?) throws {
        let syntax = try RE2Syntax(expression)
        #expect(syntax.matchesEmpty == matchesEmpty)
        #expect(syntax.literal == literal)
    }

    @Test(
        "What Go does not compile is refused",
        arguments: [
            "(", ")", "a)", "[", "[a", "[z-a]", "[a-\\d]", "*", "a**", "a{2}{3}", "a*+", "(*)", "|*", "\\", "\\q",
            "\\1", "\\C", "\\Z",
            "\\xg", "\\x{110000}", "\\pX", "\\p{", "\\p{lower}", "[[:nope:]]", "(?=a)", "(?!a)", "(?<=a)", "(?<n",
            "(?P=n)", "(?P<n>a)(?P<n>b)",
            "(?x)a", "(?-)", "a{1001}", "a{3,2}", "(a{10}){101}", "(?", "(?#c)",
        ])
    func refused(expression: String) {
        #expect(throws: RE2Error.self) { try RE2Syntax(expression) }
    }
}
