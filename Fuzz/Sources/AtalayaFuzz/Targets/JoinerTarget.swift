import AtalayaLogs
import AtalayaModel

/// A file of a container: the records that come of it cover every byte once, however its lines are cut into parts.
struct JoinerTarget: FuzzTarget {
    let name = "joiner"

    let seeds = words([
        "t stdout P a\nt stderr F b\nt stdout F c\n",
        "2026-03-01T12:00:00Z stdout F Traceback (most recent call last):\n",
        "x\nt stderr P \nt stdout P é\nt stderr F \n\n",
    ])

    let dictionary = words(["t stdout P ", "t stdout F ", "t stderr P ", "t stderr F ", "\n", "start"])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let parser = CRIParser()
        guard let start = try? Pattern("^start") else { throw FuzzFailure("a pattern is none") }
        for multiline in [nil, MultilineRules(startingWith: start)] {
            var joiner = RecordJoiner(
                settings: JoinSettings(
                    multiline: multiline, recordBytesMax: 20, recordLinesMax: 3, heldBytesMax: 100))
            var records: [JoinedRecord] = []
            var splitter = LineSplitter(lineBytesMax: 40)
            var count = 0
            func take(_ line: Span<UInt8>, _ mark: LineMark) {
                count += 1
                joiner.append(
                    parser.parse(line, mark: mark, readAt: LogTime(seconds: 1)),
                    span: SourceSpan(source: "a", from: mark.startOffset, to: mark.endOffset), of: "a",
                    at: .milliseconds(100 * count), into: &records)
                if count % 3 == 0 { joiner.flush(at: .milliseconds(100 * count), into: &records) }
            }
            splitter.append(input.span, emit: take)
            splitter.finish(emit: take)
            joiner.finish(into: &records)
            try require(joiner.heldRecords == 0 && joiner.heldBytes == 0, "something is still held")
            var position: UInt64 = 0
            for span in records.flatMap(\.spans).sorted(by: { $0.from < $1.from }) {
                try require(span.from == position, "a gap or an overlap at \(position)")
                position = span.to
            }
            try require(position == UInt64(input.count), "bytes are in no record")
            try require(records.reduce(0) { $0 + $1.lineBytes } == input.count, "bytes are in two records")
        }
    }
}
