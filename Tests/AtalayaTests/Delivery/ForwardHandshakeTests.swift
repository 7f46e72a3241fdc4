import AtalayaTesting
import Logging
import Testing

@testable import Atalaya

@Suite("Delivery with a shared key")
struct ForwardHandshakeTests {
    @Test("the digest is SHA-512: the example of FIPS 180-4")
    func digest() {
        let digits = Digests.sha512(Array("abc".utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        #expect(
            digits.joined()
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    }

    private static let asked = ReceiverServerConfiguration.Handshake(
        authentication: ForwardAuthentication(hostname: "aggregator", sharedKey: "right"))

    /// Sends one chunk: until it is acknowledged, or until three connections have failed.
    private static func deliver(
        to address: Endpoint, key: String?, chunks: Int = 1, fails: Bool
    ) async throws -> (warnings: [String], statistics: ForwardDelivery.Statistics) {
        let log = RecordedLog()
        let logger = Logger(label: "test") { _ in log.makeHandler() }
        let books = DeliveryBooks(accounts: LogAccounts(), logger: logger, failureLevel: .warning)
        var configuration = ForwardConfiguration(address: address)
        configuration.handshake = key.map {
            ForwardHandshake(hostname: "sender", credentials: ForwardCredentials(sharedKey: $0))
        }
        configuration.delivery.backoffBase = .milliseconds(2)
        configuration.delivery.backoffCap = .milliseconds(10)
        let delivery = try ForwardDelivery(configuration: configuration, observer: books, logger: logger)
        let chunks = try (1...chunks).map { number in
            var random = SystemRandomNumberGenerator()
            var builder = try ChunkBuilder(tag: "test")
            let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .string("\(number)"))])
            try builder.append(record, lineBytes: 10, span: nil, at: .zero)
            return try builder.seal(id: ChunkID(random: &random))
        }
        try await withTimeLimit {
            let running = Task { await delivery.run() }
            for chunk in chunks { try await delivery.enqueue(chunk) }
            if fails {
                try await waitUntil("three failures") { delivery.statistics.counters.connectFailures >= 3 }
            }
            await delivery.drain(within: fails ? .zero : .seconds(300))
            await running.value
        }
        return (log.messages(at: .warning), delivery.statistics)
    }

    @Test("records arrive when both sides know the key")
    func sameKey() async throws {
        try await ForwardTestReceiver.with(handshake: Self.asked) { receiver in
            let (warnings, statistics) = try await Self.deliver(to: receiver.address, key: "right", fails: false)
            #expect(warnings == [])
            #expect(statistics.counters.acknowledged == 1)
            #expect(receiver.store.texts(of: "n") == ["1"])
            #expect(receiver.violations.map(\.description) == [])
        }
    }

    @Test("a receiver that takes one chunk a connection gets each over one of its own, and none twice")
    func oneChunkEach() async throws {
        var asked = Self.asked
        asked.authentication.keepalive = false
        try await ForwardTestReceiver.with(handshake: asked) { receiver in
            let (warnings, statistics) = try await Self.deliver(
                to: receiver.address, key: "right", chunks: 5, fails: false)
            #expect(warnings == [])
            #expect(statistics.counters.acknowledged == 5)
            #expect(statistics.establishedConnections == 5)
            #expect(statistics.counters.sends == 5)
            #expect(receiver.store.texts(of: "n").sorted() == ["1", "2", "3", "4", "5"])
        }
    }

    @Test("with another key nothing is sent: counted failures and one line in the log, which does not show the key")
    func otherKey() async throws {
        try await ForwardTestReceiver.with(handshake: Self.asked) { receiver in
            let (warnings, statistics) = try await Self.deliver(to: receiver.address, key: "wrong", fails: true)
            #expect(
                warnings == ["\(receiver.address): the receiver refuses us: shared_key mismatch; trying again"])
            #expect(statistics.establishedConnections == 0)
            #expect(statistics.sentBytes == 0)
            #expect(receiver.store.records.isEmpty)
        }
    }

    @Test("what is sent without a proof is not stored")
    func noKey() async throws {
        try await ForwardTestReceiver.with(handshake: Self.asked) { receiver in
            let bytes = try await LoopbackConnection.with(port: receiver.address.port) { connection in
                _ = await connection.receiveSome()
                // ["tag", 1, {}]
                try await connection.send([0x93, 0xA3] + Array("tag".utf8) + [0x01, 0x80])
                return try await connection.receiveAll()
            }
            #expect(bytes == "")
            #expect(receiver.store.records.isEmpty)
            #expect(receiver.statistics.chunks == 0)
        }
    }
}
