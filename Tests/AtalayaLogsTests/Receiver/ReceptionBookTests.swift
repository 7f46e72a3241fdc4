import AtalayaLogs
import Testing

@Suite("What a receiver remembers")
struct ReceptionBookTests {
    private static func entry(_ number: Int, checksum: UInt32 = 1, part: ChunkPart? = nil) -> ReceptionBook.Entry {
        let start = UInt64(number) * 10
        return ReceptionBook.Entry(
            chunk: "chunk \(number)", checksum: checksum,
            spans: [SourceSpan(source: "a", from: start, to: start + 10)], part: part)
    }

    @Test("A chunk is new once, then a duplicate, and altered when its contents differ")
    func standing() {
        var book = ReceptionBook()
        #expect(book.standing(of: Self.entry(1)) == .new)
        book.add(Self.entry(1))
        #expect(book.standing(of: Self.entry(1)) == .duplicate)
        #expect(book.standing(of: Self.entry(1, checksum: 2)) == .altered)
        #expect(book.standing(of: ReceptionBook.Entry(chunk: nil, checksum: 1)) == .new)
    }

    @Test("Gaps are where bytes are missing, in whatever order the others come", arguments: 0..<20)
    func gaps(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var book = ReceptionBook()
        for number in (0..<50).filter({ $0 != 20 && $0 != 30 && $0 != 31 }).shuffled(using: &random) {
            book.add(Self.entry(number))
        }
        #expect(book.gaps == 2)
        #expect(book.sources["a"]?.gapRanges == [200..<210, 300..<320])
        for number in [31, 20, 30] { book.add(Self.entry(number)) }
        #expect(book.gaps == 0)
        #expect(book.sources["a"]?.ranges == [0..<500])
    }

    private static func numbered(_ records: Range<UInt64>, from start: UInt64) -> ReceptionBook.Entry {
        let span = SourceSpan(source: "a", from: start, to: start + UInt64(records.count) * 10, records: records)
        return ReceptionBook.Entry(chunk: "\(records) \(start)", checksum: 1, spans: [span])
    }

    @Test("Where records are counted, lines that were left out are no gap, and a record that is missing is one")
    func numbers() {
        var book = ReceptionBook()
        book.add(Self.numbered(0..<5, from: 0))
        // Seven lines between them were dropped by a filter.
        book.add(Self.numbered(5..<8, from: 120))
        #expect(book.sources["a"]?.gaps == 1)
        #expect(book.gaps == 0)
        book.add(Self.numbered(10..<11, from: 150))
        #expect(book.gaps == 1)
        #expect(book.records["a"]?.gapRanges == [8..<10])
    }

    @Test("What is sent again after a crash, cut into other chunks, is no gap and closes those that there are")
    func sentAgain() {
        var book = ReceptionBook()
        for entry in [Self.numbered(0..<5, from: 0), Self.numbered(9..<12, from: 90)] { book.add(entry) }
        #expect(book.gaps == 1)
        for entry in [Self.numbered(3..<10, from: 30), Self.numbered(10..<20, from: 100)] { book.add(entry) }
        #expect(book.gaps == 0)
        #expect(book.records["a"]?.ranges == [0..<20])
    }

    @Test("What an aggregator has acknowledged and lost shows as a gap once something behind it has come")
    func acknowledgedAndLost() {
        var book = ReceptionBook()
        for number in 0..<3 { book.add(Self.entry(number)) }
        let onTheDisk = book
        // Acknowledged, so no sender sends them again, and gone with the memory of the aggregator.
        for number in 3..<5 { book.add(Self.entry(number)) }
        book = onTheDisk
        #expect(book.gaps == 0)
        book.add(Self.entry(5))
        #expect(book.gaps == 1)
        #expect(book.sources["a"]?.gapRanges == [30..<50])
    }

    @Test("The bytes of a chunk that was split count when all of its events are here, and not before")
    func parts() throws {
        var random = SeededRandom(seed: 1)
        let whole = ChunkID(random: &random)
        func part(_ events: Range<Int>) -> ReceptionBook.Entry {
            ReceptionBook.Entry(
                chunk: "part \(events)", checksum: 1, spans: [SourceSpan(source: "a", from: 10, to: 20)],
                part: ChunkPart(whole: whole, events: events, eventCount: 8))
        }
        var book = ReceptionBook()
        book.add(Self.entry(0))
        book.add(Self.entry(2))
        for events in [4..<8, 0..<2] { book.add(part(events)) }
        #expect(book.gaps == 1)
        #expect(book.incomplete.count == 1)
        book.add(part(2..<4))
        #expect(book.gaps == 0)
        #expect(book.incomplete.isEmpty)
    }

    @Test("Parts of a chunk that is here as a whole are duplicates")
    func partsOfAKnownWhole() {
        var random = SeededRandom(seed: 1)
        let whole = ChunkID(random: &random)
        var book = ReceptionBook()
        book.add(ReceptionBook.Entry(chunk: whole.base64, checksum: 7))
        let part = ReceptionBook.Entry(
            chunk: "new id", checksum: 8, part: ChunkPart(whole: whole, events: 0..<1, eventCount: 2))
        #expect(book.standing(of: part) == .duplicate)
    }

    @Test("A part of a part that is here is a duplicate, before the whole is complete and after it")
    func partsOfAPart() {
        var random = SeededRandom(seed: 1)
        let whole = ChunkID(random: &random)
        func part(_ events: Range<Int>) -> ReceptionBook.Entry {
            ReceptionBook.Entry(
                chunk: "part \(events)", checksum: 1, spans: [SourceSpan(source: "a", from: 0, to: 20)],
                part: ChunkPart(whole: whole, events: events, eventCount: 8))
        }
        var book = ReceptionBook()
        book.add(part(0..<4))
        #expect(book.standing(of: part(0..<2)) == .duplicate)
        #expect(book.standing(of: part(2..<4)) == .duplicate)
        #expect(book.standing(of: part(4..<6)) == .new)
        #expect(book.standing(of: part(0..<8)) == .new)
        book.add(part(4..<8))
        #expect(book.incomplete.isEmpty)
        #expect(book.standing(of: part(4..<6)) == .duplicate)
        // The whole itself, late on a connection that was given up.
        #expect(book.standing(of: ReceptionBook.Entry(chunk: whole.base64, checksum: 5)) == .duplicate)
    }

    @Test("It is bounded: old chunks are forgotten, further sources and split chunks not followed")
    func bounds() {
        var book = ReceptionBook(rememberedChunksMax: 10, followedSourcesMax: 3)
        for number in 0..<1_000 {
            book.add(
                ReceptionBook.Entry(
                    chunk: "\(number)", checksum: 1, spans: [SourceSpan(source: "\(number)", from: 0, to: 1)]))
        }
        #expect(book.entries.count <= 20)
        #expect(book.sources.count == 3)
        #expect(book.standing(of: ReceptionBook.Entry(chunk: "999", checksum: 1)) == .duplicate)
        #expect(book.standing(of: ReceptionBook.Entry(chunk: "1", checksum: 1)) == .new)
        var random = SeededRandom(seed: 1)
        for _ in 0..<2_000 {
            let part = ChunkPart(whole: ChunkID(random: &random), events: 0..<1, eventCount: 2)
            book.add(ReceptionBook.Entry(chunk: "p", checksum: 1, part: part))
        }
        #expect(book.incomplete.count == ReceptionBook.incompleteChunksMax)
    }
}
