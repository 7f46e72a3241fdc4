import AtalayaConfig
import Testing

struct JSONDocumentReaderTests {
    @Test("Values carry their line and column")
    func positions() throws {
        let reading = JSONDocumentReader.read("{\n  \"ä\": [1,\n    2.50]\n}", file: "x.json")
        let list = try #require(reading.node?["ä"])
        #expect((list.line, list.column) == (2, 8))
        let second = try #require(list.items?.last)
        #expect((second.line, second.column, second.text) == (3, 5, "2.50"))
        #expect(second.value == .double(2.5))
        #expect(reading.diagnostics.isEmpty)
    }

    @Test("A duplicate key is an error that names both lines")
    func duplicates() {
        let reading = JSONDocumentReader.read("{\"a\": 1,\n\"b\": {\"c\": 1, \"c\": 2},\n\"a\": 3}", file: "x.json")
        #expect(
            reading.diagnostics.inFileOrder().map(\.description) == [
                "x.json:2: error[duplicate-key]: key 'c' is already used in line 2",
                "x.json:3: error[duplicate-key]: key 'a' is already used in line 1",
            ])
    }

    @Test(
        "What is not JSON is refused",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\" 1}", "{\"a\":1,}", "01", "1.", "1e", "-", "tru", "\"", "\"\\x\"", "\"\u{1}\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\\u12g4\"", "1 2", "nul", "'a'", "1e999", "[", "{\"a\":", "\"\\", "\"\\u",
        ])
    func refused(text: String) {
        let reading = JSONDocumentReader.read(text, file: "x.json")
        #expect(reading.node == nil)
        #expect(reading.diagnostics.map(\.rule) == ["json-syntax"])
    }

    @Test("A document has a value for twelve bytes at most, beyond the first many")
    func values() {
        let limits = DocumentLimits(nodesMax: 10)
        let nine = "[" + Array(repeating: "1", count: 9).joined(separator: ",") + "]"
        #expect(JSONDocumentReader.read(nine, file: "x.json", limits: limits).node != nil)
        let ten = "[1," + nine.dropFirst()
        let reading = JSONDocumentReader.read(ten, file: "x.json", limits: limits)
        #expect(reading.node == nil)
        #expect(reading.diagnostics.map(\.message) == ["more than 10 values"])
        // The same number of values in a longer document.
        #expect(
            JSONDocumentReader.read(ten + String(repeating: " ", count: 120), file: "x.json", limits: limits).node
                != nil
        )
    }

    @Test("Escapes are undone, surrogate pairs included")
    func escapes() {
        let reading = JSONDocumentReader.read(#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00""#, file: "x.json")
        #expect(reading.node?.string == "\"\\/\u{8}\u{c}\n\r\tA😀")
    }

    @Test("Limits on size and depth hold")
    func limits() {
        let deep = String(repeating: "[", count: 10_000)
        #expect(JSONDocumentReader.read(deep, file: "x").diagnostics.first?.message.hasPrefix("more than 64") == true)
        let limits = DocumentLimits(bytesMax: 3)
        #expect(JSONDocumentReader.read("1234", file: "x", limits: limits).node == nil)
    }

    @Test("Bytes that are not UTF-8 are refused")
    func encoding() {
        #expect(JSONDocumentReader.read([0x22, 0xff, 0x22], file: "x").node == nil)
    }

    @Test("The writer's output reads back as the same values")
    func roundTrip() throws {
        let document: Document = [
            "text": "\"\\\n\r\t\u{0}\u{7f}é😀", "numbers": [.int(.max), .int(.min), 0.1, 1e-7, 1e300],
            "empty": [[], .mapping([])],
            "flow": Document.mapping([.init("a", [1, 2])]).flow(), "yes": true, "null": .null,
        ]
        let text = JSONWriter.write(document)
        let node = try #require(JSONDocumentReader.read(text, file: "x").node)
        #expect(node["text"]?.string == "\"\\\n\r\t\u{0}\u{7f}é😀")
        let numbers: [DocumentNode.Value] = [.int(.max), .int(.min), .double(0.1), .double(1e-7), .double(1e300)]
        #expect(node["numbers"]?.items?.map(\.value) == numbers)
        #expect(text.contains(#""flow": {"a": [1, 2]}"#))
        #expect(text.contains("\"empty\": [\n    [],\n    {}\n  ]"))
    }
}
