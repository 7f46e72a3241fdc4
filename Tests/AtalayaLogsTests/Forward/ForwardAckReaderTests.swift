import AtalayaLogs
import Testing

struct ForwardAckReaderTests {
    /// The published answer to the chunk 000102…0f.
    static let ack = hexadecimal("81 a361636b b8 4141454341775146426763494351 6f4c4441304f44773d3d")

    private func id() throws -> ChunkID { try #require(ChunkID(bytes: ChunkIDTests.ordered)) }

    @Test("The published answer is read")
    func golden() throws {
        var reader = ForwardAckReader()
        #expect(try reader.append(Self.ack) == [.acknowledged(try id())])
        #expect(!reader.isInsideAck)
    }

    @Test("An answer is read at every split, and byte by byte")
    func splits() throws {
        for split in 1..<Self.ack.count {
            var reader = ForwardAckReader()
            #expect(try reader.append(Array(Self.ack[..<split])) == [])
            #expect(reader.isInsideAck)
            #expect(try reader.append(Array(Self.ack[split...])) == [.acknowledged(try id())])
        }
        var reader = ForwardAckReader()
        var acks: [ForwardAck] = []
        for byte in Self.ack + Self.ack { acks += try reader.append([byte]) }
        #expect(acks == [.acknowledged(try id()), .acknowledged(try id())])
    }

    @Test("Answers that come together are read one after the other")
    func coalesced() throws {
        var reader = ForwardAckReader()
        let stream = Self.ack + [0x80] + Self.ack + Self.ack.prefix(5)
        #expect(try reader.append(stream) == [.acknowledged(try id()), .refused, .acknowledged(try id())])
        #expect(try reader.append(Array(Self.ack.dropFirst(5))) == [.acknowledged(try id())])
    }

    @Test(
        "A map without ack is a refusal, whatever else it holds", arguments: ["80", "81a36e6f7401", "82a16101a16280"])
    func refusal(input: String) throws {
        var reader = ForwardAckReader()
        #expect(try reader.append(hexadecimal(input)) == [.refused])
    }

    @Test("An ID that is not ours is told apart, and keeps its line feed")
    func foreign() throws {
        let chunk = "AAECAwQFBgcICQoLDA0ODw==\n"
        var answer: [UInt8] = []
        try MessagePackWriter.write([LogField("ack", .string(chunk))], into: &answer)
        var reader = ForwardAckReader()
        #expect(try reader.append(answer) == [.foreign(chunk)])
    }

    @Test(
        "What is no answer is an error, again and again",
        arguments: ["c0", "90", "05", "a3616263", "c1", "81a361636b01", "81a361636bc0", "8101a161", "7b7d"])
    func garbage(input: String) {
        var reader = ForwardAckReader()
        for _ in 0..<2 {
            do {
                let acks = try reader.append(hexadecimal(input))
                Issue.record("\(acks) from garbage")
            } catch {
                #expect(error.code == .malformed)
            }
        }
        #expect(reader.failure != nil)
    }

    @Test("Answers before garbage are not lost")
    func answerThenGarbage() throws {
        var reader = ForwardAckReader()
        #expect(try reader.append(Self.ack + [0xc1]) == [.acknowledged(try id())])
        #expect(reader.failure?.code == .malformed)
        do {
            _ = try reader.append([])
            Issue.record("the reader went on")
        } catch {
            #expect(error.code == .malformed)
        }
    }

    @Test("An endless answer is refused before it is buffered")
    func bounded() {
        var reader = ForwardAckReader(ackBytesMax: 100)
        do {
            _ = try reader.append(hexadecimal("81a361636bdb7fffffff"))
            Issue.record("2 GB were awaited")
        } catch {
            #expect(error.code == .limitExceeded)
        }
        reader = ForwardAckReader(ackBytesMax: 100)
        do {
            for _ in 0..<200 { _ = try reader.append(hexadecimal("91")) }
            Issue.record("endless nesting was awaited")
        } catch {
            #expect(error.code == .limitExceeded)
        }
    }
}
