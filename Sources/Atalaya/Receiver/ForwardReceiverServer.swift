public import AtalayaConfig
public import AtalayaLogs
public import Logging
import NIOCore
import Synchronization

/// Every limit of a receiver.
public struct ReceiverServerConfiguration: Sendable {
    /// Where to listen; port 0 takes a free port.
    public var address: Endpoint
    /// What a connection may send.
    public var protocolRules: ForwardReceiverConfiguration
    /// The certificate chain and the key of a receiver that speaks TLS, as PEM files; nil for one that does not.
    public var tls: TLS?
    /// The shared key, and the users if there are any, that senders must prove to know; nil to take what anybody sends.
    public var handshake: Handshake?
    /// Connections at a time; further ones are closed as they arrive.
    public var connectionsMax = 256
    /// Chunk ids remembered at least, to recognise a chunk that comes again; at most twice as many.
    public var rememberedChunksMax = 100_000
    /// Sources whose byte ranges are followed to find gaps; further ones are not.
    public var followedSourcesMax = 10_000

    /// What the receiver shows of itself by TLS.
    public struct TLS: Sendable {
        public var certificateFile: String
        public var keyFile: String

        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// How a receiver lets its senders prove themselves.
    public struct Handshake: Sendable {
        /// Never printed.
        public var authentication: ForwardAuthentication
        /// SHA-512, which this library does not have: `{ Array(SHA512.hash(data: $0)) }` with swift-crypto.
        public var sha512: SHA512Function

        public init(authentication: ForwardAuthentication, sha512: @escaping SHA512Function) {
            self.authentication = authentication
            self.sha512 = sha512
        }

        func makeServer() throws -> ForwardHandshakeServer {
            var random = SystemRandomNumberGenerator()
            return try ForwardHandshakeServer(
                security: self.authentication, random: &random, sha512: self.sha512)
        }
    }

    public init(
        address: Endpoint = Endpoint(host: "127.0.0.1", port: 24224),
        protocolRules: ForwardReceiverConfiguration = ForwardReceiverConfiguration()
    ) {
        self.address = address
        self.protocolRules = protocolRules
    }
}

/// A server of the Fluentd forward protocol: strict about the rules, and durable before it acknowledges.
///
/// What arrives goes to a ``ReceivedBatchSink``; a chunk whose id was seen before is acknowledged and counted, not
/// stored again. One batch of a connection is worked on at a time, and meanwhile the connection is not read, so a slow
/// sink slows its clients down.
public final class ForwardReceiverServer: Sendable {
    private let configuration: ReceiverServerConfiguration
    private let sink: any ReceivedBatchSink
    private let behaviour: any ReceiverBehaviour
    private let logger: Logger
    private let journal: ReceiverJournal
    private let bound = Announcement<Endpoint>()

    public convenience init(
        configuration: ReceiverServerConfiguration = ReceiverServerConfiguration(),
        sink: any ReceivedBatchSink,
        logger: Logger
    ) {
        self.init(configuration: configuration, sink: sink, behaviour: CorrectReceiver(), logger: logger)
    }

    /// A receiver that does not behave: for tests of senders.
    package init(
        configuration: ReceiverServerConfiguration,
        sink: any ReceivedBatchSink,
        behaviour: any ReceiverBehaviour,
        logger: Logger
    ) {
        self.configuration = configuration
        self.sink = sink
        self.behaviour = behaviour
        self.logger = logger
        self.journal = ReceiverJournal(
            rememberedChunksMax: configuration.rememberedChunksMax,
            followedSourcesMax: configuration.followedSourcesMax
        )
    }

    /// The address that is really listened on, as soon as it is.
    ///
    /// - Throws: what ``run()`` throws when it cannot listen.
    public func boundAddress() async throws -> Endpoint {
        try await self.bound.value()
    }

    /// What has arrived so far.
    public var statistics: ReceiverStatistics { self.journal.statistics }

    /// Rules that were broken, the first ones, as lines for a person.
    public var violations: [ForwardViolation] { self.journal.violations }

    /// Listens and receives until the task is cancelled; batches that have arrived are then still stored and
    /// acknowledged.
    ///
    /// - Throws: ``ShellError``, `127.0.0.1:24224: address already in use`, when it cannot listen, or naming a file that
    ///   cannot be used for TLS.
    public func run() async throws {
        // One batch a connection at most, so `connectionsMax` bounds it.
        let (deliveries, pending) = AsyncStream.makeStream(of: ReceiverDelivery.self)
        let listener: Listener
        do {
            let rules = self.configuration.protocolRules
            let journal = self.journal
            let behaviour = self.behaviour
            let handshake = self.configuration.handshake
            let protection = try self.configuration.tls.map { try ReceiverProtection($0) }
            listener = try await Listener.listen(
                on: self.configuration.address,
                connectionsMax: self.configuration.connectionsMax
            ) { channel in
                journal.countConnection()
                let connection = ReceiverConnection(
                    ForwardReceiver(configuration: rules),
                    handshake: try handshake?.makeServer(),
                    readsAtAll: behaviour.reads,
                    onViolation: { journal.note($0) },
                    handOver: { pending.yield($0) }
                )
                try protection?.addHandlers(to: channel.pipeline.syncOperations)
                try channel.pipeline.syncOperations.addHandler(connection)
            }
            self.bound.announce(.success(listener.address))
            self.logger.debug("receiver listens", metadata: ["address": "\(listener.address)"])
        } catch {
            self.bound.announce(.failure(error))
            throw error
        }
        await withDiscardingTaskGroup { group in
            for await delivery in deliveries {
                group.addTask { await self.receive(delivery) }
            }
            listener.stopListening()
        }
        await listener.close()
    }

    private func receive(_ delivery: ReceiverDelivery) async {
        let batch = delivery.batch
        switch self.journal.begin(batch) {
        case .duplicate:
            self.journal.countDuplicate(batch)
        case .busy:
            // The client will send it once more, and by then it is known whether it was stored.
            return delivery.close()
        case .new:
            switch await self.behaviour.disposition(of: batch) {
            case .store:
                guard await self.store(batch) else { return delivery.close() }
            case .close:
                self.journal.countRefusal(batch)
                return delivery.close()
            case .refuse:
                self.journal.countRefusal(batch)
                return delivery.refuse()
            }
        }
        await self.behaviour.answer(delivery)
    }
    /// Whether the batch is safe now.
    private func store(_ batch: ReceivedBatch) async -> Bool {
        do {
            try await self.sink.store(batch)
            self.journal.countStored(batch)
            return true
        } catch {
            self.logger.debug("receiver cannot store a batch", metadata: ["error": "\(error)"])
            self.journal.countRefusal(batch)
            return false
        }
    }
}
