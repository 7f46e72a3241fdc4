import Atalaya
import AtalayaLogs
import AtalayaMetrics
import Logging
import Synchronization

/// The part of a simulated sidecar that spools: the real session of the spool and that of a socket's streams, and a loop
/// in the place of their actors.
final class SimulatedSpooling {
    static let directory = "/spool"
    /// As long as a source waits for room that nobody tells of.
    private static let patience = Duration.seconds(1)

    /// What may go on next.
    enum Work: CaseIterable {
        case receive, gather, put, feed, keepUp
    }

    private let life: ProcessLife
    private let sender: SimulatedSender
    private let durable: SimulatedKept
    private let isRung: SimulatedBell
    private let trustsWrites: Bool
    private var random: SimulationRandom
    private var spool: SpoolSession
    private var streams: StreamSession
    private var stream: Int?
    /// Chunks of streams that are to be put into the spool, and chunks of it that are to be sent.
    private var sealed: [Chunk] = []
    private var handed: Chunk?
    /// Until when the spool is not asked again for room, or for a chunk.
    private var fullUntil: Duration?
    private var hungryUntil: Duration?
    /// What is in the spool, on the disk or not.
    private(set) var written: [Chunk] = []

    init(
        _ plan: Simulation, life: ProcessLife, accounts: LogAccounts, observer: any DeliveryObserver,
        files: MemoryFileSystem, sender: SimulatedSender, world: SimulatedWorld, logger: Logger,
        onDurable: @escaping @Sendable (Chunk, _ source: String) -> Void
    ) throws {
        let (durable, isRung) = (SimulatedKept(), SimulatedBell())
        self.life = life
        self.sender = sender
        self.durable = durable
        self.isRung = isRung
        self.trustsWrites = plan.defect == .trustsWrites
        let (clock, chunkIDs) = (world.clock, world.chunkIDs)
        let wallClock: @Sendable () -> LogTime = {
            LogTime(seconds: 1_700_000_000 + clock.now.components.seconds, nanoseconds: 0)
        }
        self.random = SimulationRandom(seed: world.nextSeed())
        // So small that an aggregator which stays away fills it.
        let settings = SpoolSettings(
            bytesMax: 5 << 10, freeBytesMin: 0, segmentBytes: 1 << 10, synchronization: .interval(.milliseconds(40)))
        self.spool = try SpoolSession(
            directory: Self.directory, settings: settings, accounts: accounts, observer: observer, files: files,
            logger: logger, failureLevel: .debug, now: clock.now, wall: wallClock,
            random: SimulationRandom(seed: world.nextSeed()),
            onDurable: { chunk, source in
                durable.add(chunk)
                onDurable(chunk, source)
            }, ring: { isRung.ring() })
        var configuration = TailerConfiguration(
            source: "stream", path: "", tag: SimulatedLine.Origin.stream.rawValue, parser: PlainParser())
        configuration.chunks = ChunkLimits(bytesMax: 150, ageMax: .milliseconds(50))
        configuration.compression = ChunkCompression(level: 1)
        self.streams = try StreamSession(
            configuration: configuration,
            metrics: try LogMetrics(metrics: [], source: "stream", registry: MetricsRegistry()), accounts: accounts,
            life: String(world.nextSeed(), radix: 36), wallClock: wallClock, makeChunkID: { chunkIDs.next() })
    }

    /// Who is told of everything that is delivered.
    var observer: any DeliveryObserver { self.spool.answers }

    /// What the spool has said to be on the disk.
    var durableChunks: [Chunk] { self.durable.all }

    /// What the spool has given up or put aside.
    var hasLost: Bool { self.spool.statistics.lostChunks > 0 || !self.spool.statistics.quarantined.isEmpty }

    /// Whether nothing of it is underway.
    var isQuiet: Bool {
        self.sealed.isEmpty && self.handed == nil && self.spool.statistics.chunks == 0 && !self.isRung.isRung
    }

    func canGoOn(_ work: Work, now: Duration, canSend: Bool) -> Bool {
        switch work {
        case .receive: self.sealed.isEmpty && self.sender.hasArrivals
        case .gather: self.sealed.isEmpty && self.streams.dueAt.map { $0 <= now } ?? false
        case .put: !self.sealed.isEmpty && self.fullUntil.map { $0 <= now } ?? true
        case .feed:
            self.handed == nil ? self.spool.hasNext && self.hungryUntil.map { $0 <= now } ?? true : canSend
        case .keepUp: self.isRung.isRung || self.spool.nextDue.map { $0 <= now } ?? false
        }
    }

    /// When something can go on again by itself.
    var nextTime: Duration? {
        [
            self.sealed.isEmpty ? self.streams.dueAt : self.fullUntil, self.spool.hasNext ? self.hungryUntil : nil,
            self.spool.nextDue,
        ].compactMap { $0 }.min()
    }

    /// - Returns: A chunk that is to be sent; the fleet was asked whether it takes one.
    func goOn(_ work: Work, now: Duration) -> Chunk? {
        switch work {
        case .receive: self.receive(now: now)
        case .gather: self.sealed += self.streams.keepUp(now: now)
        case .put:
            if self.put(self.sealed[0], now: now) { self.sealed.removeFirst() }
        case .feed:
            if let handed {
                self.handed = nil
                return handed
            }
            self.handed = self.spool.handOut(now: now)
            self.hungryUntil = self.handed == nil ? now + Self.patience : nil
        case .keepUp:
            self.isRung.take()
            let before = self.spool.statistics
            self.spool.keepUp(now: now)
            if self.spool.statistics.fileBytes < before.fileBytes || self.spool.statistics.chunks < before.chunks {
                self.fullUntil = nil
            }
        }
        return nil
    }

    private func receive(now: Duration) {
        guard self.life.spend(), let arrival = self.sender.takeArrival(using: &self.random) else { return }
        switch arrival {
        case .opened(let connection):
            let stream = self.streams.open()
            self.sender.name(self.streams.name(of: stream), of: connection)
            self.stream = stream
        case .bytes(let bytes):
            if let stream { self.sealed += self.streams.take(bytes, of: stream, now: now) }
        case .closed:
            if let stream { self.sealed += self.streams.close(stream, now: now) }
            self.stream = nil
        }
    }

    /// - Returns: False when the chunk is to wait.
    func put(_ chunk: Chunk, now: Duration) -> Bool {
        guard self.spool.take(chunk, now: now) else {
            self.fullUntil = now + Self.patience
            return false
        }
        self.fullUntil = nil
        self.written.append(chunk)
        if self.trustsWrites { self.durable.add(chunk) }
        return true
    }
}

/// Chunks that are safe.
private final class SimulatedKept: Sendable {
    private let chunks = Mutex<[Chunk]>([])

    init() {}

    var all: [Chunk] { self.chunks.withLock { $0 } }

    func add(_ chunk: Chunk) { self.chunks.withLock { $0.append(chunk) } }
}

/// Whether somebody has rung.
private final class SimulatedBell: Sendable {
    private let state = Mutex(false)

    init() {}

    var isRung: Bool { self.state.withLock { $0 } }

    func ring() { self.state.withLock { $0 = true } }

    func take() { self.state.withLock { $0 = false } }
}
