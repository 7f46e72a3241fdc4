import AtalayaLogs
import AtalayaModel
import Measuring

/// Lines of tracebacks joined to events, among lines that are events themselves.
struct EventJoining: Figure {
    let name = "multi-line events to entries, for each byte"
    let limit = "one copy of the lines"
    let targets: [Target] = []

    func prepare() throws -> Contest {
        let lines = LogCorpus.tracebacks(bytes: 1 << 20).lines
        let bytes = lines.reduce(0) { $0 + $1.count }
        let rules = try MultilinePreset.named("python").map { try MultilineRules($0) }
        let settings = JoinSettings(multiline: rules)
        let parser = PlainParser()
        let time = LogTime(seconds: 1_767_225_600, nanoseconds: 0)
        var entries: [UInt8] = []
        entries.reserveCapacity(4 << 20)
        return Contest(
            ours: {
                entries.removeAll(keepingCapacity: true)
                var joiner = RecordJoiner(settings: settings)
                var joined: [JoinedRecord] = []
                var tape = FieldTape()
                var offset: UInt64 = 0
                return try Cost.measure(operations: bytes) {
                    for line in lines {
                        let end = offset + UInt64(line.count) + 1
                        parser.parse(line.span, into: &tape)
                        if joiner.passes(tape, of: line.span) {
                            try tape.writeEntry(of: line.span, readAt: time, into: &entries)
                            offset = end
                            continue
                        }
                        joiner.append(
                            tape.parsedLine(of: line.span, readAt: time),
                            span: SourceSpan(source: "app.log", from: offset, to: end), of: "app.log", at: .zero,
                            into: &joined)
                        offset = end
                        for record in joined { try ForwardEntry.write(record.parsed.record, into: &entries) }
                        joined.removeAll(keepingCapacity: true)
                    }
                    blackHole(entries.count)
                }
            },
            limit: {
                entries.removeAll(keepingCapacity: true)
                return Cost.measure(operations: bytes) {
                    for line in lines { entries += line }
                    blackHole(entries.count)
                }
            })
    }
}
