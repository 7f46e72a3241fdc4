import AtalayaLogs
import AtalayaModel
import Testing

@Suite("Lines of any encoding")
struct TextSplitterTests {
    struct Line: Equatable {
        var text: String
        var start: UInt64
        var end: UInt64
        var cut: UInt64 = 0
        var escaped = 0
    }

    static func split(
        _ bytes: [UInt8], _ encoding: LogEncoding, pieceBytes: Int = 1_000, lineBytesMax: Int = 1_000,
        beginning: [UInt8]? = nil, offset: UInt64 = 0
    ) -> [Line] {
        var splitter = TextSplitter(encoding: encoding, lineBytesMax: lineBytesMax, offset: offset)
        if let beginning { splitter.setBeginning(beginning.span) }
        var lines: [Line] = []
        func keep(_ line: Span<UInt8>, _ mark: LineMark) {
            lines.append(
                Line(
                    text: LineText(line).string, start: mark.startOffset, end: mark.endOffset, cut: mark.bytesCut,
                    escaped: mark.escapedBytes))
        }
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            splitter.append(Array(bytes[start..<min(bytes.count, start + pieceBytes)]).span, emit: keep)
        }
        splitter.finish(emit: keep)
        return lines
    }

    static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBigEndian ? bytes : bytes.reversed()
        }
    }

    @Test("UTF-16 becomes UTF-8, by its mark, in pieces of any size", arguments: [true, false], [1, 2, 3, 1_000])
    func wide(isBigEndian: Bool, pieceBytes: Int) {
        // U+0A0A and U+010A have the byte of a line feed in them.
        let text = "\u{FEFF}é😀\u{0A0A}\u{010A}\r\n\nlast\r"
        let bytes = Self.utf16(text, isBigEndian: isBigEndian)
        let lines = Self.split(bytes, .utf16, pieceBytes: pieceBytes, beginning: Array(bytes.prefix(2)))
        #expect(
            lines == [
                Line(text: "é😀\u{0A0A}\u{010A}", start: 0, end: 16), Line(text: "", start: 16, end: 18),
                Line(text: "last\r", start: 18, end: 28),
            ])
        let known = Self.split(bytes, isBigEndian ? .utf16BigEndian : .utf16LittleEndian, pieceBytes: pieceBytes)
        #expect(known == lines)
    }

    @Test("UTF-16 that is read from its middle takes its byte order from the beginning")
    func middle() {
        let lines = Self.split(Self.utf16("a\nb\n", isBigEndian: true), .utf16, beginning: [0xFE, 0xFF], offset: 10)
        #expect(lines == [Line(text: "a", start: 10, end: 14), Line(text: "b", start: 14, end: 18)])
    }

    @Test("Half a character and half a unit are kept in escaped form")
    func halves() {
        let bytes: [UInt8] = [0x3D, 0xD8, 0x61, 0, 0, 0xDC, 0x0A, 0, 0x3D, 0xD8, 0x0A, 0, 0x41]
        #expect(
            Self.split(bytes, .utf16LittleEndian) == [
                Line(text: "\\x3D\\xD8a\\x00\\xDC", start: 0, end: 8, escaped: 4),
                Line(text: "\\x3D\\xD8", start: 8, end: 12, escaped: 2),
                Line(text: "\\x41", start: 12, end: 13, escaped: 1),
            ])
    }

    @Test("A long line of UTF-16 is cut between characters, and says how much is missing")
    func cut() {
        let lines = Self.split(Self.utf16("abcé\r\nabcd\r\nabcde\r\n", isBigEndian: false), .utf16, lineBytesMax: 4)
        #expect(
            lines == [
                Line(text: "abc", start: 0, end: 12, cut: 3), Line(text: "abcd", start: 12, end: 24),
                Line(text: "abcd", start: 24, end: 38, cut: 2),
            ])
    }

    @Test("Latin-1: every byte is a character")
    func latin1() {
        #expect(
            Self.split([0xE9, 0x0A, 0x61, 0xFF], .latin1, pieceBytes: 1) == [
                Line(text: "é", start: 0, end: 2), Line(text: "aÿ", start: 2, end: 4),
            ])
    }

    @Test("UTF-8 goes through as it is, invalid bytes and all")
    func utf8() {
        #expect(Self.split([0xC3, 0xA9, 0x0A, 0xFF], .utf8).map(\.text) == ["é", "\\xFF"])
    }
}
