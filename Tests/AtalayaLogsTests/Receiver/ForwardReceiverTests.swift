import AtalayaLogs
import AtalayaZlib
import Testing

struct ForwardReceiverTests {
    /// The published PackedForward vector: tag `app.x`, one event, size 1, chunk 000102…0f.
    static let golden =
        hexadecimal("93 a56170702e78 c413") + ForwardFrameTests.entry + ForwardFrameTests.options
    static let ack = ForwardAckReaderTests.ack

    static func records(_ count: Int) -> [LogRecord] {
        (0..<count).map { index in
            LogRecord(
                time: LogTime(seconds: 1_700_000_000 + Int64(index), nanoseconds: UInt32(index)),
                fields: [
                    LogField("message", .string("line \(index) 🦉")), LogField("status", .integer(Int64(index % 600))),
                ])
        }
    }

    static func chunk(_ records: [LogRecord], isCompressed: Bool = true, id: UInt8 = 0) throws -> Chunk {
        var compressor = try Compressor()
        var builder = try ChunkBuilder(tag: "app.x")
        for record in records { try builder.append(record, lineBytes: 20, at: .zero) }
        let id = try #require(ChunkID(bytes: Array(repeating: id, count: 16)))
        return isCompressed ? try builder.seal(id: id, with: &compressor) : try builder.seal(id: id)
    }

    private func batches(_ actions: [ReceiverAction]) -> [ReceivedBatch] {
        actions.compactMap { if case .batch(let batch) = $0 { batch } else { nil } }
    }

    @Test("The published vector is taken, with the published answer")
    func golden() throws {
        var receiver = ForwardReceiver()
        let actions = receiver.receive(Self.golden)
        let batch = try #require(batches(actions).first)
        #expect(actions == [.batch(batch)])
        #expect(batch.tag == "app.x" && batch.mode == .packedForward && batch.records == [ForwardFrameTests.record])
        #expect(batch.options == ForwardOptions(size: 1, chunk: "AAECAwQFBgcICQoLDA0ODw=="))
        #expect(batch.chunkID == ChunkID(bytes: ChunkIDTests.ordered))
        #expect(batch.acknowledgement == Self.ack)
        #expect(batch.wireBytes == Self.golden.count && batch.entriesBytes == ForwardFrameTests.entry.count)
        #expect(batch.payloadChecksum == Checksum.crc32(ForwardFrameTests.entry))
        #expect(!receiver.isInsideMessage && !receiver.isClosed)
    }

    @Test("The published vector is taken at every split, and byte by byte")
    func splits() throws {
        var whole = ForwardReceiver()
        let expected = whole.receive(Self.golden)
        for split in 1..<Self.golden.count {
            var receiver = ForwardReceiver()
            #expect(receiver.receive(Array(Self.golden[..<split])) == [])
            #expect(receiver.isInsideMessage)
            #expect(receiver.receive(Array(Self.golden[split...])) == expected)
        }
        var receiver = ForwardReceiver()
        var actions: [ReceiverAction] = []
        for byte in Self.golden + Self.golden { actions += receiver.receive([byte]) }
        #expect(actions == expected + expected)
    }

    @Test("Messages that come together are taken one after the other")
    func coalesced() throws {
        let frames = try (0..<20).map { index in
            try ForwardFrame.encode(Self.chunk(Self.records(index + 1), isCompressed: index % 2 == 0, id: UInt8(index)))
        }
        let stream = frames.flatMap { $0 }
        for pieceBytes in [1, 13, 1000, stream.count] {
            var receiver = ForwardReceiver()
            var taken: [ReceivedBatch] = []
            for start in stride(from: 0, to: stream.count, by: pieceBytes) {
                let actions = receiver.receive(Array(stream[start..<min(start + pieceBytes, stream.count)]))
                #expect(actions.count == batches(actions).count)
                taken += batches(actions)
            }
            #expect(taken.map(\.records.count) == Array(1...20))
            #expect(taken.map(\.wireBytes) == frames.map(\.count))
            #expect(receiver.connectionEnded() == [.close])
        }
    }

    @Test("Every mode gives the records that were sent", arguments: ForwardMode.allCases)
    func modes(mode: ForwardMode) throws {
        let records = Self.records(mode == .message ? 1 : 700)
        let options = ForwardOptions(size: records.count, chunk: "AAECAwQFBgcICQoLDA0ODw==")
        let frame =
            switch mode {
            case .message: try ForwardFrame.encodeMessage(tag: "app.x", record: records[0], options: options)
            case .forward: try ForwardFrame.encodeForward(tag: "app.x", records: records, options: options)
            case .packedForward: try ForwardFrame.encode(Self.chunk(records, isCompressed: false))
            case .compressedPackedForward: try ForwardFrame.encode(Self.chunk(records))
            }
        var receiver = ForwardReceiver()
        let actions = receiver.receive(frame)
        let batch = try #require(batches(actions).first)
        #expect(actions.count == 1)
        #expect(batch.mode == mode && batch.tag == "app.x" && batch.records == records)
        #expect(batch.options.size == records.count)
        #expect(batch.acknowledgement != nil && batch.metadata.isEmpty)
    }

    @Test("Without a chunk ID there is nothing to acknowledge", arguments: [true, false])
    func withoutChunk(withOptions: Bool) throws {
        let options = withOptions ? ForwardOptions(size: 1) : nil
        for frame in [
            try ForwardFrame.encodeMessage(tag: "t", record: ForwardFrameTests.record, options: options),
            try ForwardFrame.encodeForward(tag: "t", records: [ForwardFrameTests.record], options: options),
            try ForwardFrame.encodePacked(tag: "t", entries: ForwardFrameTests.entry, options: options),
        ] {
            var receiver = ForwardReceiver()
            let batch = try #require(batches(receiver.receive(frame)).first)
            #expect(batch.records == [ForwardFrameTests.record])
            #expect(batch.acknowledgement == nil && batch.chunk == nil)
        }
    }

    @Test("Entries with metadata are taken beside those without")
    func metadata() throws {
        let plain = "92 d70055ece6f81dcd6500 81a16101"
        let withMetadata = "92 92 d70055ece6f81dcd6500 81a16d02 81a16101"
        let withEmptyMetadata = "92 92 d70055ece6f81dcd6500 80 81a16101"
        let entries = hexadecimal(plain + withMetadata + withEmptyMetadata + plain)
        var receiver = ForwardReceiver()
        let batch = try #require(
            batches(receiver.receive(try ForwardFrame.encodePacked(tag: "t", entries: entries))).first)
        #expect(batch.records.count == 4 && Set(batch.records).count == 1)
        #expect(batch.metadata == [[], [LogField("m", .integer(2))], [], []])
    }

    @Test("Packed entries may be a string, and compression may be named as text")
    func allowedForms() throws {
        var frame = hexadecimal("93 a174 b3") + ForwardFrameTests.entry
        try MessagePackWriter.write([LogField("compressed", .string("text"))], into: &frame)
        var receiver = ForwardReceiver()
        let batch = try #require(batches(receiver.receive(frame)).first)
        #expect(batch.mode == .packedForward && batch.records == [ForwardFrameTests.record])
    }

    @Test("An option map of unknown keys is taken and kept")
    func unknownOptions() throws {
        let others = [LogField("fluent_signal", .integer(0)), LogField("boot", .string("b1"))]
        let frame = try ForwardFrame.encodePacked(
            tag: "t", entries: ForwardFrameTests.entry, options: ForwardOptions(others: others))
        var receiver = ForwardReceiver()
        #expect(batches(receiver.receive(frame)).first?.options.others == others)
    }

    @Test("Where a chunk comes from is told to the receiver")
    func provenance() throws {
        var chunk = try Self.chunk(Self.records(2))
        chunk.spans = [
            SourceSpan(source: "a", from: 1, to: 9, records: 12..<13),
            SourceSpan(source: "b", from: 0, to: 3, records: 0..<1),
        ]
        var receiver = ForwardReceiver()
        let batch = try #require(batches(receiver.receive(try ForwardFrame.encode(chunk))).first)
        #expect(batch.options.spans == chunk.spans)
    }

    @Test("Random bytes never trap, and every end is a close")
    func noise() {
        var random = RepeatableRandom(seed: 17)
        for round in 0..<2000 {
            var receiver = ForwardReceiver(configuration: round % 2 == 0 ? .init() : .tolerant)
            // Most begin like a message, so that more than the first byte is looked at.
            var input: [UInt8] = round % 3 == 0 ? [] : [0x93, 0xa1, 0x74]
            input += (0..<60).map { _ in UInt8.random(in: 0...255, using: &random) }
            let actions = receiver.receive(input) + receiver.connectionEnded()
            #expect(actions.last == .close)
        }
    }

    @Test(
        "The published vector with any byte replaced is taken or refused, never a trap",
        arguments: [0x00, 0x81, 0xc1, 0xff] as [UInt8])
    func replaced(value: UInt8) throws {
        for frame in [Self.golden, try ForwardFrame.encode(Self.chunk(Self.records(3)))] {
            for position in frame.indices {
                var damaged = frame
                damaged[position] = value
                var receiver = ForwardReceiver()
                let actions = receiver.receive(damaged) + receiver.connectionEnded()
                #expect(actions.last == .close)
            }
        }
    }
}
