import AtalayaLogs
import AtalayaZlib
import Testing

struct ChunkBuilderTests {
    static let id = ChunkIDTests.ordered

    private func record(_ text: String, seconds: Int64 = 1_700_000_000) -> LogRecord {
        LogRecord(time: LogTime(seconds: seconds, nanoseconds: 5), fields: [LogField("message", .string(text))])
    }

    private func newID() throws -> ChunkID { try #require(ChunkID(bytes: ChunkIDTests.ordered)) }

    /// The records of a chunk, read back.
    private func records(_ chunk: Chunk) throws -> [LogRecord] {
        let entries =
            chunk.isCompressed ? try Zlib.decompress(chunk.entries, outputBytesMax: 10 << 20) : chunk.entries
        #expect(entries.count == chunk.entriesBytes)
        var reader = MessagePackReader(entries)
        var records: [LogRecord] = []
        while !reader.isAtEnd {
            #expect(try reader.readArrayHeader() == 2)
            let time = try reader.readEventTime()
            records.append(LogRecord(time: time, fields: try reader.readFields()))
        }
        #expect(records.count == chunk.eventCount)
        return records
    }

    @Test("What was appended is in the chunk, and the builder begins anew", arguments: [true, false])
    func content(isCompressed: Bool) throws {
        var compressor = try Compressor()
        var builder = try ChunkBuilder(tag: "app.x")
        for round in 0..<3 {
            #expect(builder.isEmpty && builder.dueAt == nil && builder.entriesBytes == 0)
            let records = (0..<50).map { record("round \(round) line \($0)") }
            for (index, record) in records.enumerated() {
                let from = UInt64(index * 10)
                try builder.append(
                    record, lineBytes: 10, span: SourceSpan(source: "a.log", from: from, to: from + 10), at: .zero)
            }
            let chunk =
                isCompressed
                ? try builder.seal(id: try newID(), with: &compressor)
                : try builder.seal(id: try newID())
            #expect(try self.records(chunk) == records)
            #expect(chunk.tag == "app.x" && chunk.isCompressed == isCompressed)
            #expect(chunk.rawBytes == 500)
            #expect(chunk.spans == [SourceSpan(source: "a.log", from: 0, to: 500)])
        }
    }

    @Test("A chunk is one gzip member, even from a compressor that was in the middle of something")
    func oneMember() throws {
        var compressor = try Compressor()
        var abandoned: [UInt8] = []
        try compressor.write(Array("leftover".utf8), into: &abandoned)
        var builder = try ChunkBuilder(tag: "t")
        for index in 0..<1000 { try builder.append(record("line \(index)"), lineBytes: 8, at: .zero) }
        let chunk = try builder.seal(id: try newID(), with: &compressor)
        var decompressor = try Decompressor(outputBytesMax: 1 << 20)
        var entries: [UInt8] = []
        try decompressor.write(chunk.entries, into: &entries)
        try decompressor.finish()
        #expect(decompressor.memberCount == 1)
        #expect(try records(chunk).count == 1000)
    }

    @Test("Adjacent spans of one source join; gaps and other sources do not")
    func spans() throws {
        var builder = try ChunkBuilder(tag: "t")
        let spans = [("a", 0, 5), ("a", 5, 9), ("b", 9, 12), ("a", 9, 10), ("a", 11, 12), ("a", 12, 13)]
        for (source, from, to) in spans {
            try builder.append(
                record("x"), lineBytes: 1, span: SourceSpan(source: source, from: UInt64(from), to: UInt64(to)),
                at: .zero)
        }
        let chunk = try builder.seal(id: try newID())
        #expect(
            chunk.spans == [
                SourceSpan(source: "a", from: 0, to: 9), SourceSpan(source: "b", from: 9, to: 12),
                SourceSpan(source: "a", from: 9, to: 10), SourceSpan(source: "a", from: 11, to: 13),
            ])
    }

    @Test("A record of parts of its source covers all of them, and what lies between them closes the gap")
    func severalSpans() throws {
        var builder = try ChunkBuilder(tag: "t")
        func span(_ from: UInt64, _ to: UInt64) -> SourceSpan { SourceSpan(source: "a", from: from, to: to) }
        try builder.append(record("x"), lineBytes: 20, spans: [span(0, 10), span(20, 30)], at: .zero)
        try builder.append(record("y"), lineBytes: 5, spans: [span(40, 45)], at: .zero)
        #expect(builder.spans == [span(0, 10), span(20, 30), span(40, 45)])
        try builder.append(record("z"), lineBytes: 10, spans: [span(10, 20)], at: .zero)
        #expect(builder.spans == [span(0, 10), span(10, 30), span(40, 45)])
        #expect(builder.rawBytes == 35)
        #expect(builder.eventCount == 3)
    }

    @Test("Spans join only where the numbers of their records go on, and a record counts where it begins")
    func numbers() throws {
        var builder = try ChunkBuilder(tag: "t")
        func span(_ from: UInt64, _ to: UInt64, _ records: Range<UInt64> = 0..<0) -> SourceSpan {
            SourceSpan(source: "a", from: from, to: to, records: records)
        }
        try builder.append(record("x"), lineBytes: 20, spans: [span(0, 10), span(20, 30)], number: 7, at: .zero)
        #expect(builder.spans == [span(0, 10, 7..<8), span(20, 30)])
        try builder.append(record("y"), lineBytes: 10, spans: [span(30, 40)], number: 8, at: .zero)
        #expect(builder.spans == [span(0, 10, 7..<8), span(20, 40, 8..<9)])
        // It touches both, and its number goes on with those of the second alone.
        try builder.append(record("z"), lineBytes: 10, spans: [span(10, 20)], number: 9, at: .zero)
        #expect(builder.spans == [span(0, 10, 7..<8), span(10, 40, 8..<10)])
        builder.cover(span(40, 90, 10..<15))
        #expect(builder.spans == [span(0, 10, 7..<8), span(10, 90, 8..<15)])
    }

    @Test("A builder is full at the limit of events, and then takes nothing")
    func eventLimit() throws {
        var builder = try ChunkBuilder(tag: "t", limits: .init(eventsMax: 3))
        for _ in 0..<3 {
            #expect(!builder.isFull)
            try builder.append(record("x"), lineBytes: 1, at: .zero)
        }
        #expect(builder.isFull && builder.isDue(at: .zero))
        #expect(throws: LogsError(.invalidArgument, "")) { try builder.append(record("x"), lineBytes: 1, at: .zero) }
        #expect(try builder.seal(id: try newID()).eventCount == 3)
        #expect(!builder.isFull)
    }

    @Test("A builder is full at the limit of bytes, exactly")
    func byteLimit() throws {
        var probe = try ChunkBuilder(tag: "t")
        try probe.append(record("x"), lineBytes: 1, at: .zero)
        let entryBytes = probe.entriesBytes
        var builder = try ChunkBuilder(tag: "t", limits: .init(bytesMax: entryBytes * 3))
        for _ in 0..<2 { try builder.append(record("x"), lineBytes: 1, at: .zero) }
        #expect(!builder.isFull)
        try builder.append(record("x"), lineBytes: 1, at: .zero)
        #expect(builder.isFull)
    }

    @Test("Age counts from the first event, and an empty builder is never due")
    func age() throws {
        var builder = try ChunkBuilder(tag: "t", limits: .init(ageMax: .milliseconds(200)))
        #expect(!builder.isDue(at: .seconds(1_000_000)))
        try builder.append(record("x"), lineBytes: 1, at: .seconds(5))
        try builder.append(record("x"), lineBytes: 1, at: .seconds(9))
        #expect(builder.dueAt == .seconds(5) + .milliseconds(200))
        #expect(!builder.isDue(at: .seconds(5) + .milliseconds(199)))
        #expect(builder.isDue(at: .seconds(5) + .milliseconds(200)))
        _ = try builder.seal(id: try newID())
        #expect(builder.dueAt == nil && !builder.isDue(at: .seconds(100)))
    }

    @Test("An append that fails leaves the builder as it was")
    func failedAppend() throws {
        var builder = try ChunkBuilder(tag: "t")
        try builder.append(record("kept"), lineBytes: 4, at: .zero)
        let before = builder.entriesBytes
        let tooLarge = record(String(repeating: "x", count: ChunkLimits.chunkBytesCeiling))
        #expect(throws: LogsError(.limitExceeded, "")) { try builder.append(tooLarge, lineBytes: 1, at: .zero) }
        let tooDeep = (0..<500).reduce(LogValue.null) { value, _ in .array([value]) }
        let deep = LogRecord(time: LogTime(seconds: 1), fields: [LogField("deep", tooDeep)])
        #expect(throws: LogsError(.limitExceeded, "")) { try builder.append(deep, lineBytes: 1, at: .zero) }
        #expect(builder.entriesBytes == before && builder.eventCount == 1 && builder.rawBytes == 4)
        #expect(try records(try builder.seal(id: try newID())) == [record("kept")])
    }

    @Test("A seal that fails leaves the events waiting")
    func failedSeal() throws {
        var deflate = try Compressor(format: .zlib)
        var builder = try ChunkBuilder(tag: "t")
        let id = try newID()
        do {
            _ = try builder.seal(id: id)
            Issue.record("an empty chunk was sealed")
        } catch {
            #expect(error.code == .invalidArgument)
        }
        try builder.append(record("kept"), lineBytes: 4, at: .zero)
        do {
            _ = try builder.seal(id: id, with: &deflate)
            Issue.record("a chunk was sealed in a format that nobody reads")
        } catch {
            #expect(error.code == .invalidArgument)
        }
        #expect(try records(try builder.seal(id: id)) == [record("kept")])
    }

    @Test("An empty tag is refused")
    func emptyTag() {
        #expect(throws: LogsError(.invalidArgument, "")) { try ChunkBuilder(tag: "") }
    }

    @Test("Lines by template, encoded entries and records come out alike")
    func paths() throws {
        let time = LogTime(seconds: 1_700_000_000, nanoseconds: 9)
        let expected = LogRecord(
            time: time, fields: [LogField("host", .string("h1")), LogField("log", .string("GET /\\xFF é"))])
        var template = try LineEntryTemplate(key: "log", fields: [LogField("host", .string("h1"))])
        template.setTime(time)
        let line = Array("GET /".utf8) + [0xff] + Array(" é".utf8)

        var builder = try ChunkBuilder(tag: "t")
        #expect(try builder.append(line: line.span, using: template, at: .zero) == 1)
        try builder.append(expected, lineBytes: line.count, at: .zero)
        var entry: [UInt8] = []
        try ForwardEntry.write(expected, into: &entry)
        try builder.append(entry: entry.span, rawBytes: line.count, at: .zero)

        let chunk = try builder.seal(id: try newID())
        #expect(try records(chunk) == [expected, expected, expected])
        #expect(chunk.rawBytes == line.count * 3)
    }

    @Test("Limits are held to what is possible")
    func limits() {
        let tiny = ChunkLimits(bytesMax: -1, eventsMax: 0, ageMax: .seconds(-1))
        #expect(tiny.bytesMax == 1 && tiny.eventsMax == 1 && tiny.ageMax == .zero)
        let huge = ChunkLimits(bytesMax: .max)
        #expect(huge.bytesMax + huge.entryBytesMax == ChunkLimits.chunkBytesCeiling)
        #expect(huge.bytesMax == ChunkLimits.chunkBytesCeiling / 2)
    }
}
