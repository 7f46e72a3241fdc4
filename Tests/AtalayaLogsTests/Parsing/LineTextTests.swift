import Testing

@testable import AtalayaLogs

@Suite("Text of a line")
struct LineTextTests {
    static func text(_ bytes: [UInt8]) -> LineText { LineText(bytes.span) }

    @Test("Valid text is left exactly as it is", arguments: ["", "plain", "caf\u{E9} \u{1F5FC}\0", #"a \xFF in text"#])
    func valid(string: String) {
        #expect(Self.text(Array(string.utf8)) == LineText(string: string, escapedBytes: 0))
    }

    @Test(
        "Each byte that belongs to no character is escaped and counted",
        arguments: [
            ([0xFF], #"\xFF"#, 1), ([0x61, 0x80, 0x62], #"a\x80b"#, 1), ([0xC3], #"\xC3"#, 1),
            ([0xC3, 0x28], #"\xC3("#, 1),
            ([0xE2, 0x82], #"\xE2\x82"#, 2), ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#, 3),
            ([0xC0, 0x80], #"\xC0\x80"#, 2),
            ([0xC3, 0xA9, 0xFE, 0xC3, 0xA9], "\u{E9}\\xFE\u{E9}", 1),
            ([0xF5, 0x80, 0x80, 0x80], #"\xF5\x80\x80\x80"#, 4),
        ] as [([UInt8], String, Int)])
    func invalid(bytes: [UInt8], expected: String, escaped: Int) {
        #expect(Self.text(bytes) == LineText(string: expected, escapedBytes: escaped))
    }

    @Test("Every byte of every line can be had back", arguments: 0..<100)
    func lossless(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        // Without backslashes, which are the one ambiguity of the escaped form.
        let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }.filter { $0 != UInt8(ascii: "\\") }
        var back: [UInt8] = []
        var rest = Array(Self.text(bytes).string.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                back.append(byte)
                continue
            }
            back.append(UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)!)
            rest = rest.dropFirst(3)
        }
        #expect(back == bytes)
    }
}
