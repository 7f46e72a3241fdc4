import AtalayaTesting
import AtalayaZlib
import Logging
import Synchronization
import Testing

@testable import Atalaya

@Suite("Delivery by the forward protocol")
struct ForwardDeliveryTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Waits that a test can afford; nothing else differs from the defaults.
    private static func settings(_ change: (inout DeliverySettings) -> Void = { _ in }) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.backoffBase = .milliseconds(2)
        settings.backoffCap = .milliseconds(10)
        settings.acknowledgementTimeout = .milliseconds(300)
        settings.connectTimeout = .seconds(2)
        change(&settings)
        return settings
    }

    /// Chunks of one record each, numbered, as if they were the lines of one file.
    private static func chunks(_ count: Int, from first: Int = 0) throws -> [Chunk] {
        var random = SystemRandomNumberGenerator()
        var compressor = try Compressor(format: .gzip, level: .fastest)
        var builder = try ChunkBuilder(tag: "test")
        return try (first..<(first + count)).map { number in
            let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .string(String(number)))])
            let span = SourceSpan(source: "file", from: UInt64(number) * 10, to: UInt64(number) * 10 + 10)
            try builder.append(record, lineBytes: 10, span: span, at: .zero)
            return try builder.seal(id: ChunkID(random: &random), with: &compressor)
        }
    }

    /// Chunks of which every tenth has three large records, and the others one small one.
    private static func unevenChunks(_ count: Int) throws -> [Chunk] {
        var random = SystemRandomNumberGenerator()
        var compressor = try Compressor(format: .gzip, level: .fastest)
        var builder = try ChunkBuilder(tag: "test")
        var number = 0
        return try (0..<count).map { index in
            for _ in 0..<(index % 10 == 0 ? 3 : 1) {
                let noise =
                    index % 10 == 0
                    ? String(decoding: (0..<800).map { _ in UInt8.random(in: 33...126) }, as: UTF8.self) : ""
                let record = LogRecord(
                    time: LogTime(seconds: 1),
                    fields: [LogField("n", .string(String(number))), LogField("noise", .string(noise))])
                let span = SourceSpan(source: "file", from: UInt64(number) * 10, to: UInt64(number) * 10 + 10)
                try builder.append(record, lineBytes: 10, span: span, at: .zero)
                number += 1
            }
            return try builder.seal(id: ChunkID(random: &random), with: &compressor)
        }
    }

    private static func numbers(_ range: Range<Int>) -> Set<String> { Set(range.map(String.init)) }

    /// Sends chunks to an address and drains; what the observer saw.
    private static func deliver(
        _ chunks: [Chunk], to address: Endpoint, settings: DeliverySettings = settings(), key: String? = nil,
        mode: ForwardMode = .compressedPackedForward, drain: Duration = .seconds(300)
    ) async throws -> (RecordingObserver.Events, ForwardDelivery.Statistics) {
        let observer = RecordingObserver()
        var configuration = ForwardConfiguration(address: address, delivery: settings, mode: mode)
        configuration.handshake = key.map {
            ForwardHandshake(hostname: "sender", credentials: ForwardCredentials(sharedKey: $0))
        }
        let delivery = try ForwardDelivery(configuration: configuration, observer: observer, logger: Self.quiet)
        try await withTimeLimit(.seconds(300)) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await delivery.run() }
                for chunk in chunks { try await delivery.enqueue(chunk) }
                await delivery.drain(within: drain)
                try await group.waitForAll()
            }
        }
        return (observer.events, delivery.statistics)
    }

    @Test("every record arrives whatever the receiver does", arguments: ReceiverPersonality.all)
    func faults(personality: ReceiverPersonality) async throws {
        try await ForwardTestReceiver.with(personality) { receiver in
            let (events, statistics) = try await Self.deliver(
                try Self.unevenChunks(30), to: receiver.address,
                key: personality.asksForKey ? ReceiverPersonality.sharedKey : nil)
            // Nothing lost, nothing invented, nothing stored twice.
            #expect(receiver.store.texts(of: "n").count == 36)
            #expect(Set(receiver.store.texts(of: "n")) == Self.numbers(0..<36))
            #expect(events.acknowledged.map(\.eventCount).reduce(0, +) == 36)
            #expect(events.undelivered.isEmpty && events.quarantined.isEmpty)
            // A connection that ends inside a message is the receiver's own doing here.
            #expect(receiver.violations.filter { $0.rule != .frameComplete }.map(\.description) == [])
            #expect(receiver.statistics.gaps == 0)
            #expect(receiver.statistics.alteredChunks == 0)
            // What came twice had been sent twice, as itself or in parts.
            let counters = statistics.counters
            #expect(UInt64(receiver.statistics.duplicateChunks) + counters.enqueued <= counters.sends)
            #expect(counters.splits > 0 || counters.enqueued + counters.resends == counters.sends)
            #expect(statistics.heldChunks == 0)
        }
    }

    @Test("every mode of the protocol delivers", arguments: ForwardMode.allCases)
    func modes(mode: ForwardMode) async throws {
        try await ForwardTestReceiver.with { receiver in
            let (events, _) = try await Self.deliver(try Self.chunks(20), to: receiver.address, mode: mode)
            #expect(events.acknowledged.count == 20)
            #expect(Set(receiver.store.texts(of: "n")) == Self.numbers(0..<20))
            #expect(receiver.store.batches.allSatisfy { $0.mode == mode })
            #expect(receiver.violations.map(\.description) == [])
            #expect(receiver.statistics.gaps == 0)
        }
    }

    @Test("when one aggregator of two goes, the other one gets the rest, and nothing is lost")
    func failover() async throws {
        let store = ReceivedRecords()
        let observer = RecordingObserver()
        try await ForwardTestReceiver.with(store: store) { second in
            let (delivery, running) = try await ForwardTestReceiver.with(store: store) { first in
                let configuration = ForwardConfiguration(
                    aggregators: [first, second].map { ForwardConfiguration.Aggregator(address: $0.address) },
                    delivery: Self.settings())
                let delivery = try ForwardDelivery(configuration: configuration, observer: observer, logger: Self.quiet)
                let running = Task { await delivery.run() }
                for chunk in try Self.chunks(100) { try await delivery.enqueue(chunk) }
                try await store.wait(forRecords: 100)
                #expect(first.statistics.chunks > 0 && second.statistics.chunks > 0)
                return (delivery, running)
            }
            for chunk in try Self.chunks(20, from: 100) { try await delivery.enqueue(chunk) }
            await delivery.drain(within: .seconds(300))
            await running.value
        }
        #expect(Set(store.texts(of: "n")) == Self.numbers(0..<120))
        #expect(observer.events.acknowledged.count == 120)
    }

    @Test("the one record that a receiver closes on is kept in a file and counted, and everything else arrives")
    func quarantine() async throws {
        try await TemporaryDirectory.with { directory in
            try await ForwardTestReceiver.with(.chokingOn("7", in: "n")) { receiver in
                let log = RecordedLog()
                let logger = Logger(label: "test") { _ in log.makeHandler() }
                let accounts = LogAccounts()
                let done = Mutex<[ChunkID]>([])
                let books = DeliveryBooks(
                    accounts: accounts, logger: logger, failureLevel: .warning,
                    quarantine: QuarantineDirectory(directory: directory + "/quarantine"),
                    onDone: { chunk, _ in done.withLock { $0.append(chunk.id) } })
                let configuration = ForwardConfiguration(address: receiver.address, delivery: Self.settings())
                let delivery = try ForwardDelivery(configuration: configuration, observer: books, logger: Self.quiet)
                var random = SystemRandomNumberGenerator()
                var builder = try ChunkBuilder(tag: "test")
                for number in 0..<16 {
                    let record = LogRecord(
                        time: LogTime(seconds: 1), fields: [LogField("n", .string(String(number)))])
                    try builder.append(
                        record, lineBytes: 10,
                        span: SourceSpan(source: "a", from: UInt64(number) * 10, to: UInt64(number) * 10 + 10),
                        at: .zero)
                }
                let bad = try builder.seal(id: ChunkID(random: &random))
                func take(_ chunk: Chunk) async throws {
                    var batch = LogAccounts.Batch()
                    batch.read = LedgerAmount(chunk)
                    batch.sealed = [chunk]
                    accounts.book(batch, for: "a")
                    try await delivery.enqueue(chunk)
                }
                let running = Task { await delivery.run() }
                try await take(bad)
                // Logs go on while it is found.
                var others: [Chunk] = []
                while delivery.statistics.counters.quarantined == 0 {
                    others += try Self.chunks(1, from: 1_000 + others.count)
                    try await take(others[others.count - 1])
                    let name = String(999 + others.count)
                    try await waitUntil("the next record") { receiver.store.texts(of: "n").contains(name) }
                }
                await delivery.drain(within: .seconds(300))
                await running.value
                let ids = Set(([bad] + others).map(\.id))
                try await waitUntil("the end of all") { done.withLock { $0.count } == ids.count }
                #expect(Set(done.withLock { $0 }) == ids)
                let expected = Self.numbers(0..<16).subtracting(["7"])
                    .union(Self.numbers(1_000..<1_000 + others.count))
                #expect(Set(receiver.store.texts(of: "n")) == expected)
                #expect(receiver.store.texts(of: "n").count == expected.count)
                let account = try #require(accounts.ledger.sources.first)
                #expect(account.ledger.dropped == [.closedOn: LedgerAmount(1, bytes: 10)])
                #expect(accounts.unaccountedRecords == 0 && accounts.inFlightRecords == 0)
                let files = SystemFileSystem()
                let names = try files.names(in: directory + "/quarantine")
                #expect(names.count == 2)
                let kept = try #require(names.first { $0.hasSuffix(".forward") })
                var reader = ForwardReceiver()
                let message = try files.contents(of: directory + "/quarantine/" + kept, bytesMax: 10_000)
                guard case .batch(let batch)? = reader.receive(message).first else {
                    Issue.record("no message is in \(kept)")
                    return
                }
                #expect(batch.records.map { $0["n"]?.stringValue } == ["7"])
                let reason = try #require(names.first { $0.hasSuffix(".reason") })
                let text = String(
                    decoding: try files.contents(of: directory + "/quarantine/" + reason, bytesMax: 10_000),
                    as: UTF8.self)
                #expect(text.contains("\"reason\":\"closed_on\"") && text.contains("\"first\":7"))
                #expect(log.messages(at: .warning).count { $0.contains("given up") } == 1)
            }
        }
    }

    @Test("an acknowledgement that never comes gives up the connection, and the chunk comes again under its own id")
    func resends() async throws {
        try await ForwardTestReceiver.with(.droppingAcknowledgement(every: 2)) { receiver in
            let (events, statistics) = try await Self.deliver(try Self.chunks(4), to: receiver.address)
            #expect(events.acknowledged.count == 4)
            #expect(receiver.statistics.duplicateChunks > 0)
            #expect(statistics.counters.acknowledgementTimeouts > 0)
            #expect(events.failures.contains { $0.description == "\(receiver.address): no acknowledgement in time" })
        }
    }

    @Test("a receiver that restarts on its port gets the rest")
    func restart() async throws {
        let store = ReceivedRecords()
        let observer = RecordingObserver()
        try await withTimeLimit(.seconds(300)) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (address, delivery) = try await ForwardTestReceiver.with(store: store) { receiver in
                    let configuration = ForwardConfiguration(address: receiver.address, delivery: Self.settings())
                    let delivery = try ForwardDelivery(
                        configuration: configuration, observer: observer, logger: Self.quiet)
                    let running = Task { await delivery.run() }
                    for chunk in try Self.chunks(10) { try await delivery.enqueue(chunk) }
                    try await store.wait(forRecords: 10)
                    return (receiver.address, (delivery, running))
                }
                for chunk in try Self.chunks(10, from: 10) { try await delivery.0.enqueue(chunk) }
                try await waitUntil("a refused connection") {
                    observer.events.failures.contains { $0.description == "\(address): connection refused" }
                }
                try await ForwardTestReceiver.with(store: store, port: address.port) { _ in
                    await delivery.0.drain(within: .seconds(300))
                    await delivery.1.value
                }
                try await group.waitForAll()
            }
        }
        #expect(Set(store.texts(of: "n")) == Self.numbers(0..<20))
        #expect(observer.events.acknowledged.count == 20)
    }

    @Test("enqueueing waits when there is no room, and stops waiting when cancelled")
    func backpressure() async throws {
        try await ForwardTestReceiver.with(.deaf) { receiver in
            let configuration = ForwardConfiguration(
                address: receiver.address,
                delivery: Self.settings {
                    $0.heldChunksMax = 3; $0.acknowledgementTimeout = .seconds(60)
                })
            let observer = RecordingObserver()
            let delivery = try ForwardDelivery(configuration: configuration, observer: observer, logger: Self.quiet)
            try await withTimeLimit {
                let running = Task { await delivery.run() }
                let producer = Task { for chunk in try Self.chunks(10) { try await delivery.enqueue(chunk) } }
                try await waitUntil("a full delivery") { delivery.statistics.heldChunks == 3 }
                let isTaken = await delivery.offer(try Self.chunks(1)[0])
                #expect(!isTaken)
                producer.cancel()
                await #expect(throws: CancellationError.self) { try await producer.value }
                await delivery.drain(within: .milliseconds(10))
                await running.value
            }
            #expect(observer.events.undelivered.count == 3)
            #expect(observer.events.acknowledged.isEmpty)
        }
    }

    @Test("a drain ends inside its time when nobody listens, and says what is left")
    func drainWithoutReceiver() async throws {
        let address = try await ForwardTestReceiver.with { $0.address }
        let (events, _) = try await Self.deliver(try Self.chunks(3), to: address, drain: .milliseconds(50))
        #expect(events.undelivered.count == 3)
    }

    @Test("a sink that cannot store loses the connection, not the record")
    func failingSink() async throws {
        let store = ReceivedRecords()
        store.failNext(3)
        try await ForwardTestReceiver.with(store: store) { receiver in
            let (events, _) = try await Self.deliver(try Self.chunks(10), to: receiver.address)
            #expect(events.acknowledged.count == 10)
            #expect(receiver.statistics.refusals == 3)
        }
        #expect(Set(store.texts(of: "n")) == Self.numbers(0..<10))
    }
}
