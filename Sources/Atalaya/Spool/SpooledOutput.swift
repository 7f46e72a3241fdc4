public import AtalayaLogs
public import Logging
import Synchronization

// Design
//
//     source ─ enqueue ─▶ SpoolStore ─ feed ─▶ inner output ─▶ receiver
//                │ durable     ▲                    │
//                ▼             └─ done ◀─ inbox ◀───┘ acknowledged, refused, handed back
//        onDurable (the source may forget)
//
// `enqueue` returns when the chunk is written: it survives the process from then on. When it survives the machine too,
// `onDurable` says. The feed gives the inner output one chunk more whenever it has room, so that what is in memory is
// what the inner output holds, and one.
//
// Sources that need no spool may feed the same inner output beside it (`direct`): answers to chunks of theirs go to the
// books only.
//
// All calls on the disk are made by this actor, on a thread of its own: a disk that takes seconds for a
// synchronization holds up the spool and nothing else.

/// A spool in front of another output: chunks are durable when they are taken, and sent from the disk in their order.
public actor SpooledOutput: LogOutput {
    private let accounts: LogAccounts
    private let answers: SpoolAnswers
    private let logger: Logger
    private let failureLevel: Logger.Level
    private let onDurable: @Sendable (Chunk, _ source: String) -> Void
    private let executor: FileExecutor
    private let start = ContinuousClock.now
    private nonisolated let published = Mutex(SpoolStatistics())
    private nonisolated let failures = Mutex<[String: UInt64]>([:])
    /// Something is to be noted on the disk.
    private let doorbell: Doorbell
    /// There is something to send.
    private let hunger = Doorbell()

    private var store: SpoolStore
    private let bytesMax: Int
    private var sequences: [ChunkID: UInt64] = [:]
    private var lastTrouble: ShellError?
    private var isEnding = false
    private var hasEnded = false
    private let waitingRoom = WaitingRoom()

    /// What is sent to directly, past the spool. Not to be run or drained: this output does both.
    public nonisolated let direct: any LogOutput

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Opens the spool, and books what is found there.
    ///
    /// - Parameters:
    ///   - failureLevel: How failures of the disk are logged.
    ///   - observer: Who is told what becomes of chunks, spooled or not, as if there were no spool.
    ///   - onDurable: Called for chunks that are on the disk: their sources may forget them. Must return quickly.
    ///   - makeInner: Makes the output that sends, for an observer which is to be told what becomes of the chunks.
    /// - Throws: ``ShellError`` when the directory cannot be used, and what `makeInner` throws.
    public init(
        directory: String,
        settings: SpoolSettings = SpoolSettings(),
        accounts: LogAccounts,
        observer: any DeliveryObserver,
        files: any FileSystem = SystemFileSystem(),
        logger: Logger,
        failureLevel: Logger.Level = .warning,
        onDurable: @escaping @Sendable (Chunk, _ source: String) -> Void = { _, _ in },
        makeInner: (any DeliveryObserver) throws -> any LogOutput
    ) throws {
        let doorbell = Doorbell()
        self.doorbell = doorbell
        self.answers = SpoolAnswers(observer: observer, accounts: accounts) { doorbell.ring() }
        self.direct = try makeInner(self.answers)
        self.bytesMax = settings.bytesMax
        self.store = try SpoolStore(directory: directory, settings: settings, files: files, now: .zero)
        self.executor = FileExecutor()
        self.accounts = accounts
        self.logger = logger
        self.failureLevel = failureLevel
        self.onDurable = onDurable
        for (source, amount) in self.store.amounts { accounts.restore(amount, for: source) }
    }

    /// What the spool holds and has done.
    public nonisolated var statistics: SpoolStatistics { self.published.withLock { $0 } }

    /// How often a call on the disk has failed, by the short description of the error.
    public nonisolated var failureCounts: [String: UInt64] { self.failures.withLock { $0 } }

    /// Seconds since the oldest segment of the spool was begun.
    public nonisolated var oldestAge: Duration {
        self.statistics.oldestBornAt.map { self.start.duration(to: .now) - $0 } ?? .zero
    }

    private var now: Duration { self.start.duration(to: .now) }

    // MARK: LogOutput

    /// What is full first: the room of the output behind the spool, or that on the disk.
    public nonisolated var backlog: Double {
        max(self.direct.backlog, min(1, Double(self.statistics.fileBytes) / Double(self.bytesMax)))
    }

    public func run() async {
        self.tell()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.direct.run() }
            group.addTask { await self.work() }
            await group.waitForAll()
        }
        self.end()
    }

    public func enqueue(_ chunk: Chunk) async throws {
        while true {
            if self.hasEnded { throw CancellationError() }
            if self.take(chunk) { return }
            try Task.checkCancellation()
            await self.room()
        }
    }

    public func offer(_ chunk: Chunk) -> Bool {
        self.hasEnded ? false : self.take(chunk)
    }

    /// Brings everything to the disk, then delivers what the inner output holds and takes, at the latest when the time is
    /// over. What is left is in the spool, and is sent first after the next start.
    public func drain(within limit: Duration) async {
        let start = self.now
        self.takeAnswers()
        self.store.keepUp(at: self.now, everything: true)
        self.tell()
        self.isEnding = true
        self.doorbell.ring()
        self.hunger.ring()
        // As much as the inner output takes without waiting; it delivers these inside the time.
        while let record = self.handOut() {
            if await self.direct.offer(record.chunk) { continue }
            self.giveBack(record.chunk, [record.chunk])
            break
        }
        await self.direct.drain(within: max(.zero, limit - (self.now - start)))
    }

    // MARK: Taking

    /// - Returns: False when the chunk is to wait.
    private func take(_ chunk: Chunk) -> Bool {
        let source = self.accounts.source(of: chunk) ?? ""
        var result = self.store.append(chunk, source: source, severity: chunk.severity, at: self.now)
        if case .wait = result {
            // What is acknowledged and not noted yet may make room.
            self.takeAnswers()
            self.store.keepUp(at: self.now, everything: true)
            result = self.store.append(chunk, source: source, severity: chunk.severity, at: self.now)
        }
        defer {
            self.tell()
            self.doorbell.ring()
        }
        switch result {
        case .written:
            self.accounts.spool(chunk)
            return true
        case .refused(let reason):
            self.accounts.drop(chunk, reason: reason)
            // Nobody will answer for it, so its source may forget it.
            self.onDurable(chunk, source)
            return true
        case .wait, .failed: return false
        }
    }

    /// Waits for room, a second at most: a disk that was full says nothing when it is full no more.
    private func room() async {
        let alarm = Task { [waitingRoom] in
            try await Pause.wait(for: .seconds(1))
            waitingRoom.wakeAll()
        }
        defer { alarm.cancel() }
        await self.waitingRoom.wait { !self.hasEnded }
    }

    // MARK: Giving

    /// Feeds the inner output and keeps up with the disk, until the end.
    private func work() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.feed() }
            group.addTask { await self.keepUp() }
            await group.waitForAll()
        }
    }

    private func feed() async {
        while !Task.isCancelled, !self.isEnding {
            guard let record = self.handOut() else {
                await self.hunger.wait(atMost: self.store.hasNext ? .seconds(1) : .seconds(3_600))
                continue
            }
            do {
                try await self.direct.enqueue(record.chunk)
            } catch {
                // The inner output has ended: the chunk stays here.
                self.giveBack(record.chunk, [record.chunk])
                return
            }
        }
    }

    private func handOut() -> SpoolRecord? {
        let record = self.store.next(at: self.now)
        self.tell()
        guard let record else { return nil }
        self.sequences[record.chunk.id] = record.sequence
        self.answers.expect(record.chunk.id)
        self.accounts.unspool(record.chunk, for: record.source)
        return record
    }

    /// - Parameter pieces: What of the chunk is not answered for: itself, or those of its parts that are left.
    private func giveBack(_ chunk: Chunk, _ pieces: [Chunk]) {
        guard let sequence = self.sequences.removeValue(forKey: chunk.id) else { return }
        self.answers.forget(chunk.id)
        let isKept = self.store.handBack(sequence)
        for piece in pieces {
            if isKept { self.accounts.spool(piece) } else { self.accounts.drop(piece, reason: .spoolFull) }
        }
    }

    private func keepUp() async {
        while !Task.isCancelled, !self.isEnding {
            let limit = self.store.nextDue.map { max(.zero, $0 - self.now) } ?? .seconds(3_600)
            // Many acknowledgements and many small chunks ring; a short pause takes them together.
            if await self.doorbell.wait(atMost: limit) { try? await Pause.wait(for: .milliseconds(5)) }
            self.takeAnswers()
            self.store.keepUp(at: self.now)
            self.tell()
        }
    }

    private func takeAnswers() {
        for answer in self.answers.takeAll() {
            guard let sequence = self.sequences.removeValue(forKey: answer.chunk.id) else { continue }
            switch answer.kind {
            case .acknowledged: self.store.done(sequence, at: self.now)
            case .refused(let reason):
                self.store.setAside(answer.chunk, sequence: sequence, reason: reason.name, at: self.now)
            case .undelivered(let pieces):
                self.sequences[answer.chunk.id] = sequence
                self.giveBack(answer.chunk, pieces)
            }
        }
    }

    /// Passes on what the store has to tell.
    private func tell() {
        let news = self.store.takeNews()
        for record in news.durable { self.onDurable(record.chunk, record.source) }
        for loss in news.losses {
            self.accounts.dropSpooled(loss.entry.amount, of: loss.entry.source, reason: loss.reason)
        }
        for trouble in news.troubles {
            self.failures.withLock { $0[trouble.shortDescription, default: 0] += 1 }
            if trouble != self.lastTrouble { self.logger.log(level: self.failureLevel, "spool: \(trouble)") }
            self.lastTrouble = trouble
        }
        let statistics = self.store.statistics
        let hadFewer = self.published.withLock { published in
            defer { published = statistics }
            return statistics.fileBytes < published.fileBytes || statistics.chunks < published.chunks
        }
        if hadFewer { self.waitingRoom.wakeAll() }
        if self.store.hasNext { self.hunger.ring() }
    }

    private func end() {
        self.takeAnswers()
        self.hasEnded = true
        self.store.close(at: self.now)
        self.tell()
        self.waitingRoom.wakeAll()
    }
}

/// What the inner output says of chunks, passed on to the books at once and kept for the spool until it asks.
private final class SpoolAnswers: DeliveryObserver {
    struct Answer: Sendable {
        enum Kind: Sendable {
            case acknowledged
            case refused(DropReason)
            /// With what of the chunk is not answered for: itself, or the parts that are left.
            case undelivered([Chunk])
        }

        var chunk: Chunk
        var kind: Kind
    }

    private struct State {
        var expected: Set<ChunkID> = []
        /// Chunks of the spool that go on as parts, and stay in it until all of these are settled.
        var wholes: [ChunkID: Chunk] = [:]
        var families = SplitFamilies<ChunkID>()
        var answers: [Answer] = []
    }

    private let observer: any DeliveryObserver
    private let accounts: LogAccounts
    private let ring: @Sendable () -> Void
    private let state = Mutex(State())

    init(observer: any DeliveryObserver, accounts: LogAccounts, ring: @escaping @Sendable () -> Void) {
        self.observer = observer
        self.accounts = accounts
        self.ring = ring
    }

    func expect(_ id: ChunkID) { self.state.withLock { _ = $0.expected.insert(id) } }

    func forget(_ id: ChunkID) { self.state.withLock { _ = $0.expected.remove(id) } }

    func takeAll() -> [Answer] {
        self.state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    /// - Returns: Whether the chunk came from the spool.
    private func note(_ chunk: Chunk, _ kind: Answer.Kind) -> Bool {
        let isExpected = self.state.withLock { state in
            if let part = chunk.part { return Self.note(chunk, of: part.whole, in: &state) }
            guard state.expected.remove(chunk.id) != nil else { return false }
            var chunk = chunk
            if case .acknowledged = kind { chunk.entries = [] }
            state.answers.append(Answer(chunk: chunk, kind: kind))
            return true
        }
        if isExpected { self.ring() }
        return isExpected
    }

    /// A part is settled. The whole is done with when the last one is; the records given up are in the quarantine.
    private static func note(_ part: Chunk, of whole: ChunkID, in state: inout State) -> Bool {
        guard state.expected.contains(whole) else { return false }
        guard let id = state.families.settle(part.id), let whole = state.wholes.removeValue(forKey: id) else {
            return true
        }
        state.expected.remove(id)
        state.answers.append(Answer(chunk: whole, kind: .acknowledged))
        return true
    }

    func split(_ chunk: Chunk, into parts: [Chunk]) {
        self.observer.split(chunk, into: parts)
        self.state.withLock { state in
            guard state.expected.contains(chunk.part?.whole ?? chunk.id) else { return }
            state.families.split(chunk.id, into: parts.map(\.id))
            if chunk.part == nil { state.wholes[chunk.id] = chunk }
        }
    }

    func acknowledged(_ chunk: Chunk) {
        self.observer.acknowledged(chunk)
        _ = self.note(chunk, .acknowledged)
    }

    func quarantined(_ chunk: Chunk, reason: DropReason) {
        self.observer.quarantined(chunk, reason: reason)
        _ = self.note(chunk, .refused(reason))
    }

    func undelivered(_ chunks: [Chunk]) {
        let others = self.state.withLock { state in
            var parts: [ChunkID: [Chunk]] = [:]
            let others = chunks.filter { chunk in
                if let whole = chunk.part?.whole, state.expected.contains(whole) {
                    parts[whole, default: []].append(chunk)
                    return false
                }
                guard chunk.part == nil, state.expected.remove(chunk.id) != nil else { return true }
                state.answers.append(Answer(chunk: chunk, kind: .undelivered([chunk])))
                return false
            }
            // All of a chunk that was split is sent again after the next start.
            for (id, parts) in parts {
                guard let whole = state.wholes.removeValue(forKey: id) else { continue }
                state.answers.append(Answer(chunk: whole, kind: .undelivered(parts)))
            }
            return others
        }
        self.ring()
        if !others.isEmpty { self.observer.undelivered(others) }
    }

    func connectionChanged(_ change: ConnectionState, to address: String) {
        self.observer.connectionChanged(change, to: address)
    }
}
