import AtalayaModel
import Testing

struct PatternLanguageTests {
    private func example(_ matching: [String], _ excluding: [String]) throws -> String? {
        try PatternLanguage.example(
            matching: try matching.map { try Pattern($0) }, excluding: try excluding.map { try Pattern($0) })
    }

    @Test(
        "A shortest text is found where there is one",
        arguments: [
            (["a|b"], ["a"], "b"), (["[a-c]+"], ["[ab]*"], "c"), ([], [""], "a"), (["a*"], [], ""),
            (["a{3,}", "(aa)*"], [], "aaaa"), ([".*-.*", "x.*"], ["x-"], "xa-"), (["ä|ö"], ["ä"], "ö"),
            ([#"a\b.b"#], [], "a-b"), (["(?i)k"], ["k", "K"], "\u{212A}"),
        ])
    func found(matching: [String], excluding: [String], text: String) throws {
        #expect(try example(matching, excluding) == text)
    }

    @Test(
        "Nothing is found where there is nothing",
        arguments: [
            (["a|b"], ["a", "b"]), (["a.*", "b.*"], []), (["prod-.*"], ["prod.*"]), (["(aa)+"], ["a*"]),
            ([], ["(?s).*"]), ([#"a\bb"#], []), (["[0-9]{3}"], [#"\d+"#]), (["a$b"], []),
        ])
    func nothing(matching: [String], excluding: [String]) throws {
        #expect(try example(matching, excluding) == nil)
    }

    @Test("What is too large to compare is an error, not a long wait")
    func bound() throws {
        #expect(throws: PatternError.self) { try example(["(a|b)*a(a|b){40}"], ["(a|b)*b(a|b){40}c"]) }
    }

    @Test("Whatever is found is what was asked for", arguments: 0..<300)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        func expression(_ depth: Int) -> String {
            switch depth == 0 ? 0 : Int.random(in: 0..<6, using: &random) {
            case 1: "(\(expression(depth - 1))|\(expression(depth - 1)))"
            case 2: "(\(expression(depth - 1)))*"
            case 3, 4: expression(depth - 1) + expression(depth - 1)
            default: ["a", "b", "[ab]", ".", "", "ab?"].randomElement(using: &random) ?? ""
            }
        }
        let matching = try (0..<2).map { _ in try Pattern(expression(3), options: .whole) }
        let excluding = try (0..<2).map { _ in try Pattern(expression(2), options: .whole) }
        let found = try PatternLanguage.example(matching: matching, excluding: excluding)
        func isRight(_ text: String) -> Bool {
            matching.allSatisfy { $0.matches(text) } && !excluding.contains { $0.matches(text) }
        }
        if let found { #expect(isRight(found)) }
        // Every text of up to four letters is tried, and none is shorter than the one found.
        var texts = [""]
        for length in 0...4 {
            if length < found?.unicodeScalars.count ?? 5 { #expect(!texts.contains(where: isRight)) }
            texts = texts.flatMap { [$0 + "a", $0 + "b", $0 + "c"] }
        }
    }

    @Test("Several questions share one bound on the work")
    func sharedWork() throws {
        var work = 10_000
        let pattern = try Pattern("a+b", options: .whole)
        #expect(try PatternLanguage.example(matching: [pattern], excluding: [], workLeft: &work) == "ab")
        #expect((1..<10_000).contains(work))
        let hard = try (0..<30).map { try Pattern("(.*[abc].{\($0)})", options: .whole) }
        #expect(throws: PatternError.self) {
            try PatternLanguage.example(matching: hard, excluding: [], workLeft: &work)
        }
        #expect(work == 0)
    }
}
