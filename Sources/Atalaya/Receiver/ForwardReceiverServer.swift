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
    /// The file in which the receiver keeps what it must know to tell duplicates and gaps after a restart; nil to forget
    /// it. Bounded by the two numbers below.
    public var journalFile: String?
    /// How often an address that is in use is tried again; nil to give up at once.
    public var listenRetryInterval: Duration?
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
        /// Authorities one of which must have signed a sender's certificate; nil to ask senders for none.
        public var clientAuthoritiesFile: String?
        /// Whether TLS 1.3 is not spoken: Fluentd at its defaults takes exactly TLS 1.2.
        public var isVersion12Only = false

        public init(certificateFile: String, keyFile: String, clientAuthoritiesFile: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.clientAuthoritiesFile = clientAuthoritiesFile
        }
    }

    /// How a receiver lets its senders prove themselves.
    public struct Handshake: Sendable {
        /// Never printed.
        public var authentication: ForwardAuthentication

        public init(authentication: ForwardAuthentication) {
            self.authentication = authentication
        }

        /// With secrets that are alone in files.
        ///
        /// - Parameters:
        ///   - hostname: The receiver's own name, which must differ from those of its senders.
        ///   - passwordFiles: By user; without any, users are not asked for.
        /// - Throws: ``ShellError`` naming the file that cannot be read or has no text in it.
        public init(hostname: String, sharedKeyFile: String, passwordFiles: [String: String] = [:]) throws {
            self.init(
                authentication: ForwardAuthentication(
                    hostname: hostname, sharedKey: try SecretText.read(sharedKeyFile),
                    users: try passwordFiles.mapValues { try SecretText.read($0) }))
        }

        func makeServer() throws -> ForwardHandshakeServer {
            var random = SystemRandomNumberGenerator()
            return try ForwardHandshakeServer(
                security: self.authentication, random: &random, sha512: Digests.sha512)
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
    private let file: ReceptionFile?
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
        self.file = configuration.journalFile.map { ReceptionFile(path: $0) }
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

    /// What has arrived, twice or not at all: with a journal, over all its runs.
    public var report: ReceptionReport {
        ReceptionReport(statistics: self.statistics, book: self.journal.book)
    }

    /// Rules that were broken, the first ones, as lines for a person.
    public var violations: [ForwardViolation] { self.journal.violations }

    /// Connections that were refused before anything was taken from them, the first ones, as lines for a person.
    public var rejections: [ReceiverRejection] { self.journal.rejections }

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
            let logger = self.logger
            let handshake = self.configuration.handshake
            let protection = try self.configuration.tls.map { try ReceiverProtection($0) }
            if let file = self.file { journal.restore(try await file.open(journal.book)) }
            listener = try await Listener.listenWhenFree(
                on: self.configuration.address,
                connectionsMax: self.configuration.connectionsMax,
                retryInterval: self.configuration.listenRetryInterval,
                logger: self.logger
            ) { channel in
                let connection = ReceiverConnection(
                    ForwardReceiver(configuration: rules),
                    handshake: try handshake?.makeServer(),
                    number: journal.countConnection(),
                    behaviour: behaviour,
                    isProtected: protection != nil,
                    onViolation: { journal.note($0) },
                    onRejection: { rejection in
                        // Whoever wonders why nothing arrives looks here; what knocks without end is not told without end.
                        logger.log(level: journal.note(rejection) ? .warning : .debug, "refused: \(rejection)")
                    },
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
            case .ignore:
                self.journal.countRefusal(batch)
                return delivery.goOn()
            }
        }
        await self.behaviour.answer(delivery)
    }

    /// Whether the batch is safe now.
    private func store(_ batch: ReceivedBatch) async -> Bool {
        do {
            try await self.sink.store(batch)
            if let file = self.file {
                let journal = self.journal
                try await file.append(ReceptionBook.Entry(batch)) { journal.book }
            }
            self.journal.countStored(batch)
            return true
        } catch {
            self.logger.debug("receiver cannot store a batch", metadata: ["error": "\(error)"])
            self.journal.countRefusal(batch)
            return false
        }
    }
}
