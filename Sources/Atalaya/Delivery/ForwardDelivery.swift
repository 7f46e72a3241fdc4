import AtalayaConfig
public import AtalayaLogs
public import Logging
import NIOCore
import NIOPosix
import Synchronization

// Design
//
// The decisions are DeliveryFleet's; this actor is its hands. Every event (a connection that opened, an acknowledgement,
// a timer) comes through one stream and is handled in the order of arrival, so that the fleet sees one history. Nothing
// here starts a task: connecting and timers are the event loop's.
//
//     enqueue ──────────────┐
//     drain ────────────────┤        actions
//     events ─▶ run() ─▶  fleet  ─▶ perform ─▶ NIO channels, timer, observer
//        ▲                                        │
//        └────────── ConnectionHandler ◀──────────┘

/// Sends chunks to one of several aggregators by the forward protocol: at least once, several in flight, acknowledged by
/// id.
///
/// ``run()`` does the work, ``enqueue(_:)`` hands over chunks and waits for room, ``drain(within:)`` ends it in good
/// order.
public actor ForwardDelivery {
    private typealias Fleet = DeliveryFleet<Chunk>

    private enum Event: Sendable {
        case connection(ConnectionNumber, ForwardConnectionHandler.Event, any Channel)
        case connectFailed(ConnectionNumber, any Error)
        case timer
    }

    /// What delivery has done and holds, readable at any time.
    public struct Statistics: Sendable {
        public var counters = DeliveryCounters()
        public var heldChunks = 0
        public var heldBytes = 0
        public var chunksInFlight = 0
        /// Chunks that may be in flight at present.
        public var windowChunks = 0
        public var isConnected = false
        /// Connections that were made.
        public var establishedConnections: UInt64 = 0
        /// Bytes of frames written to connections, and of the lines in them; resends included in both.
        public var sentBytes: UInt64 = 0
        public var sentRawBytes: UInt64 = 0
    }

    /// A connection from the attempt on.
    private struct Connection {
        /// There from when it has one: TLS and the handshake begin after that.
        var channel: (any Channel)?
        var isOpen = false
    }

    private let configuration: ForwardConfiguration
    private let protections: [ForwardProtection]
    private let observer: any DeliveryObserver
    private let logger: Logger
    private let events: AsyncStream<Event>
    private let arrivals: AsyncStream<Event>.Continuation
    private let start = ContinuousClock.now
    private nonisolated let published = Mutex(Statistics())

    private var fleet: Fleet
    private var connections: [ConnectionNumber: Connection] = [:]
    private var alarm = Alarm()
    private var sentBytes: UInt64 = 0
    private var sentRawBytes: UInt64 = 0
    private var establishedConnections: UInt64 = 0
    private let room = WaitingRoom()

    /// - Throws: ``ShellError`` when there is no aggregator, or when the files for TLS cannot be used.
    public init(configuration: ForwardConfiguration, observer: any DeliveryObserver, logger: Logger) throws {
        guard !configuration.aggregators.isEmpty else {
            throw ShellError(.configuration, subject: "forward", message: "no aggregator is named")
        }
        self.configuration = configuration
        self.protections = try configuration.aggregators.map {
            try ForwardProtection(configuration.security, host: $0.address.host)
        }
        self.observer = observer
        self.logger = logger
        self.fleet = Fleet(
            members: configuration.aggregators.map { FleetMember(weight: $0.weight, isStandby: $0.isStandby) },
            settings: configuration.delivery, seed: UInt64.random(in: .min ... .max))
        (self.events, self.arrivals) = AsyncStream.makeStream()
    }

    public nonisolated var statistics: Statistics { self.published.withLock { $0 } }

    /// How full the room for chunks is, from 0 to 1.
    public nonisolated var backlog: Double {
        let statistics = self.statistics
        let settings = self.configuration.delivery
        return min(
            1,
            max(
                Double(statistics.heldChunks) / Double(settings.heldChunksMax),
                Double(statistics.heldBytes) / Double(settings.heldBytesMax)))
    }

    /// Delivers until ``drain(within:)`` has ended, or stops where it is when the task is cancelled.
    public func run() async {
        for await event in self.events { self.handle(event) }
        self.alarm.cancel()
        for connection in self.connections.values { connection.channel?.close(promise: nil) }
        self.connections = [:]
        self.room.wakeAll()
    }

    /// Takes a chunk over, waiting while there is no room: this is what stops the reading of files when all aggregators
    /// are away.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile, or when delivery has ended. The chunk was
    ///   then not taken.
    public func enqueue(_ chunk: Chunk) async throws {
        while true {
            if self.fleet.isFinished { throw CancellationError() }
            if self.fleet.canAccept {
                self.perform(try self.fleet.enqueue(chunk, now: self.now))
                return
            }
            try Task.checkCancellation()
            await self.room.wait { !self.fleet.canAccept && !self.fleet.isFinished }
        }
    }

    /// Takes a chunk over if there is room for it at once.
    ///
    /// - Returns: false when there is none, or delivery has ended.
    public func offer(_ chunk: Chunk) -> Bool {
        guard self.fleet.canAccept, let actions = try? self.fleet.enqueue(chunk, now: self.now) else {
            return false
        }
        self.perform(actions)
        return true
    }

    /// Delivers what is held and ends ``run()``, at the latest when the time is over; what is left then goes to the
    /// observer as undelivered.
    public func drain(within limit: Duration) {
        self.perform(self.fleet.drain(until: self.now + limit, now: self.now))
    }

    // MARK: Events

    private var now: Duration { self.start.duration(to: .now) }

    private func address(of number: ConnectionNumber) -> Endpoint {
        self.configuration.aggregators[self.fleet.member(of: number)].address
    }

    private func handle(_ event: Event) {
        switch event {
        case .connection(let number, let event, let channel):
            self.handle(event, of: number, channel)
        case .connectFailed(let number, let error):
            self.connectFailed(number, error)
        case .timer:
            self.perform(self.fleet.tick(now: self.now))
        }
    }

    private func handle(_ event: ForwardConnectionHandler.Event, of number: ConnectionNumber, _ channel: any Channel) {
        switch event {
        case .opening:
            guard self.connections[number]?.channel == nil, self.connections[number] != nil else {
                // It was given up meanwhile.
                channel.close(promise: nil)
                return
            }
            self.connections[number]?.channel = channel
        case .open(let takesOne):
            guard self.connections[number]?.channel === channel else { return }
            self.connections[number]?.isOpen = true
            self.establishedConnections += 1
            self.report(.connected, number)
            self.perform(self.fleet.connected(number, takesOne: takesOne, now: self.now))
        case .closed(let error):
            guard let connection = self.connections[number], connection.channel === channel else { return }
            guard connection.isOpen else { return self.connectFailed(number, error) }
            self.connections[number] = nil
            self.report(.failed(Self.error(error, self.address(of: number))), number)
            self.perform(self.fleet.disconnected(number, now: self.now))
        case .answered(let answers):
            for answer in answers {
                switch answer {
                case .acknowledged(let id): self.perform(self.fleet.acknowledged(id, now: self.now))
                case .refused: self.perform(self.fleet.refused(nil, on: number, now: self.now))
                case .foreign: break
                }
            }
        }
    }

    private func connectFailed(_ number: ConnectionNumber, _ error: (any Error)?) {
        guard let connection = self.connections[number], !connection.isOpen else { return }
        self.connections[number] = nil
        self.report(.failed(Self.error(error, self.address(of: number))), number)
        self.perform(self.fleet.connectFailed(number, now: self.now))
    }

    private func report(_ change: ConnectionState, _ number: ConnectionNumber) {
        self.observer.connectionChanged(change, to: "\(self.address(of: number))")
    }

    // MARK: Actions

    private func perform(_ actions: [Fleet.Action]) {
        for action in actions {
            switch action {
            case .connect(let number): self.connect(number)
            case .send(let chunk, let number): self.send(chunk, on: number)
            case .closeConnection(let number, let reason): self.close(number, reason)
            case .wakeAt(let time): self.alarm.set(in: time - self.now) { [arrivals] in arrivals.yield(.timer) }
            case .acknowledged(let chunk): self.observer.acknowledged(chunk)
            case .quarantined(let chunk, let reason): self.observer.quarantined(chunk, reason: reason)
            case .split(let chunk, let parts): self.observer.split(chunk, into: parts)
            case .acceptsAgain: self.room.wakeAll()
            case .finished(let chunks):
                self.observer.undelivered(chunks)
                self.arrivals.finish()
            }
        }
        self.publish()
    }

    private func connect(_ number: ConnectionNumber) {
        let address = self.address(of: number)
        self.connections[number] = Connection()
        self.logger.trace("forward connects", metadata: ["address": "\(address)"])
        let protection = self.protections[self.fleet.member(of: number)]
        ForwardSocket.bootstrap(self.configuration.delivery)
            .channelInitializer { [arrivals, handshake = self.configuration.handshake] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try protection.addHandlers(to: pipeline)
                    let handler = ForwardConnectionHandler(
                        isProtected: protection.isProtecting, handshake: handshake?.makeClient()
                    ) { event, channel in
                        arrivals.yield(.connection(number, event, channel))
                    }
                    try pipeline.addHandler(handler)
                }
            }
            .connect(host: address.host, port: Int(address.port))
            .whenFailure { [arrivals] error in arrivals.yield(.connectFailed(number, error)) }
    }

    private func send(_ chunk: Chunk, on number: ConnectionNumber) {
        guard let channel = self.connections[number]?.channel else { return }
        do {
            let parts = try ForwardFrame.parts(
                of: chunk, mode: self.configuration.mode, provenance: self.configuration.sendsProvenance)
            self.sentBytes += UInt64(parts.head.count + parts.entries.count + parts.tail.count)
            self.sentRawBytes += UInt64(chunk.rawBytes)
            // The window bounds what may wait here for a slow receiver.
            channel.write(ByteBuffer(bytes: parts.head), promise: nil)
            channel.write(ByteBuffer(bytes: parts.entries), promise: nil)
            channel.writeAndFlush(ByteBuffer(bytes: parts.tail), promise: nil)
        } catch {
            // Its acknowledgement never comes while those of others do, which is what a chunk is quarantined for.
            self.logger.debug("forward cannot frame a chunk", metadata: ["error": "\(error)"])
        }
    }

    private func close(_ number: ConnectionNumber, _ reason: CloseReason) {
        self.logger.debug("forward closes its connection", metadata: ["reason": "\(reason.name)"])
        self.connections.removeValue(forKey: number)?.channel?.close(promise: nil)
        if reason == .acknowledgementTimeout || reason == .connectTimeout {
            let message = reason == .connectTimeout ? "no connection in time" : "no acknowledgement in time"
            let error = ShellError(.unreachable, subject: "\(self.address(of: number))", message: message)
            self.report(.failed(error), number)
        }
    }

    private func publish() {
        let statistics = Statistics(
            counters: self.fleet.counters,
            heldChunks: self.fleet.heldChunks,
            heldBytes: self.fleet.heldBytes,
            chunksInFlight: self.fleet.chunksInFlight,
            windowChunks: self.fleet.windowChunks,
            isConnected: self.fleet.isConnected,
            establishedConnections: self.establishedConnections,
            sentBytes: self.sentBytes,
            sentRawBytes: self.sentRawBytes
        )
        self.published.withLock { $0 = statistics }
    }

    private static func error(_ error: (any Error)?, _ address: Endpoint) -> ShellError {
        guard let error else {
            return ShellError(.unreachable, subject: "\(address)", message: "closed by the other side")
        }
        // NIO tries every address of a name and reports all the attempts; the first says enough.
        if let failure = error as? NIOConnectionError {
            let first: (any Error)? = failure.connectionErrors.first?.error ?? failure.dnsAError ?? failure.dnsAAAAError
            if let first { return SystemErrors.make(first, subject: "\(address)", otherwise: .unreachable) }
        }
        return SystemErrors.make(error, subject: "\(address)", otherwise: .unreachable)
    }
}
