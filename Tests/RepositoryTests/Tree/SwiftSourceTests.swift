import Testing

@Suite("Reading Swift line by line")
struct SwiftSourceTests {
    @Test(
        "keeps code, blanks strings and comments",
        arguments: [
            ("let a = 1", "let a = 1"),
            ("call() // fatalError()", "call() "),
            ("a /* b! /* c! */ d! */ + e", "a  + e"),
            (#"print("fatalError(")"#, #"print("")"#),
            (#"print("a \(b! + f("x!")) c!")"#, #"print("(b! + f(""))")"#),
            (##"let raw = #"a"b\(c!)\#(d!)"#"##, ##"let raw = "(d!)""##),
            (#"let quote = "\"x!\"" + y"#, #"let quote = "" + y"#),
        ])
    func code(text: String, expected: String) {
        #expect(SwiftSource(path: "A.swift", text: text).lines.map(\.code) == [expected])
    }

    @Test("follows strings and comments over several lines")
    func multiline() {
        let source = SwiftSource(
            path: "A.swift",
            text: ["let a = \"\"\"", "  say \"b!\" \\(c!)", "  \"\"\" + d", "/* e", "f */ g"].joined(separator: "\n"))
        #expect(source.lines.map(\.code) == ["let a = \"", "(c!)", "\" + d", "", " g"])
    }

    @Test(
        "finds the reason beside the code or straight above it, and nowhere else",
        arguments: [
            (["x! // just checked"], true),
            (["// just checked", "x!"], true),
            (["// why: we made it", "// ourselves", "x!"], true),
            (["x!"], false),
            (["x! // hm"], false),
            (["/// Documentation says what.", "x!"], false),
            (["/// Safe because it is ours.", "/// Ours only.", "x!"], true),
            (["// far away", "", "x!"], false),
        ])
    func reason(lines: [String], expected: Bool) {
        let source = SwiftSource(path: "A.swift", text: lines.joined(separator: "\n"))
        #expect(source.hasReason(atLine: lines.count) == expected)
    }
}
