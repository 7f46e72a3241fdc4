import AtalayaModel
import Testing

@Suite("A pattern")
struct PatternTests {
    /// A pattern, a text, and what matches: the whole match and then the captures, `nil` for those that took no part.
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var text: String
        var expected: [String?]?
        var testDescription: String { "\(pattern) in \(text.debugDescription)" }

        init(_ pattern: String, _ text: String, _ expected: [String?]?) {
            self.pattern = pattern
            self.text = text
            self.expected = expected
        }
    }

    static let cases: [Case] = [
        // Preference: leftmost, then the first alternative, then greedy unless said otherwise.
        Case("a|ab", "ab", ["a"]),
        Case("ab|a", "ab", ["ab"]),
        Case("(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]),
        Case("a*", "baaa", [""]),
        Case("a+", "baaa", ["aaa"]),
        Case("a+?", "baaa", ["a"]),
        Case("(?U)a+", "baaa", ["a"]),
        Case("(?U)a+?", "baaa", ["aaa"]),
        Case("x*y", "xxyxy", ["xxy"]),
        Case("(a+)(a*)", "aaa", ["aaa", "aaa", ""]),
        Case("(a+?)(a*)", "aaa", ["aaa", "a", "aa"]),
        Case("a{2}", "aaaa", ["aa"]),
        Case("a{2,3}", "aaaa", ["aaa"]),
        Case("a{2,3}?", "aaaa", ["aa"]),
        Case("a{2,}", "aaaa", ["aaaa"]),
        Case("a{0}b", "ab", ["b"]),
        Case("(ab){2}", "ababab", ["abab", "ab"]),
        Case("a{,2}", "a{,2}", ["a{,2}"]),
        Case("a{x", "a{x", ["a{x"]),
        Case("{", "{", ["{"]),
        Case("a{01}", "a{01}", ["a{01}"]),
        Case("a{1,02}", "a{1,02}", ["a{1,02}"]),
        Case("a(?i)+", "aa", ["aa"]),
        Case("a*(?i)?b", "aab", ["aab"]),
        Case("a\\Q\\E+", "aa", ["aa"]),
        // Captures.
        Case("(a)|(b)", "b", ["b", nil, "b"]),
        Case("(a(b)?)+", "aba", ["aba", "a", "b"]),
        Case("(?:a(b))", "ab", ["ab", "b"]),
        Case("(?P<x>a)(?<y>b)", "ab", ["ab", "a", "b"]),
        Case("(|a)*", "aa", ["", ""]),
        Case("(|a)+", "aa", ["", ""]),
        Case("(a|)*", "aa", ["aa", "a"]),
        Case("(a*)*", "b", ["", ""]),
        Case("(a*)+", "b", ["", ""]),
        Case("(a*)+", "aab", ["aa", "aa"]),
        // Classes.
        Case("[a-c]+", "xabcd", ["abc"]),
        Case("[^a-c]+", "abcxyz", ["xyz"]),
        Case("[]a]+", "a]b", ["a]"]),
        Case("[^]a]+", "a]b", ["b"]),
        Case("[a-]+", "-a-", ["-a-"]),
        Case("[-a]+", "-a-", ["-a-"]),
        Case("[\\d_]+", "x12_3", ["12_3"]),
        Case("[^\\d]+", "12ab", ["ab"]),
        Case("[[:alpha:]]+", "12ab3", ["ab"]),
        Case("[[:^alpha:]]+", "ab12", ["12"]),
        Case("[a\\]]+", "a]", ["a]"]),
        Case("[\\x41-\\x43]+", "xABC", ["ABC"]),
        Case("\\d+\\D\\d+", "a12:34", ["12:34"]),
        Case("\\w+\\s\\w+", "(ab cd)", ["ab cd"]),
        Case("\\W+", "ab, cd", [", "]),
        Case(".+", "ab\ncd", ["ab"]),
        Case("(?s).+", "ab\ncd", ["ab\ncd"]),
        Case("[^x]+", "a\nb", ["a\nb"]),
        Case("\\p{Lu}+", "abÄÖc", ["ÄÖ"]),
        Case("\\pN+", "a٣4", ["٣4"]),
        Case("\\P{L}+", "ab-c", ["-"]),
        Case("\\p{^L}+", "ab-c", ["-"]),
        Case("[\\p{Lu}\\d]+", "aB4c", ["B4"]),
        // Escapes.
        Case("a\\.b", "axb a.b", ["a.b"]),
        Case("\\x7e\\x{1F600}", "~😀", ["~😀"]),
        Case("\\101\\060", "A0", ["A0"]),
        Case("\\t\\n\\r\\f\\v\\a", "\t\n\r\u{0C}\u{0B}\u{07}", ["\t\n\r\u{0C}\u{0B}\u{07}"]),
        Case("\\Qa.b*\\E+", "a.b**", ["a.b**"]),
        Case("\\Qa.b", "a.b", ["a.b"]),
        Case("\\Q\\E", "a", [""]),
        // Assertions.
        Case("^b", "ab\nb", nil),
        Case("(?m)^b", "ab\nb", ["b"]),
        Case("a$", "a\nb", nil),
        Case("(?m)a$", "a\nb", ["a"]),
        Case("(?m)^$", "a\n\nb", [""]),
        Case("\\Aab\\z", "ab", ["ab"]),
        Case("\\Aab\\z", "abc", nil),
        Case("\\bcat\\b", "concat cat", ["cat"]),
        Case("\\Bcat", "cat concat", ["cat"]),
        Case("a\\b", "ab a", ["a"]),
        Case("^$", "", [""]),
        Case("$", "ab", [""]),
        Case("(^|x)a", "a", ["a", ""]),
        Case("\\b", "é", nil),
        // Case.
        Case("(?i)straße", "STRAẞE", ["STRAẞE"]),
        Case("(?i)k+", "kK\u{212A}", ["kK\u{212A}"]),
        Case("(?i)[a-f]+", "xABCf", ["ABCf"]),
        Case("(?i)σ", "ς", ["ς"]),
        Case("(?i)a(?-i)b", "Ab", ["Ab"]),
        Case("(?i)a(?-i)b", "AB", nil),
        Case("(?i:a)b", "AB", nil),
        Case("a(?i)b|c", "C", ["C"]),
        Case("(?i)[^k]", "K", nil),
        // UTF-8.
        Case("é+", "caféé", ["éé"]),
        Case("[à-ÿ]+", "caféz", ["é"]),
        Case(".", "😀", ["😀"]),
        Case("^.{3}$", "é€😀", ["é€😀"]),
        Case("[^a]", "é", ["é"]),
        Case("[\\x{10000}-\\x{10FFFF}]", "a€😀", ["😀"]),
        // Empty patterns.
        Case("", "ab", [""]),
        Case("()", "ab", ["", ""]),
        Case("a||b", "b", [""]),
        Case("[^\\x00-\\x{10FFFF}]", "a", nil),
        // Literals that are looked for first.
        Case("foo\\d", "foo food foo7", ["foo7"]),
        Case("\\d+ms", "took 12 s, 34ms", ["34ms"]),
        Case("(?:x|y)=(\\w+)", "z=1 y=2", ["y=2", "2"]),
        Case("a{3}b", "aab aaab", ["aaab"]),
        Case("(?:ab){2}c", "abc ababc", ["ababc"]),
    ]

    @Test("matches as RE2 does", arguments: cases)
    func matches(_ example: Case) throws {
        let pattern = try Pattern(example.pattern)
        let found = pattern.firstMatch(in: example.text).map { match in
            (0...pattern.captureNames.count).map { match[$0].map { Self.part(of: example.text, $0) } }
        }
        #expect(found == example.expected)
        #expect(pattern.matches(example.text) == (example.expected != nil))
    }

    private static func part(of text: String, _ range: Range<Int>) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    @Test(
        "that is wrong says where",
        arguments: [
            ("a(b", 1), ("a)b", 1), ("*a", 0), ("a**", 1), ("a{2}{3}", 1), ("a{1001}", 1), ("a{3,2}", 1), ("[a", 0),
            ("[b-a]", 1), ("é[b-a]", 3), ("\\", 0), ("ab\\", 2), ("\\8", 0), ("a\\1", 1), ("(?=a)", 0), ("(?!a)", 0),
            ("(?<=a)", 0), ("(?P<1-2>a)", 0), ("(?P<a>b)(?P<a>c)", 8), ("(?z)", 0), ("(?-)", 0), ("\\x{110000}", 0),
            ("a)|(b", 1), ("(a{10}){101}", 7), ("((a{10}){11}|b{2}){10}", 18), ("{2}", 0), ("(?i)*", 4),
            ("\\p{Greeek}", 0), ("\\xg", 0), ("[[:nope:]]", 1), ("\\p{Xx}", 0), ("\\y", 0), ("(?i", 0), ("a|*", 2),
            ("(*)", 1), ("\\é", 0),
        ])
    func says(_ text: String, offset: Int) {
        #expect(throws: PatternError(.malformed, "", offset: offset)) { try Pattern(text) }
    }

    @Test("that RE2 knows and this does not says so", arguments: ["\\p{Greek}", "\\C"])
    func refuses(_ text: String) {
        #expect(throws: PatternError(.unsupported, "", offset: 0)) { try Pattern(text) }
    }

    @Test(
        "that would be too large is refused",
        arguments: [
            "(\\pL{30}){30}", String(repeating: "a", count: 20_000),
            "(?:(?:a?b?c?d?e?f?g?h?i?j?k?){30}){33}", "a*" + String(repeating: "(?i)*", count: 250),
        ])
    func isBounded(_ text: String) {
        #expect { try Pattern(text) } throws: { ($0 as? PatternError)?.code == .tooLarge }
    }

    @Test("of groups within groups is refused before the stack ends")
    func isNotTooDeep() {
        let text = String(repeating: "(", count: 5_000) + String(repeating: ")", count: 5_000)
        #expect { try Pattern(text) } throws: { ($0 as? PatternError)?.code == .tooLarge }
    }

    @Test("of nothing, a thousand times a thousand times, is nothing")
    func repeatsNothing() throws {
        var text = "(?:)"
        for _ in 0..<60 { text = "(?:(?:\(text)+)*)" }
        #expect(try Pattern(text).firstMatch(in: "a")?.range == 0..<0)
    }

    @Test("may be told how it is meant")
    func takesOptions() throws {
        #expect(try Pattern("ab", options: .ignoringCase).matches("xAB"))
        #expect(try Pattern("a.b", options: .dotMatchesNewline).matches("a\nb"))
        #expect(try Pattern("^b", options: .multiline).matches("a\nb"))
        let whole = try Pattern("a|ab", options: .whole)
        #expect(whole.matches("ab"))
        #expect(!whole.matches("abc"))
        #expect(!whole.matches("xa"))
    }

    @Test("names its captures")
    func namesCaptures() throws {
        #expect(try Pattern("(?P<one>a)(b)(?<two>c)").captureNames == ["one", nil, "two"])
    }

    @Test("goes on from a place and sees what is before it")
    func goesOn() throws {
        let pattern = try Pattern("\\bcat")
        let text = Array("cat concat cat".utf8)
        #expect(pattern.firstMatch(in: text, from: 0)?.range == 0..<3)
        #expect(pattern.firstMatch(in: text, from: 1)?.range == 11..<14)
        #expect(pattern.firstMatch(in: text, from: 14) == nil)
        #expect(pattern.firstMatch(in: text, from: 15) == nil)
        #expect(pattern.firstMatch(in: text, from: -1) == nil)
    }

    @Test("takes no bytes that are not UTF-8", arguments: [[0xFF], [0xC3], [0x80], [0xED, 0xA0, 0x80], [0xC0, 0x80]])
    func isOverUTF8(_ bytes: [UInt8]) throws {
        #expect(try !Pattern("(?s).").matches(bytes))
        #expect(try Pattern("a.*").firstMatch(in: [0x61] + bytes + [0x62])?.range == 0..<1)
    }

    @Test(
        "that makes others slow is linear over a megabyte",
        arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)x"])
    func isLinear(_ text: String) throws {
        let pattern = try Pattern(text)
        let line = [UInt8](repeating: 0x61, count: 1 << 20) + [0x21]
        #expect(pattern.firstMatch(in: line) == nil)
        #expect(!pattern.matches(line))
    }

    @Test("whose automaton does not fit still says the same")
    func forgetsStates() throws {
        // The automaton of "an a, twelve characters ago" has 4096 states, many more than fit.
        let limits = PatternLimits(automatonBytesMax: 0)
        let pattern = try Pattern("a[ab]{11}c", limits: limits)
        var random = SeededRandom(seed: 4)
        let text = (0..<20_000).map { _ in UInt8(ascii: Bool.random(using: &random) ? "a" : "b") }
        #expect(!pattern.matches(text))
        let place = try #require(text.lastIndex(of: UInt8(ascii: "a"), before: text.count - 11))
        let found = Array(text[..<(place + 12)]) + [UInt8(ascii: "c")] + text
        #expect(pattern.firstMatch(in: found)?.range == place..<(place + 13))
    }

    @Test("may be used by many at once")
    func isShared() async throws {
        let pattern = try Pattern("(\\d+)-(\\d+)")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    (0..<200).allSatisfy { turn in
                        let text = "x \(number)-\(turn) y"
                        return pattern.firstMatch(in: text)?[2]?.count == "\(turn)".count
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

extension Array where Element == UInt8 {
    fileprivate func lastIndex(of byte: UInt8, before end: Int) -> Int? { self[..<end].lastIndex(of: byte) }
}

/// Bytes as arrays: a span may not appear in an expectation.
extension Pattern {
    func matches(_ bytes: [UInt8]) -> Bool { matches(bytes.span) }

    func firstMatch(in bytes: [UInt8], from start: Int = 0) -> PatternMatch? { firstMatch(in: bytes.span, from: start) }
}
