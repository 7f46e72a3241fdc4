import AtalayaLogs
import AtalayaZlib
import Testing

struct ForwardFrameTests {
    static let record = LogRecord(
        time: LogTime(seconds: 1_441_588_984, nanoseconds: 500_000_000), fields: [LogField("log", .string("hi"))])
    static let entry = hexadecimal("92 d70055ece6f81dcd6500 81a36c6f67a26869")
    /// `{"size": 1, "chunk": "AAECAwQFBgcICQoLDA0ODw=="}`
    static let options = hexadecimal(
        "82 a473697a65 01 a56368756e6b b8 4141454341775146426763494351 6f4c4441304f44773d3d")

    private func chunk(spans: [SourceSpan] = []) throws -> Chunk {
        Chunk(
            id: try #require(ChunkID(bytes: ChunkIDTests.ordered)), tag: "app.x", eventCount: 1, rawBytes: 2,
            entries: Self.entry, entriesBytes: Self.entry.count, isCompressed: false, spans: spans)
    }

    @Test("A chunk without compression is the published PackedForward vector")
    func packed() throws {
        let frame = try ForwardFrame.encode(try chunk())
        #expect(frame == hexadecimal("93 a56170702e78 c413") + Self.entry + Self.options)
    }

    @Test("A compressed chunk says so and carries a gzip member as a binary value")
    func compressed() throws {
        var compressor = try Compressor()
        var builder = try ChunkBuilder(tag: "app.x")
        try builder.append(Self.record, lineBytes: 2, at: .zero)
        let chunk = try builder.seal(id: try #require(ChunkID(bytes: ChunkIDTests.ordered)), with: &compressor)
        var reader = MessagePackReader(try ForwardFrame.encode(chunk))
        #expect(try reader.readArrayHeader() == 3)
        #expect(try reader.readString() == "app.x")
        let entries = Array(try reader.readBinary())
        #expect(entries == chunk.entries)
        #expect(try Zlib.decompress(entries, outputBytesMax: 1000) == Self.entry)
        #expect(
            try reader.readFields() == [
                LogField("size", .integer(1)), LogField("chunk", .string("AAECAwQFBgcICQoLDA0ODw==")),
                LogField("compressed", .string("gzip")),
            ])
        #expect(reader.isAtEnd)
    }

    /// The entry as one gzip member that stores it, which no version of zlib writes otherwise.
    static let stored = hexadecimal(
        "1f8b08000000000000ff 01 1300 ecff 92d70055ece6f81dcd650081a36c6f67a26869 a81bbc17 13000000")

    @Test(
        "A chunk has these bytes in each mode, compressed or not", arguments: ForwardMode.allCases, [false, true])
    func golden(mode: ForwardMode, isCompressed: Bool) throws {
        var chunk = try chunk()
        if isCompressed {
            chunk = Chunk(
                id: chunk.id, tag: chunk.tag, eventCount: 1, rawBytes: 2, entries: Self.stored,
                entriesBytes: Self.entry.count, isCompressed: true)
        }
        let tag = hexadecimal("a56170702e78")
        let id = hexadecimal("a56368756e6b b8 4141454341775146426763494351 6f4c4441304f44773d3d")
        let size = hexadecimal("a473697a65 01")
        let packed = [0x93] + tag + hexadecimal("c413") + Self.entry + [0x82] + size + id
        let expected: [UInt8] =
            switch mode {
            // [tag, time, record, {"chunk"}]: the time and the record are the entry without its array.
            case .message: [0x94] + tag + Self.entry.dropFirst() + [0x81] + id
            case .forward: [0x93] + tag + [0x91] + Self.entry + [0x82] + size + id
            case .packedForward: packed
            case .compressedPackedForward:
                isCompressed
                    ? [0x93] + tag + hexadecimal("c42a") + Self.stored + [0x83] + size + id
                        + hexadecimal("aa636f6d70726573736564 a4677a6970")
                    : packed
            }
        #expect(try ForwardFrame.encode(chunk, mode: mode) == expected)
    }

    @Test("Head, entries and tail are the whole message")
    func parts() throws {
        let chunk = try chunk(spans: [SourceSpan(source: "a", from: 1, to: 2, records: 3..<4)])
        let (head, entries, tail) = try ForwardFrame.parts(of: chunk)
        #expect(entries == chunk.entries)
        #expect(head + entries + tail == (try ForwardFrame.encode(chunk)))
    }

    @Test("Options say where the bytes come from, for one span and for several")
    func provenance() throws {
        let one = [SourceSpan(source: "a.log", from: 10, to: 20)]
        let several = one + [SourceSpan(source: "b.log", from: 0, to: .max)]
        for spans in [one, several, []] {
            let options = ForwardOptions(try chunk(spans: spans))
            #expect(options.spans == spans)
            #expect(ForwardOptions(try chunk(spans: spans), provenance: false).others.isEmpty)
        }
        #expect(ForwardOptions(try chunk(spans: one))["source"] == .string("a.log"))
    }

    @Test("Options say which records of their sources they are, so that the next chunk begins where this one ends")
    func numbers() throws {
        let one = [SourceSpan(source: "a.log", from: 10, to: 20, records: 41..<42)]
        let options = ForwardOptions(try chunk(spans: one))
        #expect(options["sequence"] == .integer(41) && options.size == 1)
        #expect(options.spans == one)
        // A record that begins in one source and ends in another.
        let two = one + [SourceSpan(source: "b.log", from: 0, to: 5)]
        #expect(ForwardOptions(try chunk(spans: two))["sequence"] == nil)
        #expect(ForwardOptions(try chunk(spans: two)).spans == two)
        // A part has the numbers of the whole.
        var part = try chunk(spans: [SourceSpan(source: "a.log", from: 10, to: 20, records: 41..<49)])
        part.part = ChunkPart(whole: part.id, events: 3..<4, eventCount: 8)
        #expect(ForwardOptions(part)["sequence"] == .integer(41))
        #expect(ForwardOptions(part).spans == part.spans)
    }

    @Test(
        "Numbers that make no sense are none, and the bytes still count",
        arguments: [LogValue.integer(-1), .string("1"), .unsigned(.max)])
    func nonsenseNumbers(sequence: LogValue) {
        let bytes = [LogField("source", .string("a")), LogField("from", .integer(0)), LogField("to", .integer(4))]
        let options = ForwardOptions(size: 3, others: bytes + [LogField("sequence", sequence)])
        #expect(options.spans == [SourceSpan(source: "a", from: 0, to: 4)])
        let several = LogValue.array([.array([.string("a"), .integer(0), .integer(4), sequence, .integer(3)])])
        #expect(ForwardOptions(others: [LogField("spans", several)]).spans == options.spans)
    }

    @Test(
        "Options of others that make no sense say nothing about spans",
        arguments: [
            [LogField("source", .string("a"))],
            [LogField("source", .integer(1)), LogField("from", .integer(0)), LogField("to", .integer(1))],
            [LogField("source", .string("a")), LogField("from", .integer(-1)), LogField("to", .integer(1))],
            [LogField("source", .string("a")), LogField("from", .integer(5)), LogField("to", .integer(4))],
            [LogField("spans", .array([.null, .array([]), .array([.string("a"), .integer(0)])]))],
        ])
    func nonsense(others: [LogField]) {
        #expect(ForwardOptions(others: others).spans.isEmpty)
    }

    @Test("Message mode has the time and the record side by side")
    func message() throws {
        let head = hexadecimal("a56170702e78")
        let time = hexadecimal("d70055ece6f81dcd6500")
        let record = hexadecimal("81a36c6f67a26869")
        #expect(try ForwardFrame.encodeMessage(tag: "app.x", record: Self.record) == [0x93] + head + time + record)
        let options = ForwardOptions(size: 1, chunk: "AAECAwQFBgcICQoLDA0ODw==")
        #expect(
            try ForwardFrame.encodeMessage(tag: "app.x", record: Self.record, options: options)
                == [0x94] + head + time + record + Self.options)
    }

    @Test("Forward mode has an array of entries")
    func forward() throws {
        let head = hexadecimal("a56170702e78")
        #expect(
            try ForwardFrame.encodeForward(tag: "app.x", records: [Self.record, Self.record])
                == [0x92] + head + [0x92] + Self.entry + Self.entry)
        #expect(
            try ForwardFrame.encodeForward(tag: "app.x", records: [], options: ForwardOptions(size: 0))
                == [0x93] + head + [0x90] + hexadecimal("81a473697a6500"))
    }

    @Test("An empty tag is refused in every mode")
    func emptyTag() throws {
        var untagged = try chunk()
        untagged.tag = ""
        #expect(throws: LogsError(.invalidArgument, "")) { try ForwardFrame.encode(untagged) }
        #expect(throws: LogsError(.invalidArgument, "")) {
            try ForwardFrame.encodeMessage(tag: "", record: Self.record)
        }
        #expect(throws: LogsError(.invalidArgument, "")) { try ForwardFrame.encodeForward(tag: "", records: []) }
        #expect(throws: LogsError(.invalidArgument, "")) { try ForwardFrame.encodePacked(tag: "", entries: []) }
    }
}
