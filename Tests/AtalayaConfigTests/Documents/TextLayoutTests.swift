import AtalayaConfig
import Testing

struct TextLayoutTests {
    @Test(
        "A place in a text is a place in its file",
        arguments: [
            (TextLayout.plain, "äb c", 3, 4, 12), (.singleQuoted, "a'b", 2, 4, 14),
            (.doubleQuoted, "a\"b\\c", 4, 4, 17),
            (.block(line: 5, indentation: 6), "ab\ncd", 1, 5, 8), (.block(line: 5, indentation: 6), "ab\ncd", 3, 6, 7),
            (.block(line: 5, indentation: 6), "ab\n\nä+c", 6, 7, 8),
        ])
    func position(layout: TextLayout, text: String, byte: Int, line: Int, column: Int) {
        let node = DocumentNode(.string(text), line: 4, column: 10, layout: layout)
        #expect(node.position(ofByte: byte) == (line, column))
    }

    @Test("Where nobody knows how the text stands, its beginning is told")
    func unknown() {
        #expect(DocumentNode(.string("abc"), line: 4, column: 10).position(ofByte: 2) == (4, 10))
        #expect(DocumentNode(.null, line: 4, column: 10, layout: .plain).position(ofByte: 2) == (4, 10))
    }

    @Test("A problem in JSON is told at its column")
    func json() throws {
        let json =
            "{\"groups\": [{\"name\": \"g\", \"rules\": [\n  {\"record\": \"a\", \"expr\": \"x{a=\\\"b\\\"} + rate(y)\"}]}]}"
        let node = try #require(JSONDocumentReader.read(json, file: "f").node)
        let diagnostics = try #require(DocumentChecks.kind("rules")).check(node, file: "f", targets: Targets())
        #expect(diagnostics.map(\.rule) == ["promql-type"])
        // Before the argument of rate stand 25 characters, a quote, 9 of the selector with 2 escapes, " + " and "rate(".
        let column = "  {\"record\": \"a\", \"expr\": \"x{a=\\\"b\\\"} + rate(".count + 1
        #expect(diagnostics.map(\.line) == [2])
        #expect(diagnostics.map(\.column) == [column])
    }
}
