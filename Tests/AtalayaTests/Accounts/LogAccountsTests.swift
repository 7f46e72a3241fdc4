import AtalayaTesting
import Testing

@testable import Atalaya

@Suite("The books of the logs")
struct LogAccountsTests {
    private static func chunk(_ records: Int, id: UInt64) throws -> Chunk {
        var builder = try ChunkBuilder(tag: "t")
        for number in 0..<records {
            let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .integer(Int64(number)))])
            try builder.append(record, lineBytes: 10, span: nil, at: .zero)
        }
        var random = FixedRandom(value: id)
        return try builder.seal(id: ChunkID(random: &random))
    }

    private struct FixedRandom: RandomNumberGenerator {
        let value: UInt64
        mutating func next() -> UInt64 { self.value }
    }

    private static func amount(_ records: Int) -> LedgerAmount { LedgerAmount(records, bytes: records * 10) }

    @Test("what is gathered, sealed, acknowledged and dropped adds up to what was read, after every batch")
    func balance() throws {
        let accounts = LogAccounts()
        var first = LogAccounts.Batch()
        first.read = Self.amount(5)
        first.gathered = Self.amount(4)
        first.drop(Self.amount(1), reason: .unencodable)
        accounts.book(first, for: "app")
        #expect(accounts.ledger.isBalanced)
        #expect(accounts.inFlightRecords == 4)

        let (good, bad) = (try Self.chunk(6, id: 1), try Self.chunk(2, id: 2))
        var second = LogAccounts.Batch()
        second.read = Self.amount(7)
        second.sealed = [good, bad]
        second.gathered = Self.amount(3)
        accounts.book(second, for: "app")
        #expect(accounts.ledger.isBalanced)
        #expect(accounts.inFlightRecords == 11)

        #expect(accounts.acknowledge(good) == "app")
        #expect(accounts.acknowledge(good) == nil)
        #expect(accounts.drop(bad, reason: .refused) == "app")
        let app = try #require(accounts.ledger.sources.first)
        #expect(accounts.ledger.isBalanced)
        #expect(app.name == "app")
        #expect(app.ledger.acknowledged == Self.amount(6))
        #expect(app.ledger.inFlight == Self.amount(3))
        #expect(app.ledger.dropped == [.unencodable: Self.amount(1), .refused: Self.amount(2)])
    }

    @Test("a record that gets lost between reading, gathering and sealing shows, in the ledger and in the metric")
    func loss() throws {
        let accounts = LogAccounts()
        var batch = LogAccounts.Batch()
        batch.read = Self.amount(5)
        batch.gathered = Self.amount(4)
        accounts.book(batch, for: "reading")
        #expect(accounts.unaccountedRecords == 1)

        batch.gathered = Self.amount(5)
        accounts.book(batch, for: "sealing")
        var sealing = LogAccounts.Batch()
        sealing.sealed = [try Self.chunk(3, id: 1)]
        accounts.book(sealing, for: "sealing")
        #expect(accounts.unaccountedRecords == 3)
        #expect(!accounts.ledger.isBalanced)

        let registry = MetricsRegistry()
        try registry.addCollector(accounts)
        let response = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.contains("\natalaya_log_records_unaccounted{source=\"reading\"} 1\n"))
        #expect(text.contains("\natalaya_log_records_unaccounted{source=\"sealing\"} 2\n"))
    }

    @Test("a source that is opened is at zero everywhere, for every reason to drop", arguments: DropReason.all)
    func zero(reason: DropReason) throws {
        let accounts = LogAccounts()
        accounts.open("app")
        let registry = MetricsRegistry()
        try registry.addCollector(accounts)
        let response = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.contains("\natalaya_log_records_read_total{source=\"app\"} 0\n"))
        let name = "atalaya_log_records_dropped_total"
        let isThere =
            text.contains("\n\(name){source=\"app\",reason=\"\(reason.name)\"} 0\n")
            || text.contains("\n\(name){reason=\"\(reason.name)\",source=\"app\"} 0\n")
        #expect(isThere, "\(text)")
    }

    @Test("/debug/ledger is the ledger as one line of JSON")
    func route() async throws {
        let accounts = LogAccounts()
        var batch = LogAccounts.Batch()
        batch.read = Self.amount(2)
        batch.gathered = Self.amount(2)
        accounts.book(batch, for: "app")
        let response = await LedgerRoute { accounts.ledger }.respond(to: ExporterRequest(path: "/debug/ledger"))
        let value = try JSONReader.read(response.body.span)
        #expect(value["balanced"] == .bool(true))
        guard case .array(let sources)? = value["sources"] else {
            Issue.record("no sources")
            return
        }
        #expect(sources.map { $0["source"] } == [.string("app")])
        #expect(sources.first?["in_flight"]?["bytes"] == .integer(20))
    }
}
