import AtalayaLogs
import AtalayaModel
import Testing

@Suite("Joining lines to records")
struct RecordJoinerTests {
    /// Reads a text with a parser and joins its lines; a second passes with each line where it says `|`.
    struct Reading {
        var joiner: RecordJoiner
        let parser: any RecordParser
        var records: [JoinedRecord] = []
        private var splitter = LineSplitter()
        private var seconds = 0

        init(_ format: String, settings: JoinSettings = JoinSettings()) throws {
            joiner = RecordJoiner(settings: settings)
            parser = try #require(RecordParsers.make(named: format))
        }

        var now: Duration { .seconds(seconds) }

        mutating func read(_ lines: String..., source: String = "a#1") {
            for line in lines {
                var found: (ParsedLine, LineMark)?
                let parser = parser
                splitter.append(Array((line + "\n").utf8).span) { line, mark in
                    found = (parser.parse(line, mark: mark, readAt: LogTime(seconds: 9)), mark)
                }
                guard let (parsed, mark) = found else { return }
                let span = SourceSpan(source: source, from: mark.startOffset, to: mark.endOffset)
                joiner.append(parsed, span: span, of: "a", at: now, into: &records)
            }
        }

        mutating func wait(seconds: Int) {
            self.seconds += seconds
            joiner.flush(at: now, into: &records)
        }

        mutating func finish() { joiner.finish(into: &records) }

        var messages: [String] { records.compactMap { $0.parsed.record["message"]?.stringValue } }
        var offset: UInt64 { splitter.offset }
    }

    static let head = "2026-03-01T12:00:00Z"

    @Test("Parts of a line are joined, streams apart, and their spans stay exact")
    func parts() throws {
        var reading = try Reading("cri")
        reading.read("\(Self.head) stdout P one ", "\(Self.head) stderr F error", "\(Self.head) stdout P two ")
        #expect(reading.messages == ["error"])
        #expect(reading.joiner.heldRecords == 1)
        reading.read("\(Self.head) stdout F three")
        #expect(reading.messages == ["error", "one two three"])
        #expect(reading.joiner.heldRecords == 0)
        #expect(reading.joiner.heldBytes == 0)
        #expect(reading.records[0].spans == [SourceSpan(source: "a#1", from: 35, to: 71)])
        #expect(
            reading.records[1].spans == [
                SourceSpan(source: "a#1", from: 0, to: 35), SourceSpan(source: "a#1", from: 71, to: reading.offset),
            ])
        #expect(reading.records[1].parsed.record["stream"] == .string("stdout"))
        #expect(!reading.records[1].parsed.isPartial)
    }

    @Test("A part whose end is in the next file is joined over the rotation")
    func rotation() throws {
        var reading = try Reading("docker")
        reading.read(#"{"log":"one ","stream":"stdout"}"#)
        let end = reading.offset
        reading.read(#"{"log":"two\n","stream":"stdout"}"#, source: "a#2")
        #expect(reading.messages == ["one two"])
        #expect(reading.records[0].spans.map(\.source) == ["a#1", "a#2"])
        #expect(reading.records[0].lineBytes == Int(reading.offset))
        #expect(reading.records[0].spans[0].to == end)
    }

    @Test("A part that nothing follows goes out after a while")
    func quiet() throws {
        var reading = try Reading("cri")
        reading.read("\(Self.head) stdout P one ")
        #expect(reading.joiner.dueAt == .seconds(1))
        reading.wait(seconds: 0)
        #expect(reading.records.isEmpty)
        reading.wait(seconds: 1)
        #expect(reading.messages == ["one "])
        #expect(reading.joiner.dueAt == nil)
    }

    @Test("A record beyond its limit is divided and marked, and nothing of it is lost", arguments: [1, 7, 40, 1_000])
    func divided(limit: Int) throws {
        var reading = try Reading("cri", settings: JoinSettings(recordBytesMax: limit))
        for index in 0..<50 { reading.read("\(Self.head) stdout P \(index) ") }
        reading.read("\(Self.head) stdout F end")
        #expect(reading.messages.joined() == (0..<50).map { "\($0) " }.joined() + "end")
        for record in reading.records.dropLast() { #expect(record.parsed.problems == .divided) }
        #expect(
            reading.records.allSatisfy { ($0.parsed.record["message"]?.stringValue ?? "").utf8.count <= max(limit, 3) })
        #expect(reading.records.reduce(0) { $0 + $1.lineBytes } == Int(reading.offset))
    }

    @Test("What is held over all streams is bounded")
    func bounded() throws {
        var reading = try Reading("cri", settings: JoinSettings(heldBytesMax: 200))
        for _ in 0..<100 {
            reading.read("\(Self.head) stdout P some text", "\(Self.head) stderr P some text")
            #expect(reading.joiner.heldBytes <= 200)
        }
        reading.finish()
        #expect(reading.records.reduce(0) { $0 + $1.lineBytes } == Int(reading.offset))
    }

    @Test("Lines up to the next start are one event")
    func startPattern() throws {
        let rules = MultilineRules(startingWith: try Pattern(#"^\d{4}-"#))
        var reading = try Reading("none", settings: JoinSettings(multiline: rules))
        reading.read("before the first", "2026-03-01 one", "  more", "", "2026-03-01 two")
        #expect(reading.messages == ["before the first", "2026-03-01 one\n  more\n"])
        reading.wait(seconds: 1)
        #expect(reading.messages.last == "2026-03-01 two")
        #expect(reading.records.map(\.spans.count) == [1, 1, 1])
        #expect(
            reading.records.map { $0.spans[0].from }.dropFirst() == reading.records.map { $0.spans[0].to }.dropLast())
    }

    @Test("An event of more lines than allowed is divided")
    func manyLines() throws {
        let rules = MultilineRules(startingWith: try Pattern("^start"))
        var reading = try Reading("none", settings: JoinSettings(multiline: rules, recordLinesMax: 3))
        reading.read("start", "1", "2", "3", "4", "5", "6")
        reading.finish()
        #expect(reading.messages == ["start\n1\n2", "3\n4\n5", "6"])
        #expect(reading.records.map { $0.parsed.problems.contains(.divided) } == [true, true, false])
    }

    @Test("Parts are joined before lines are, in each stream")
    func partsOfEvents() throws {
        let rules = MultilineRules(startingWith: try Pattern("^start"))
        var reading = try Reading("cri", settings: JoinSettings(multiline: rules))
        reading.read(
            "\(Self.head) stdout P sta", "\(Self.head) stdout F rt", "\(Self.head) stderr F start e",
            "\(Self.head) stdout F next", "\(Self.head) stderr F start f")
        reading.finish()
        #expect(Set(reading.messages) == ["start\nnext", "start e", "start f"])
    }

    @Test("A cut line marks the record that it is in")
    func cut() throws {
        var joiner = RecordJoiner()
        var records: [JoinedRecord] = []
        let parser = try #require(RecordParsers.make(named: "cri"))
        for (index, tag) in ["P", "F"].enumerated() {
            let mark = LineMark(
                startOffset: UInt64(index * 10), endOffset: UInt64(index * 10 + 10), bytesCut: UInt64(index))
            let parsed = parser.parse("\(Self.head) stdout \(tag) x".utf8.span, mark: mark, readAt: LogTime(seconds: 9))
            joiner.append(
                parsed, span: SourceSpan(source: "a", from: mark.startOffset, to: mark.endOffset), of: "a", at: .zero,
                into: &records)
        }
        #expect(records.first?.parsed.problems == .cut)
        #expect(records.first?.parsed.record["truncated"] == .bool(true))
    }

    // MARK: Presets

    @Test("Python: a chained traceback is one event, and what stands around it is not in it")
    func python() throws {
        let traceback = """
            Traceback (most recent call last):
              File "a.py", line 1, in <module>
                f()
            ValueError: bad

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "a.py", line 3, in <module>
                g()
            KeyError: 'x'
            """
        var reading = try Reading(
            "none", settings: JoinSettings(multiline: try MultilineRules(.python)))
        reading.read("INFO started")
        for line in traceback.split(separator: "\n", omittingEmptySubsequences: false) { reading.read(String(line)) }
        reading.read("INFO next", "INFO last")
        #expect(reading.messages == ["INFO started", traceback, "INFO next", "INFO last"])
    }

    @Test("Swift: the error and its backtrace are one event, complete with its last line")
    func swift() throws {
        var reading = try Reading(
            "none", settings: JoinSettings(multiline: try MultilineRules(.swift)))
        reading.read(#"{"level":"info"}"#)
        for line in CrashSamples.swift.split(separator: "\n", omittingEmptySubsequences: false) {
            reading.read(String(line))
        }
        #expect(reading.messages == [#"{"level":"info"}"#, CrashSamples.swift])
        reading.read("2026-03-01T12:00:00Z started again")
        #expect(reading.messages.count == 3)
    }

    @Test("Swift: an error without a backtrace ends with the next line of the log")
    func swiftWithoutBacktrace() throws {
        var reading = try Reading(
            "none", settings: JoinSettings(multiline: try MultilineRules(.swift)))
        reading.read("main.swift:3: Fatal error: boom", "plain text", "*** Program crashed: Bad pointer ***", "", "{}")
        #expect(
            reading.messages == [
                "main.swift:3: Fatal error: boom", "plain text", "*** Program crashed: Bad pointer ***\n", "{}",
            ])
    }
}
