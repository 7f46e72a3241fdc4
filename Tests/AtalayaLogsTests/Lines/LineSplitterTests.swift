import AtalayaLogs
import Testing

@Suite("Splitting bytes into lines")
struct LineSplitterTests {
    struct Line: Equatable, CustomStringConvertible {
        var text: String
        var from: UInt64
        var to: UInt64
        var cut: UInt64 = 0
        var description: String { "\(text.debugDescription) \(from)..<\(to) cut \(cut)" }
    }

    /// Appends the pieces one after the other and gathers what comes out.
    static func lines(
        of pieces: [[UInt8]], limit: Int = 1 << 20, offset: UInt64 = 0, finishing: Bool = false
    ) -> (lines: [Line], splitter: LineSplitter) {
        var splitter = LineSplitter(lineBytesMax: limit, offset: offset)
        var lines: [Line] = []
        func gather(_ line: Span<UInt8>, _ mark: LineMark) {
            let text = String(decoding: line.indices.map { line[$0] }, as: UTF8.self)
            lines.append(Line(text: text, from: mark.startOffset, to: mark.endOffset, cut: mark.bytesCut))
        }
        for piece in pieces { splitter.append(piece.span, emit: gather) }
        if finishing { splitter.finish(emit: gather) }
        return (lines, splitter)
    }

    @Test("LF and CRLF end a line, and offsets count the terminator")
    func terminators() {
        let (lines, splitter) = Self.lines(of: [Array("one\ntwo\r\n\n\r\nlast".utf8)])
        #expect(
            lines == [
                Line(text: "one", from: 0, to: 4), Line(text: "two", from: 4, to: 9), Line(text: "", from: 9, to: 10),
                Line(text: "", from: 10, to: 12),
            ])
        #expect(splitter.lineStart == 12)
        #expect(splitter.offset == 16)
        #expect(splitter.unfinishedBytes == 4)
    }

    @Test("A CR that no LF follows is content")
    func loneReturn() {
        let (lines, _) = Self.lines(of: [Array("a\rb\r".utf8), Array("\r\nc\r".utf8)], finishing: true)
        #expect(lines.map(\.text) == ["a\rb\r", "c\r"])
    }

    @Test("Offsets start where reading starts")
    func startOffset() {
        let (lines, _) = Self.lines(of: [Array("x\n".utf8)], offset: 1_000)
        #expect(lines == [Line(text: "x", from: 1_000, to: 1_002)])
    }

    @Test("Lines are the same wherever the bytes are cut", arguments: [3, 5, 1 << 20])
    func everyCut(limit: Int) {
        let bytes = Array("ab\r\n\nabcde\r\nabcdef\r\n\u{1F5FC}\u{1F5FC}\nabcdefghijklm\nx\rtail\r".utf8)
        let whole = Self.lines(of: [bytes], limit: limit, finishing: true)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                let split = Self.lines(of: pieces, limit: limit, finishing: true)
                #expect(split.lines == whole.lines, "cut at \(first) and \(second)")
                #expect(split.splitter.cutBytes == whole.splitter.cutBytes)
                #expect(split.splitter.offset == UInt64(bytes.count))
                #expect(split.splitter.unfinishedBytes == 0)
            }
        }
    }

    @Test("What is shipped and what is cut adds up to what was read", arguments: 0..<50)
    func conservation(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let alphabet: [UInt8] = [0x0A, 0x0D, 0x61, 0x62, 0xC3, 0xA9, 0x00]
        let bytes = (0..<400).map { _ in alphabet.randomElement(using: &random)! }
        let limit = Int.random(in: 1...12, using: &random)
        let (lines, splitter) = Self.lines(of: [bytes], limit: limit)

        // A plain model: cut at each LF, take one CR away.
        var expected: [[UInt8]] = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let tail = expected.removeLast()
        #expect(lines.count == expected.count)
        var position: UInt64 = 0
        for (line, model) in zip(lines, expected) {
            let content = model.last == 0x0D ? model.count - 1 : model.count
            #expect(line.from == position)
            position += UInt64(model.count) + 1
            #expect(line.to == position)
            #expect(line.cut == 0 ? content <= limit : content > limit)
            #expect(content - Int(line.cut) <= limit)
        }
        #expect(splitter.lineStart == position)
        #expect(splitter.unfinishedBytes == UInt64(tail.count))
    }

    @Test("A line of the limit's length is whole, one byte more is cut and counted, and the file goes on")
    func lengthLimit() {
        let (lines, splitter) = Self.lines(of: [Array("12345\r\n123456\r\nok\n".utf8)], limit: 5)
        #expect(lines.map(\.text) == ["12345", "12345", "ok"])
        #expect(lines.map(\.cut) == [0, 1, 0])
        #expect(splitter.cutLines == 1)
        #expect(splitter.cutBytes == 1)
    }

    @Test("An endless line takes no more memory than the limit, and the next line is whole")
    func endlessLine() {
        let piece = [UInt8](repeating: 0x61, count: 10_000)
        let pieces = [[UInt8]](repeating: piece, count: 100) + [Array("\nnext\n".utf8)]
        let (lines, _) = Self.lines(of: pieces, limit: 100)
        #expect(lines.map(\.text.utf8.count) == [100, 4])
        #expect(lines.first?.cut == 999_900)
        #expect(lines.last == Line(text: "next", from: 1_000_001, to: 1_000_006))
    }

    @Test("A cut does not go through a character")
    func cutAtCharacter() {
        let (lines, _) = Self.lines(of: [Array("ab\u{1F5FC}cd\n".utf8)], limit: 5)
        #expect(lines == [Line(text: "ab", from: 0, to: 9, cut: 6)])
    }

    @Test("Restarting forgets the unfinished line")
    func restart() {
        var splitter = LineSplitter(offset: 10)
        splitter.append(Array("half a li".utf8).span) { _, _ in Issue.record("no line has ended") }
        splitter.restart(at: 0)
        var ends: [UInt64] = []
        splitter.append(Array("new\n".utf8).span) { line, mark in
            #expect(line.count == 3)
            ends.append(mark.endOffset)
        }
        #expect(ends == [4])
    }

    @Test("Impossible limits are taken as the nearest possible", arguments: [(-5, 1), (0, 1), (Int.max, 1 << 30)])
    func impossibleLimit(asked: Int, taken: Int) {
        #expect(LineSplitter(lineBytesMax: asked).lineBytesMax == taken)
    }
}
