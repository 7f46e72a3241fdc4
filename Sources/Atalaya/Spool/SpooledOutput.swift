public import AtalayaLogs
public import Logging
import Synchronization

// Design
//
//     source ─ enqueue ─▶ SpoolSession ─ feed ─▶ inner output ─▶ receiver
//                │ durable      ▲                     │
//                ▼              └─ done ◀─ answers ◀──┘ acknowledged, refused, handed back
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
    private let executor: FileExecutor
    private let start = ContinuousClock.now
    private nonisolated let published = Mutex(Published())
    /// Something is to be noted on the disk.
    private let doorbell: Doorbell
    /// There is something to send.
    private let hunger = Doorbell()

    private var session: SpoolSession
    private let bytesMax: Int
    private var isEnding = false
    private var hasEnded = false
    private let waitingRoom = WaitingRoom()

    /// What can be asked from anywhere.
    private struct Published {
        var statistics = SpoolStatistics()
        var failureCounts: [String: UInt64] = [:]
    }

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
        let session = try SpoolSession(
            directory: directory, settings: settings, accounts: accounts, observer: observer, files: files,
            logger: logger, failureLevel: failureLevel, now: .zero, onDurable: onDurable
        ) { doorbell.ring() }
        self.direct = try makeInner(session.answers)
        self.session = session
        self.bytesMax = settings.bytesMax
        self.executor = FileExecutor()
    }

    /// What the spool holds and has done.
    public nonisolated var statistics: SpoolStatistics { self.published.withLock { $0.statistics } }

    /// How often a call on the disk has failed, by the short description of the error.
    public nonisolated var failureCounts: [String: UInt64] { self.published.withLock { $0.failureCounts } }

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
        self.publish()
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
        self.session.keepUp(now: self.now, everything: true)
        self.publish()
        self.isEnding = true
        self.doorbell.ring()
        self.hunger.ring()
        // As much as the inner output takes without waiting; it delivers these inside the time.
        while let chunk = self.handOut() {
            if await self.direct.offer(chunk) { continue }
            self.giveBack(chunk)
            break
        }
        await self.direct.drain(within: max(.zero, limit - (self.now - start)))
    }

    /// Brings everything that was taken to the disk.
    func persist() {
        self.session.keepUp(now: self.now, everything: true)
        self.publish()
    }

    /// Records that are on the disk, waiting to be sent or sent and not acknowledged.
    nonisolated var keptRecords: Int { Int(clamping: self.statistics.amount.records) }

    // MARK: Taking

    /// - Returns: False when the chunk is to wait.
    private func take(_ chunk: Chunk) -> Bool {
        defer {
            self.publish()
            self.doorbell.ring()
        }
        return self.session.take(chunk, now: self.now)
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
            guard let chunk = self.handOut() else {
                await self.hunger.wait(atMost: self.session.hasNext ? .seconds(1) : .seconds(3_600))
                continue
            }
            do {
                try await self.direct.enqueue(chunk)
            } catch {
                // The inner output has ended: the chunk stays here.
                return self.giveBack(chunk)
            }
        }
    }

    private func handOut() -> Chunk? {
        defer { self.publish() }
        return self.session.handOut(now: self.now)
    }

    private func giveBack(_ chunk: Chunk) {
        self.session.giveBack(chunk)
        self.publish()
    }

    private func keepUp() async {
        while !Task.isCancelled, !self.isEnding {
            let limit = self.session.nextDue.map { max(.zero, $0 - self.now) } ?? .seconds(3_600)
            // Many acknowledgements and many small chunks ring; a short pause takes them together.
            if await self.doorbell.wait(atMost: limit) { try? await Pause.wait(for: .milliseconds(5)) }
            self.session.keepUp(now: self.now)
            self.publish()
        }
    }

    /// Lets others know what the spool holds now, and wakes who has waited for that.
    private func publish() {
        let (statistics, failureCounts) = (self.session.statistics, self.session.failureCounts)
        let hadFewer = self.published.withLock { published in
            let before = published.statistics
            published = Published(statistics: statistics, failureCounts: failureCounts)
            return statistics.fileBytes < before.fileBytes || statistics.chunks < before.chunks
        }
        if hadFewer { self.waitingRoom.wakeAll() }
        if self.session.hasNext { self.hunger.ring() }
    }

    private func end() {
        self.hasEnded = true
        self.session.close(now: self.now)
        self.publish()
        self.waitingRoom.wakeAll()
    }
}
