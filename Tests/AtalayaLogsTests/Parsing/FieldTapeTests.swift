import AtalayaModel
import Testing

@testable import AtalayaLogs

/// The two ways from a line to the bytes of its chunk: through a record, and straight from the tape.
@Suite("A tape of fields")
struct FieldTapeTests {
    private static let readAt = LogTime(seconds: 1_767_225_600, nanoseconds: 5)

    private static let settings = ParserSettings(
        timeField: "ts", pattern: try? Pattern(#"(?P<first>\S+) (?:(?P<number>\d+) )?(?P<rest>.*)"#))

    private static let parsers = RecordParsers.all.map { $0.init(settings: settings) }

    private static let odd = [
        "", " ", "{}", "{\"ts\":1767225600.25}", "{\"ts\":[1],\"a\":{\"b\":{}},\"a\":-1}", "[1,{\"a\":2}]",
        "\u{FEFF}{\"a\":\"é\\n\"}",
        "{\"log\":\"cut\",\"stream\":\"stdout\",\"time\":7,\"time\":\"2026-03-01T12:00:00Z\",\"log\":\"x\\n\"}",
        "{\"log\":\"\\r\\n\",\"stream\":\"elsewhere\"}", "{\"log\":5}", "a=1 ts=2026-03-01T12:00:00Z b=\"\\q\" c",
        "a=\"",
        "<165>1 yesterday - - - - - text", "<13>1 broken [x", "2026-03-01T12:00:00Z stderr F",
        "{\"n\":18446744073709551615,\"m\":1e300}",
    ]

    /// A sample, or two of them run together, with some bytes changed.
    private static func line(using random: inout SeededRandom) -> [UInt8] {
        let samples = ParserSamples.lines + odd
        var line = Array(samples.randomElement(using: &random)!.utf8)
        if Int.random(in: 0..<8, using: &random) == 0 {
            line.insert(
                contentsOf: samples.randomElement(using: &random)!.utf8,
                at: Int.random(in: 0...line.count, using: &random))
        }
        for _ in 0..<[0, 0, 1, 3].randomElement(using: &random)! where !line.isEmpty {
            let index = line.indices.randomElement(using: &random)!
            switch Int.random(in: 0..<3, using: &random) {
            case 0: line[index] = UInt8.random(in: 0...255, using: &random)
            case 1: line[index] = Array("\"\\{}[]:,= <>-\n".utf8).randomElement(using: &random)!
            default: line.remove(at: index)
            }
        }
        return line
    }

    @Test("becomes the entry that its record becomes, whatever was on it before", arguments: UInt64(1)...8)
    func entriesAreThoseOfRecords(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var used = FieldTape()
        for _ in 0..<1_500 {
            let line = Self.line(using: &random)
            let parser = Self.parsers.randomElement(using: &random)!
            let isCut = Int.random(in: 0..<10, using: &random) == 0
            let mark = LineMark(startOffset: 0, endOffset: UInt64(line.count + 1), bytesCut: isCut ? 3 : 0)
            let parsed = parser.parse(line.span, mark: mark, readAt: Self.readAt)
            parser.parse(line.span, mark: mark, into: &used)
            #expect(used.parsedLine(of: line.span, readAt: Self.readAt) == parsed, "\(line), seed \(seed)")

            var expected: [UInt8] = []
            try ForwardEntry.write(parsed.record, into: &expected)
            var entry: [UInt8] = []
            try used.writeEntry(of: line.span, readAt: Self.readAt, into: &entry)
            #expect(entry == expected, "\(line), \(type(of: parser)), seed \(seed)")
        }
    }

    @Test("puts what is in a message into its place, as records do", arguments: UInt64(1)...8)
    func contents(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var tape = FieldTape()
        var content = FieldTape()
        for _ in 0..<500 {
            let text = String(decoding: Self.line(using: &random), as: UTF8.self).filter { $0 != "\"" && $0 != "\\" }
            let line = Array(
                [
                    "2026-03-01T12:00:00.000000001Z stdout F \(text)",
                    "{\"stream\":\"stdout\",\"log\":\"\(text)\\u00e9\\n\",\"time\":\"2026-03-01T12:00:00.5Z\"}",
                ].randomElement(using: &random)!.utf8)
            let outer: any RecordParser = line.first == UInt8(ascii: "{") ? DockerParser() : CRIParser()
            let inner = Self.parsers.randomElement(using: &random)!

            var record = outer.parse(line.span, readAt: Self.readAt).record
            outer.parse(line.span, into: &tape)
            guard let field = tape.textField("message", in: line.span) else { continue }
            let index = try #require(record.fields.firstIndex { $0.key == "message" })
            let message = try #require(record.fields[index].value.stringValue)
            let found = inner.parse(message.utf8.span, readAt: record.time)
            record.time = found.record.time
            record.fields.replaceSubrange(index...index, with: found.record.fields)
            var expected: [UInt8] = []
            try ForwardEntry.write(record, into: &expected)

            tape.parseMessage(at: field, of: line.span, with: inner, into: &content)
            #expect(content.problems == found.problems)
            var entry: [UInt8] = []
            try tape.writeEntry(
                of: line.span, replacing: field, with: content, readAt: Self.readAt, into: &entry)
            #expect(entry == expected, "\(String(decoding: line, as: UTF8.self)), \(type(of: inner)), seed \(seed)")
        }
    }

    @Test("says no more of nesting than what reads it takes")
    func depth() throws {
        func entry(depth: Int) throws {
            let line = Array(
                (String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)).utf8)
            let parser = JSONParser(settings: ParserSettings(jsonLimits: JSONLimits(depthMax: 200)))
            var tape = FieldTape()
            parser.parse(line.span, into: &tape)
            #expect(tape.problems.isEmpty)
            var buffer: [UInt8] = []
            try tape.writeEntry(of: line.span, readAt: Self.readAt, into: &buffer)
        }
        try entry(depth: MessagePackWriter.depthMax)
        #expect(throws: LogsError(.limitExceeded, "")) { try entry(depth: MessagePackWriter.depthMax + 1) }
    }
}
