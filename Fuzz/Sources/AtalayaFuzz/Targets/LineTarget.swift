import AtalayaLogs

/// The bytes of a log file: however they are read, the lines are the same and none is lost.
struct LineTarget: FuzzTarget {
    let name = "lines"

    private static let lineBytesMax = 40

    let seeds = words([
        "one\ntwo\r\nthree\n", "\n\n\r\n\r\r\n",
        "a line that is longer than the limit of forty bytes, it is cut\nnext\n",
        "é😀 text é😀 text é😀 text é😀 text é😀\r\nlast without an end", "\r", "",
    ])

    let dictionary = words(["\n", "\r\n", "\r", "\r\r\n", "😀"])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let expected = split(input, pieceBytes: max(1, input.count))
        for pieceBytes in [1, 2, 39, 41] {
            try require(
                split(input, pieceBytes: pieceBytes) == expected, "pieces of \(pieceBytes) bytes gave other lines")
        }
        var next: UInt64 = 0
        for line in expected {
            try require(line.start == next && line.end > line.start, "a gap or an overlap at \(next)")
            try require(line.bytes.count <= Self.lineBytesMax, "a line above the limit")
            next = line.end
        }
        try require(next == UInt64(input.count), "\(UInt64(input.count) - next) bytes are in no line")
    }

    private struct Line: Equatable {
        var bytes: [UInt8]
        var start: UInt64
        var end: UInt64
        var cut: UInt64
    }

    private func split(_ input: [UInt8], pieceBytes: Int) -> [Line] {
        var splitter = LineSplitter(lineBytesMax: Self.lineBytesMax)
        var lines: [Line] = []
        func keep(_ line: Span<UInt8>, _ mark: LineMark) {
            let bytes = line.indices.map { line[$0] }
            lines.append(Line(bytes: bytes, start: mark.startOffset, end: mark.endOffset, cut: mark.bytesCut))
        }
        for start in stride(from: 0, to: input.count, by: pieceBytes) {
            let piece = Array(input[start..<min(input.count, start + pieceBytes)])
            splitter.append(piece.span, emit: keep)
        }
        splitter.finish(emit: keep)
        return lines
    }
}
