import AtalayaLogs
import Testing

@Suite("The ledger")
struct LedgerTests {
    static func amount(_ records: UInt64) -> LedgerAmount { LedgerAmount(records: records, bytes: records * 10) }

    @Test("Records on every way through are accounted for")
    func everyWay() throws {
        var ledger = Ledger()
        ledger.read(Self.amount(100), from: "a")
        ledger.dropRead(Self.amount(5), from: "a", reason: .filtered)
        ledger.takeIn(Self.amount(95), from: "a")
        ledger.acknowledge(Self.amount(40), from: "a")
        ledger.spool(Self.amount(30), from: "a")
        ledger.unspool(Self.amount(10), from: "a")
        ledger.dropInFlight(Self.amount(7), from: "a", reason: .refused)
        let source = try #require(ledger.sources["a"])
        #expect(source.acknowledged == Self.amount(40))
        #expect(source.inFlight == Self.amount(28))
        #expect(source.spooled == Self.amount(20))
        #expect(source.droppedTotal == Self.amount(12))
        #expect(source.unaccountedRecords == 0)
        #expect(source.unaccountedBytes == 0)
        #expect(LedgerSnapshot(ledger).isBalanced)
    }

    @Test("A record that is read and forgotten shows, and one that comes from nowhere too")
    func loss() throws {
        var ledger = Ledger()
        ledger.read(Self.amount(10), from: "a")
        ledger.takeIn(Self.amount(9), from: "a")
        ledger.takeIn(Self.amount(1), from: "b")
        #expect(ledger.sources["a"]?.unaccountedRecords == 1)
        #expect(ledger.sources["a"]?.unaccountedBytes == 10)
        #expect(ledger.sources["b"]?.unaccountedRecords == -1)
        #expect(!LedgerSnapshot(ledger).isBalanced)
    }

    @Test("What is counted again while a chunk is gathered is not counted twice, and what is missing shows")
    func countedAgain() throws {
        var ledger = Ledger()
        ledger.read(Self.amount(5), from: "a")
        ledger.takeIn(Self.amount(5), from: "a")
        ledger.read(Self.amount(2), from: "a")
        ledger.takeIn(Self.amount(7), insteadOf: Self.amount(5), from: "a")
        #expect(ledger.sources["a"]?.inFlight == Self.amount(7))
        #expect(LedgerSnapshot(ledger).isBalanced)
        ledger.takeIn(Self.amount(6), insteadOf: Self.amount(7), from: "a")
        #expect(ledger.sources["a"]?.unaccountedRecords == 1)
        #expect(ledger.overdrafts == 0)
    }

    @Test("A byte that is lost shows although the records agree")
    func lostByte() {
        var ledger = Ledger()
        ledger.read(LedgerAmount(records: 1, bytes: 10), from: "a")
        ledger.takeIn(LedgerAmount(records: 1, bytes: 9), from: "a")
        #expect(ledger.sources["a"]?.unaccountedBytes == 1)
        #expect(!LedgerSnapshot(ledger).isBalanced)
    }

    @Test("An acknowledgement of more than was in flight is counted as an error, and nothing traps")
    func overdraft() {
        var ledger = Ledger()
        ledger.read(Self.amount(1), from: "a")
        ledger.takeIn(Self.amount(1), from: "a")
        ledger.acknowledge(Self.amount(1), from: "a")
        ledger.acknowledge(Self.amount(1), from: "a")
        #expect(ledger.overdrafts == 1)
        #expect(ledger.sources["a"]?.inFlight == Self.amount(0))
        #expect(ledger.sources["a"]?.unaccountedRecords == -1)
        ledger.read(LedgerAmount(records: .max, bytes: .max), from: "a")
        ledger.read(LedgerAmount(records: .max, bytes: .max), from: "a")
        #expect(ledger.sources["a"]?.unaccountedRecords == .max)
    }

    @Test("Sources beyond the limit are counted together")
    func limit() {
        var ledger = Ledger(sourcesMax: 2)
        for source in ["a", "b", "c", "d", "a"] { ledger.read(Self.amount(1), from: source) }
        #expect(ledger.sources.keys.sorted() == [Ledger.otherSources, "a", "b"])
        #expect(ledger.sources[Ledger.otherSources]?.read == Self.amount(2))
        #expect(ledger.sources["a"]?.read == Self.amount(2))
    }

    @Test("The snapshot is JSON, in a fixed order")
    func json() throws {
        var ledger = Ledger()
        ledger.read(Self.amount(3), from: "b\"\n")
        ledger.takeIn(Self.amount(3), from: "b\"\n")
        ledger.dropInFlight(Self.amount(1), from: "b\"\n", reason: .refused)
        ledger.dropInFlight(Self.amount(1), from: "b\"\n", reason: .queueFull)
        ledger.read(Self.amount(2), from: "a")
        let json = LedgerSnapshot(ledger).json
        let value = try JSONReader.read(Array(json.utf8).span)
        #expect(value["balanced"] == .bool(false))
        guard case .array(let sources)? = value["sources"] else {
            Issue.record("\(json)")
            return
        }
        #expect(sources.map { $0["source"] } == [.string("a"), .string("b\"\n")])
        #expect(sources[0]["unaccounted"]?["records"] == .integer(2))
        #expect(sources[1]["in_flight"]?["bytes"] == .integer(10))
        #expect(sources[1]["dropped"]?["queue_full"]?["records"] == .integer(1))
        #expect(json.contains("\"dropped\":{\"queue_full\":{\"records\":1,\"bytes\":10},\"refused\""))
        #expect(LedgerSnapshot(Ledger()).json == "{\"balanced\":true,\"overdrafts\":0,\"sources\":[]}")
    }

    @Test("Reasons have names of their own")
    func reasons() {
        #expect(Set(DropReason.all.map(\.name)).count == DropReason.all.count)
    }
}
