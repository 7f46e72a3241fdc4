import Atalaya
import AtalayaConfig
import AtalayaLogs
import AtalayaMetrics
import Logging

/// One life of a sidecar: the real session, fleet, book and ledger, and a loop in the place of actors.
final class SimulatedProcess {
    static let stateDirectory = "/state"
    static let checkpointPath = "/state/checkpoint"
    private static let saveInterval = Duration.milliseconds(60)

    /// What may go on next.
    enum Work {
        case tail, save, deliver
        case spool(SimulatedSpooling.Work)

        static let all: [Work] = [.tail, .save, .deliver] + SimulatedSpooling.Work.allCases.map(Work.spool)
    }

    let life: ProcessLife
    let accounts = LogAccounts()
    private let registry = MetricsRegistry()
    private let defect: Simulation.Defect?
    private let books: DeliveryBooks
    private let spoolsFiles: Bool
    private(set) var spooling: SimulatedSpooling?
    private let released: SimulatedSpans
    private var session: TailSession
    private var fleet: DeliveryFleet<Chunk>
    private var book: CheckpointBook
    private var sealed: [Chunk] = []
    /// Until when the spool is not asked again for room.
    private var spoolFullUntil: Duration?
    private var restUntil: Duration?
    private var isRung = false
    private var saveAt: Duration?
    private var wakeAt: Duration?
    private unowned let world: SimulatedWorld

    init(
        _ plan: Simulation, life: ProcessLife, files: MemoryFileSystem, sender: SimulatedSender, world: SimulatedWorld
    ) throws {
        let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        let released = SimulatedSpans()
        self.life = life
        self.defect = plan.defect
        self.world = world
        self.released = released
        self.books = DeliveryBooks(
            accounts: self.accounts, logger: logger, failureLevel: .debug,
            onDone: { chunk, source in if source == "app" { released.add(chunk.spans) } })
        self.spoolsFiles = plan.spoolsFiles
        self.spooling =
            plan.hasSpool
            ? try SimulatedSpooling(
                plan, life: life, accounts: self.accounts, observer: self.books, files: files, sender: sender,
                world: world, logger: logger,
                onDurable: { chunk, source in if source == "app" { released.add(chunk.spans) } })
            : nil
        self.book = try CheckpointBook(directory: Self.stateDirectory, files: files, logger: logger)

        var configuration = TailerConfiguration(
            source: "app", path: SimulatedWriter.path, tag: "app", parser: PlainParser())
        configuration.chunks = ChunkLimits(bytesMax: 200, ageMax: .milliseconds(50))
        configuration.readBytesMax = 150
        configuration.compression = ChunkCompression(level: 1)
        let clock = world.clock
        let random = world.chunkIDs
        self.session = try TailSession(
            configuration: configuration,
            metrics: try LogMetrics(
                metrics: plan.countsLines ? [try Self.metric()] : [], source: "app", registry: self.registry),
            surroundings: TailSession.Surroundings(
                accounts: self.accounts, readiness: Readiness(), files: files, logger: logger,
                wallClock: { LogTime(seconds: 1_700_000_000 + clock.now.components.seconds, nanoseconds: 0) },
                makeChunkID: { random.next() }))
        self.session.begin(from: self.book.checkpoint, notifier: PollingNotifier())
        var settings = DeliverySettings(windowChunksMax: 3, heldChunksMax: 5)
        settings.refusalsMax = 1_000
        settings.acknowledgementTimeout = .seconds(1)
        self.fleet = DeliveryFleet(
            members: (0..<plan.aggregators).map { number in
                FleetMember(weight: number + 1, isStandby: number >= 2 && number == plan.aggregators - 1)
            }, settings: settings, seed: plan.seed)
    }

    /// Counts lines of which the number ends in 3, 6 or 9.
    private static func metric() throws -> SidecarConfiguration.Metric {
        SidecarConfiguration.Metric(
            descriptor: try MetricDescriptor.counter(
                "lines_total", help: "Lines.", labels: [try LabelDescriptor("digit")]),
            rules: [
                SidecarConfiguration.Rule(
                    source: "app", pattern: "^[0-9]*(?P<digit>[369]) ", labels: [.init("digit", .field("digit"))])
            ])
    }

    static func isCounted(_ number: Int) -> Bool { [3, 6, 9].contains(number % 10) }

    /// What the metric says.
    var countedLines: Double {
        let series = self.registry.snapshot()["lines_total"]?.series ?? []
        return series.map { series in
            guard case .number(let number) = series.value else { return 0 }
            return number.double
        }.reduce(0, +)
    }

    // MARK: What can go on

    func canGoOn(_ work: Work, now: Duration) -> Bool {
        switch work {
        case .tail:
            if !self.sealed.isEmpty { return self.spoolsFiles ? self.isRoomed(now) : self.fleet.canAccept }
            return self.isRung || !self.released.isEmpty || self.restUntil.map { $0 <= now } ?? true
        case .save: return self.saveAt.map { $0 <= now } ?? false
        case .deliver: return self.wakeAt.map { $0 <= now } ?? false
        case .spool(let work): return self.spooling?.canGoOn(work, now: now, canSend: self.fleet.canAccept) ?? false
        }
    }

    private func isRoomed(_ now: Duration) -> Bool { self.spoolFullUntil.map { $0 <= now } ?? true }

    /// When something can go on again by itself.
    var nextTime: Duration? {
        let rest = self.sealed.isEmpty ? self.restUntil : self.spoolFullUntil
        return [rest, self.saveAt, self.wakeAt, self.spooling?.nextTime].compactMap { $0 }.min()
    }

    /// Whether it waits for something to happen outside, and everything that did happen is safe.
    var isQuiet: Bool {
        self.restUntil != nil && !self.isRung && self.sealed.isEmpty && !self.book.isChanged
            && self.fleet.heldChunks == 0 && self.accounts.inFlightRecords == 0 && self.released.isEmpty
            && self.spooling?.isQuiet ?? true
    }

    func goOn(_ work: Work, now: Duration) {
        switch work {
        case .tail: self.tail(now: now)
        case .save:
            self.saveAt = nil
            self.book.save()
            self.planSave(now: now)
        case .deliver:
            self.wakeAt = nil
            self.perform(self.fleet.tick(now: now), now: now)
        case .spool(let work):
            if let chunk = self.spooling?.goOn(work, now: now) { self.send(chunk, now: now) }
        }
    }

    private func send(_ chunk: Chunk, now: Duration) {
        // The fleet was asked whether it takes one.
        if let actions = try? self.fleet.enqueue(chunk, now: now) { self.perform(actions, now: now) }
    }

    private func tail(now: Duration) {
        if !self.sealed.isEmpty {
            if let spooling, self.spoolsFiles {
                self.spoolFullUntil = spooling.put(self.sealed[0], now: now) ? nil : now + .milliseconds(100)
                if self.spoolFullUntil == nil { self.sealed.removeFirst() }
            } else {
                self.send(self.sealed.removeFirst(), now: now)
            }
            return
        }
        self.restUntil = nil
        self.isRung = false
        self.session.acknowledge(self.released.take(), now: now)
        switch self.session.next(now: now) {
        case .ship(let chunks): self.sealed = chunks
        case .note(let progress): self.book.note(progress)
        case .save(let progress):
            self.book.note(progress)
            self.book.save()
        case .rest(let limit): self.restUntil = now + limit
        }
        self.planSave(now: now)
    }

    private func planSave(now: Duration) {
        if self.saveAt == nil, self.book.isChanged { self.saveAt = now + Self.saveInterval }
    }

    // MARK: Delivery

    private var observer: any DeliveryObserver { self.spooling?.observer ?? self.books }

    /// Which aggregator a connection is to.
    func aggregator(of number: ConnectionNumber) -> Int { self.fleet.member(of: number) }

    func connected(_ number: ConnectionNumber, now: Duration) {
        self.perform(self.fleet.connected(number, now: now), now: now)
    }

    func connectFailed(_ number: ConnectionNumber, now: Duration) {
        self.perform(self.fleet.connectFailed(number, now: now), now: now)
    }

    func disconnected(_ number: ConnectionNumber, now: Duration) {
        if self.defect == .forgetsBrokenConnections { self.released.add(self.world.spansSent(on: number)) }
        self.perform(self.fleet.disconnected(number, now: now), now: now)
    }

    func answered(_ answers: [ForwardAck], on number: ConnectionNumber, now: Duration) {
        for answer in answers {
            switch answer {
            case .acknowledged(let id): self.perform(self.fleet.acknowledged(id, now: now), now: now)
            case .refused: self.perform(self.fleet.refused(nil, on: number, now: now), now: now)
            case .foreign: break
            }
        }
    }

    private func perform(_ actions: [DeliveryFleet<Chunk>.Action], now: Duration) {
        for action in actions {
            switch action {
            case .connect(let number):
                if self.life.spend() { self.world.connect(number) }
            case .send(let chunk, let number):
                guard self.life.spend() else { continue }
                self.world.send(chunk, on: number)
                if self.defect == .acknowledgesWhenSent {
                    self.released.add(chunk.spans)
                    self.observer.acknowledged(chunk)
                }
            case .closeConnection(let number, _): self.world.close(number)
            case .wakeAt(let time): self.wakeAt = time
            case .acknowledged(let chunk):
                self.observer.acknowledged(chunk)
                self.isRung = true
            case .quarantined(let chunk, let reason): self.observer.quarantined(chunk, reason: reason)
            case .split(let chunk, let parts): self.observer.split(chunk, into: parts)
            case .acceptsAgain, .finished: break
            }
        }
    }
}
