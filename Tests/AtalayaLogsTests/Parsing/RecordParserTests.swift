import AtalayaLogs
import AtalayaModel
import Testing

@Suite("Making records of lines")
struct RecordParserTests {
    static let readAt = LogTime(seconds: 1_000, nanoseconds: 7)

    static func parse(
        _ line: [UInt8], with name: String, settings: ParserSettings = ParserSettings()
    ) throws -> ParsedLine {
        try #require(RecordParsers.make(named: name, settings: settings)).parse(line.span, readAt: readAt)
    }

    static func parse(_ line: String, settings: ParserSettings = ParserSettings()) throws -> ParsedLine {
        try parse(Array(line.utf8), with: "json", settings: settings)
    }

    static let names = RecordParsers.all.map { $0.format.name }

    @Test("Parsers have names of their own, and are found by them")
    func list() {
        #expect(Set(Self.names).count == Self.names.count)
        #expect(Self.names.starts(with: ["none", "json"]))
        #expect(RecordParsers.make(named: "no such parser") == nil)
        #expect(Self.names == LogFormat.all.map(\.name))
    }

    @Test("No parser loses a line it cannot read", arguments: names)
    func nothingLost(name: String) throws {
        for line in [[], Array("\u{0}free text\\".utf8), [0xFF, 0x7B], Array("{\"a\":".utf8), Array("[1]".utf8)]
            as [[UInt8]]
        {
            let parsed = try Self.parse(line, with: name)
            #expect(parsed.record["message"] == .string(LineText(line.span).string), "\(name)")
            #expect(parsed.record.time == Self.readAt)
            #expect(parsed.problems.contains(.invalidText) == (line.first == 0xFF))
        }
    }

    @Test("No parser traps, loses a line or grows one without end, whatever the bytes", arguments: names)
    func anyBytes(name: String) throws {
        let settings = ParserSettings(timeField: "time", pattern: try Pattern("(?P<word>\\w+) (?P<rest>.*)"))
        let parser = try #require(RecordParsers.make(named: name, settings: settings))
        var random = SeededRandom(seed: 11)
        for seed in ParserSamples.lines + ParserSamples.lines {
            for _ in 0..<60 {
                var line = Array(seed.utf8)
                for _ in 0..<Int.random(in: 0...3, using: &random) where !line.isEmpty {
                    let place = Int.random(in: 0..<line.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: line[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: line.removeSubrange(place...)
                    case 2: line.insert(UInt8.random(in: 0...255, using: &random), at: place)
                    default: line.remove(at: place)
                    }
                }
                let parsed = parser.parse(line.span, readAt: Self.readAt)
                if parsed.problems.contains(.unparsable) {
                    #expect(parsed.record.fields == [LogField("message", .string(LineText(line.span).string))])
                }
                var encoded: [UInt8] = []
                try ForwardEntry.write(parsed.record, into: &encoded)
                // Escaping makes four characters of a byte, and a field has its name besides.
                #expect(encoded.count < line.count * 4 + 400)
            }
        }
    }

    @Test("Every parser marks the record of a cut line", arguments: names)
    func cutLine(name: String) throws {
        let parser = try #require(RecordParsers.make(named: name))
        let mark = LineMark(startOffset: 0, endOffset: 100, bytesCut: 96)
        let parsed = parser.parse(Array("abc".utf8).span, mark: mark, readAt: Self.readAt)
        #expect(parsed.record["truncated"] == .bool(true))
        #expect(parsed.problems.contains(.cut))
        let whole = LineMark(startOffset: 0, endOffset: 4)
        #expect(!parser.parse(Array("abc".utf8).span, mark: whole, readAt: Self.readAt).problems.contains(.cut))
    }

    @Test("The plain parser takes JSON for text")
    func plain() throws {
        let parsed = try Self.parse(
            Array(#"{"a":1}"#.utf8), with: "none", settings: ParserSettings(messageField: "log"))
        #expect(
            parsed == ParsedLine(record: LogRecord(time: Self.readAt, fields: [LogField("log", .string(#"{"a":1}"#))])))
    }

    @Test("A JSON object's members become fields, in their order")
    func json() throws {
        let parsed = try Self.parse(#"{"level":"info","message":"hi","n":18446744073709551615}"#)
        #expect(parsed.problems == [])
        #expect(
            parsed.record.fields == [
                LogField("level", .string("info")), LogField("message", .string("hi")), LogField("n", .unsigned(.max)),
            ])
        #expect(parsed.record.time == Self.readAt)
    }

    @Test(
        "The time field becomes the record's time, and leaves the record unless it is to stay",
        arguments: [false, true])
    func timeField(keeps: Bool) throws {
        let settings = ParserSettings(timeField: "ts", keepsTimeField: keeps)
        let parsed = try Self.parse(#"{"a":1,"ts":"2015-09-07T01:23:04.123456789Z"}"#, settings: settings)
        #expect(parsed.record.time == LogTime(seconds: 1_441_588_984, nanoseconds: 123_456_789))
        #expect(parsed.record.fields.map(\.key) == (keeps ? ["a", "ts"] : ["a"]))
        #expect(parsed.problems == [])
    }

    @Test("A time field that is no time stays where it is and is counted")
    func wrongTime() throws {
        let parsed = try Self.parse(#"{"ts":"yesterday"}"#, settings: ParserSettings(timeField: "ts"))
        #expect(parsed.record == LogRecord(time: Self.readAt, fields: [LogField("ts", .string("yesterday"))]))
        #expect(parsed.problems == .unparsableTime)
    }

    @Test("A record without the time field has the time of reading, and that is no problem")
    func missingTime() throws {
        let parsed = try Self.parse(#"{"a":1}"#, settings: ParserSettings(timeField: "ts"))
        #expect(parsed.record.time == Self.readAt)
        #expect(parsed.problems == [])
    }

    @Test("Bytes that are not UTF-8 are escaped inside a JSON string, and the rest of the record is read")
    func invalidTextInJSON() throws {
        let line: [UInt8] = Array(#"{"path":"/a"#.utf8) + [0xFF] + Array(#"b","status":200}"#.utf8)
        let parsed = try Self.parse(line, with: "json")
        #expect(parsed.record["path"] == .string(#"/a\xFFb"#))
        #expect(parsed.record["status"] == .integer(200))
        #expect(parsed.problems == .invalidText)
    }

    @Test("A byte order mark before the first line does not hide its JSON")
    func byteOrderMark() throws {
        #expect(try Self.parse("\u{FEFF}{\"a\":1}").problems == [])
    }
}
