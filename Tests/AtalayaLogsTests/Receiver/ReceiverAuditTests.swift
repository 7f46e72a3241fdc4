import AtalayaLogs
import Testing

struct ReceiverAuditTests {
    private func batch(
        _ chunk: String?, checksum: UInt32 = 1, bytes: Int = 10, spans: [(String, Int64, Int64)] = []
    ) -> ReceivedBatch {
        let others = spans.map { LogValue.array([.string($0.0), .integer($0.1), .integer($0.2)]) }
        return ReceivedBatch(
            tag: "t", mode: .packedForward, records: [],
            options: ForwardOptions(
                chunk: chunk, others: others.isEmpty ? [] : [LogField("spans", .array(others))]),
            wireBytes: bytes, entriesBytes: bytes, payloadChecksum: checksum)
    }

    @Test("The same chunk again is a duplicate, another one under its name a conflict")
    func duplicates() {
        var audit = ReceiverAudit()
        #expect(audit.note(batch("a")) == [])
        #expect(audit.note(batch("b", checksum: 2)) == [])
        #expect(audit.note(batch("a")) == [.duplicate(chunk: "a")])
        #expect(audit.note(batch("a", checksum: 9)) == [.conflict(chunk: "a")])
        #expect(audit.note(batch("a", bytes: 9)) == [.conflict(chunk: "a")])
        #expect(audit.note(batch(nil)) == [])
        #expect(audit.note(batch(nil)) == [])
        #expect(audit.acceptedBatches == 4 && audit.duplicateBatches == 1)
    }

    @Test("Ranges that follow each other are fine, gaps and overlaps are told, for each source apart")
    func ranges() {
        var audit = ReceiverAudit()
        #expect(audit.note(batch("a", spans: [("x", 100, 200), ("y", 0, 50)])) == [])
        #expect(audit.note(batch("b", spans: [("x", 200, 300)])) == [])
        #expect(
            audit.note(batch("c", spans: [("x", 310, 400), ("y", 50, 60)]))
                == [.gap(SourceSpan(source: "x", from: 300, to: 310))])
        #expect(audit.missingBytes == 10)
        #expect(
            audit.note(batch("d", spans: [("y", 55, 70)]))
                == [.overlap(SourceSpan(source: "y", from: 55, to: 60))])
        #expect(
            audit.note(batch("e", spans: [("y", 10, 20)]))
                == [.overlap(SourceSpan(source: "y", from: 10, to: 20))])
        #expect(audit.note(batch("f", spans: [("y", 70, 80)])) == [])
    }

    @Test("A duplicate does not disturb the ranges")
    func duplicateRange() {
        var audit = ReceiverAudit()
        #expect(audit.note(batch("a", spans: [("x", 0, 10)])) == [])
        #expect(audit.note(batch("b", spans: [("x", 10, 20)])) == [])
        #expect(audit.note(batch("a", spans: [("x", 0, 10)])) == [.duplicate(chunk: "a")])
        #expect(audit.note(batch("c", spans: [("x", 20, 30)])) == [])
    }

    @Test("Only the last chunks and sources are remembered")
    func bounded() {
        var audit = ReceiverAudit(chunksMax: 100, sourcesMax: 10)
        for index in 0..<1000 {
            #expect(audit.note(batch("c\(index)", spans: [("s\(index)", 0, 10)])) == [])
        }
        #expect(audit.note(batch("c900")) == [.duplicate(chunk: "c900")])
        #expect(audit.note(batch("c899")) == [])
        #expect(audit.note(batch("n", spans: [("s999", 20, 30), ("s989", 20, 30)])).count == 1)
    }
}
