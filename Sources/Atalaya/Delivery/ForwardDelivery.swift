import AtalayaConfig
public import AtalayaLogs
public import Logging
import NIOCore
import NIOPosix
import Synchronization

// Design
//
// The decisions are DeliveryMachine's; this actor is its hands. Every event (a connection that opened, an
// acknowledgement, a timer) comes through one stream and is handled in the order of arrival, so that the machine sees
// one history. Nothing here starts a task: connecting and timers are the event loop's.
//
//     enqueue ──────────────┐
//     drain ────────────────┤        actions
//     events ─▶ run() ─▶ machine ─▶ perform ─▶ NIO channel, timer, observer
//        ▲                                        │
//        └────────── ConnectionHandler ◀──────────┘

/// Sends chunks to one aggregator by the forward protocol: at least once, several in flight, acknowledged by id.
///
/// ``run()`` does the work, ``enqueue(_:)`` hands over chunks and waits for room, ``drain(within:)`` ends it in good
/// order.
public actor ForwardDelivery {
    private typealias Machine = DeliveryMachine<Chunk>

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
        public var isConnected = false
        /// Connections that were made.
        public var establishedConnections: UInt64 = 0
        /// Bytes of frames written to connections, and of the lines in them; resends included in both.
        public var sentBytes: UInt64 = 0
        public var sentRawBytes: UInt64 = 0
    }

    private let configuration: ForwardConfiguration
    private let protection: ForwardProtection
    private let observer: any DeliveryObserver
    private let logger: Logger
    private let events: AsyncStream<Event>
    private let arrivals: AsyncStream<Event>.Continuation
    private let start = ContinuousClock.now
    private nonisolated let published = Mutex(Statistics())

    private var machine: Machine
    private var connecting: ConnectionNumber?
    /// The channel of the connection that is being made, as soon as it has one: TLS begins after that.
    private var opening: (any Channel)?
    private var connection: (number: ConnectionNumber, channel: any Channel)?
    private var timer: Scheduled<Void>?
    private var sentBytes: UInt64 = 0
    private var sentRawBytes: UInt64 = 0
    private var establishedConnections: UInt64 = 0
    private var waitingForRoom: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextWaiter = 0

    /// - Throws: ``ShellError`` when the files for TLS cannot be used.
    public init(configuration: ForwardConfiguration, observer: any DeliveryObserver, logger: Logger) throws {
        self.configuration = configuration
        self.protection = try ForwardProtection(configuration.security, host: configuration.address.host)
        self.observer = observer
        self.logger = logger
        self.machine = Machine(settings: configuration.delivery, seed: UInt64.random(in: .min ... .max))
        (self.events, self.arrivals) = AsyncStream.makeStream()
    }

    public nonisolated var statistics: Statistics { self.published.withLock { $0 } }

    /// Delivers until ``drain(within:)`` has ended, or stops where it is when the task is cancelled.
    public func run() async {
        for await event in self.events { self.handle(event) }
        self.timer?.cancel()
        self.opening?.close(promise: nil)
        self.opening = nil
        self.connection?.channel.close(promise: nil)
        self.connection = nil
        self.wakeWaiters()
    }

    /// Takes a chunk over, waiting while the machine is full: this is what stops the reading of files when an
    /// aggregator is away.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile, or when delivery has ended. The chunk was
    ///   then not taken.
    public func enqueue(_ chunk: Chunk) async throws {
        while true {
            if self.machine.isFinished { throw CancellationError() }
            if self.machine.canAccept {
                self.perform(try self.machine.enqueue(chunk, now: self.now))
                return
            }
            try Task.checkCancellation()
            await self.room()
        }
    }

    /// Takes a chunk over if there is room for it at once.
    ///
    /// - Returns: false when there is none, or delivery has ended.
    public func offer(_ chunk: Chunk) -> Bool {
        guard self.machine.canAccept, let actions = try? self.machine.enqueue(chunk, now: self.now) else {
            return false
        }
        self.perform(actions)
        return true
    }

    /// Delivers what is held and ends ``run()``, at the latest when the time is over; what is left then goes to the
    /// observer as undelivered.
    public func drain(within limit: Duration) {
        self.perform(self.machine.drain(until: self.now + limit, now: self.now))
    }

    // MARK: Events

    private var now: Duration { self.start.duration(to: .now) }

    private func handle(_ event: Event) {
        switch event {
        case .connection(let number, let event, let channel):
            self.handle(event, of: number, channel)
        case .connectFailed(let number, let error):
            self.connectFailed(number, error)
        case .timer:
            self.perform(self.machine.tick(now: self.now))
        }
    }

    private func handle(_ event: ForwardConnectionHandler.Event, of number: ConnectionNumber, _ channel: any Channel) {
        switch event {
        case .opening:
            guard self.connecting == number, self.opening == nil else {
                // The machine gave up on it meanwhile.
                channel.close(promise: nil)
                return
            }
            self.opening = channel
        case .open:
            guard self.opening === channel else { return }
            self.connecting = nil
            self.opening = nil
            self.connection = (number, channel)
            self.establishedConnections += 1
            self.observer.connectionChanged(.connected)
            self.perform(self.machine.connected(number, now: self.now))
        case .closed(let error):
            if self.opening === channel { return self.connectFailed(number, error) }
            guard self.connection?.channel === channel else { return }
            self.connection = nil
            self.observer.connectionChanged(.failed(Self.error(error, self.configuration.address)))
            self.perform(self.machine.disconnected(number, now: self.now))
        case .answered(let answers):
            for answer in answers {
                switch answer {
                case .acknowledged(let id): self.perform(self.machine.acknowledged(id, now: self.now))
                case .refused: self.perform(self.machine.refused(nil, now: self.now))
                case .foreign: break
                }
            }
        }
    }

    private func connectFailed(_ number: ConnectionNumber, _ error: (any Error)?) {
        guard self.connecting == number else { return }
        self.connecting = nil
        self.opening = nil
        self.observer.connectionChanged(.failed(Self.error(error, self.configuration.address)))
        self.perform(self.machine.connectFailed(number, now: self.now))
    }

    // MARK: Actions

    private func perform(_ actions: [Machine.Action]) {
        for action in actions {
            switch action {
            case .connect(let number): self.connect(number)
            case .send(let chunk, let number): self.send(chunk, on: number)
            case .closeConnection(let number, let reason): self.close(number, reason)
            case .wakeAt(let time): self.wake(at: time)
            case .acknowledged(let chunk): self.observer.acknowledged(chunk)
            case .quarantined(let chunk, let reason): self.observer.quarantined(chunk, reason: reason)
            case .acceptsAgain: self.wakeWaiters()
            case .finished(let chunks):
                self.observer.undelivered(chunks)
                self.arrivals.finish()
            }
        }
        self.publish()
    }

    private func connect(_ number: ConnectionNumber) {
        let address = self.configuration.address
        self.connecting = number
        self.logger.trace("forward connects", metadata: ["address": "\(address)"])
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(self.configuration.delivery.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { [protection, arrivals, handshake = self.configuration.handshake] channel in
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
        guard let connection = self.connection, connection.number == number else { return }
        do {
            let parts = try ForwardFrame.parts(of: chunk, provenance: self.configuration.sendsProvenance)
            self.sentBytes += UInt64(parts.head.count + chunk.entries.count + parts.tail.count)
            self.sentRawBytes += UInt64(chunk.rawBytes)
            // The window bounds what may wait here for a slow receiver.
            connection.channel.write(ByteBuffer(bytes: parts.head), promise: nil)
            connection.channel.write(ByteBuffer(bytes: chunk.entries), promise: nil)
            connection.channel.writeAndFlush(ByteBuffer(bytes: parts.tail), promise: nil)
        } catch {
            // A chunk that the builder made can be framed; if not, its acknowledgement never comes and the machine
            // notices.
            self.logger.debug("forward cannot frame a chunk", metadata: ["error": "\(error)"])
        }
    }

    private func close(_ number: ConnectionNumber, _ reason: CloseReason) {
        self.logger.debug("forward closes its connection", metadata: ["reason": "\(reason.name)"])
        if self.connecting == number {
            self.connecting = nil
            self.opening?.close(promise: nil)
            self.opening = nil
        }
        if let connection = self.connection, connection.number == number {
            self.connection = nil
            connection.channel.close(promise: nil)
        }
        if reason == .acknowledgementTimeout || reason == .connectTimeout {
            let message = reason == .connectTimeout ? "no connection in time" : "no acknowledgement in time"
            let error = ShellError(.unreachable, subject: "\(self.configuration.address)", message: message)
            self.observer.connectionChanged(.failed(error))
        }
    }

    private func wake(at time: Duration) {
        self.timer?.cancel()
        let wait = max(.zero, time - self.now)
        self.timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: TimeAmount(wait)) { [arrivals] in
            arrivals.yield(.timer)
        }
    }

    private func publish() {
        let statistics = Statistics(
            counters: self.machine.counters,
            heldChunks: self.machine.heldChunks,
            heldBytes: self.machine.heldBytes,
            chunksInFlight: self.machine.chunksInFlight,
            isConnected: self.machine.isConnected,
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

    // MARK: Room

    private func room() async {
        self.nextWaiter += 1
        let waiter = self.nextWaiter
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || self.machine.canAccept || self.machine.isFinished {
                    continuation.resume()
                } else {
                    self.waitingForRoom[waiter] = continuation
                }
            }
        } onCancel: {
            Task { await self.stopWaiting(waiter) }
        }
    }

    private func stopWaiting(_ waiter: Int) {
        self.waitingForRoom.removeValue(forKey: waiter)?.resume()
    }

    private func wakeWaiters() {
        let waiting = self.waitingForRoom
        self.waitingForRoom = [:]
        for continuation in waiting.values { continuation.resume() }
    }
}
