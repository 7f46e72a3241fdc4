import Atalaya
import AtalayaTesting
import AtalayaZlib
import Logging
import Testing

@Suite("Delivery by the forward protocol")
struct ForwardDeliveryTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Waits that a test can afford; nothing else differs from the defaults.
    private static func settings(_ change: (inout DeliverySettings) -> Void = { _ in }) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.backoffBase = .milliseconds(2)
        settings.backoffCap = .milliseconds(10)
        settings.acknowledgementTimeout = .milliseconds(100)
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

    private static func numbers(_ range: Range<Int>) -> Set<String> { Set(range.map(String.init)) }

    /// Sends chunks to an address and drains; what the observer saw.
    private static func deliver(
        _ chunks: [Chunk], to address: Endpoint, settings: DeliverySettings = settings(), drain: Duration = .seconds(20)
    ) async throws -> (RecordingObserver.Events, ForwardDelivery.Statistics) {
        let observer = RecordingObserver()
        let configuration = ForwardConfiguration(address: address, delivery: settings)
        let delivery = try ForwardDelivery(configuration: configuration, observer: observer, logger: Self.quiet)
        try await withTimeLimit(.seconds(60)) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await delivery.run() }
                for chunk in chunks { try await delivery.enqueue(chunk) }
                await delivery.drain(within: drain)
                try await group.waitForAll()
            }
        }
        return (observer.events, delivery.statistics)
    }

    @Test(
        "every record arrives whatever the receiver does",
        arguments: [
            .normal, .droppingAcknowledgement(every: 7), .delayingAcknowledgement(by: .milliseconds(2)),
            .closingBeforeStoring(every: 5),
            .closingBeforeAcknowledgement(every: 5), .closingAfterAcknowledgement(every: 3), .refusing(every: 4),
            .splittingAcknowledgements,
            .acknowledgingTwice, .acknowledgingStrangers,
        ] as [ReceiverPersonality])
    func everyPersonality(personality: ReceiverPersonality) async throws {
        try await ForwardTestReceiver.with(personality) { receiver in
            let (events, statistics) = try await Self.deliver(try Self.chunks(50), to: receiver.address)
            // Nothing lost, nothing invented, nothing stored twice.
            #expect(receiver.store.texts(of: "n").count == 50)
            #expect(Set(receiver.store.texts(of: "n")) == Self.numbers(0..<50))
            #expect(events.acknowledged.count == 50)
            #expect(events.undelivered.isEmpty && events.quarantined.isEmpty)
            #expect(receiver.violations.map(\.description) == [])
            #expect(receiver.statistics.gaps == 0)
            #expect(receiver.statistics.alteredChunks == 0)
            #expect(statistics.heldChunks == 0)
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
        try await withTimeLimit(.seconds(60)) {
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
                    await delivery.0.drain(within: .seconds(20))
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
