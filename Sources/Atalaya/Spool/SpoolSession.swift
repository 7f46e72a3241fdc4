package import AtalayaLogs
package import Logging

// Design
//
// Everything that a SpooledOutput does between two of its waits: chunks in, chunks out, answers, the books. Time is an
// argument, and nothing here waits, so that a simulation can be in the place of the actor and end it at any operation.

/// A spool with its books: who is told what when chunks come, go and are answered for.
package struct SpoolSession: ~Copyable {
    /// Who is to be told what becomes of the chunks that were handed out, and of others that go past the spool.
    package let answers: SpoolAnswers

    private let accounts: LogAccounts
    private let logger: Logger
    private let failureLevel: Logger.Level
    private let onDurable: @Sendable (Chunk, _ source: String) -> Void
    private var store: SpoolStore
    /// The chunks that are handed out.
    private var sequences: [ChunkID: UInt64] = [:]
    private var lastTrouble: ShellError?
    /// How often a call on the disk has failed, by the short description of the error.
    package private(set) var failureCounts: [String: UInt64] = [:]

    /// Opens the spool, and books what is found there.
    ///
    /// - Parameters:
    ///   - observer: Who is told what becomes of chunks, spooled or not, as if there were no spool.
    ///   - wall: The time of day.
    ///   - random: Where the IDs of segments come from.
    ///   - onDurable: Called for chunks that are on the disk: their sources may forget them. Must return quickly.
    ///   - ring: Called from anywhere when there is an answer to be taken by ``keepUp(now:everything:)``.
    /// - Throws: ``ShellError`` when the directory cannot be used.
    package init(
        directory: String, settings: SpoolSettings, accounts: LogAccounts, observer: any DeliveryObserver,
        files: any FileSystem, logger: Logger, failureLevel: Logger.Level, now: Duration,
        wall: @escaping @Sendable () -> LogTime = WallClock.now,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        onDurable: @escaping @Sendable (Chunk, _ source: String) -> Void,
        ring: @escaping @Sendable () -> Void
    ) throws(ShellError) {
        self.answers = SpoolAnswers(observer: observer, accounts: accounts, ring: ring)
        self.accounts = accounts
        self.logger = logger
        self.failureLevel = failureLevel
        self.onDurable = onDurable
        self.store = try SpoolStore(
            directory: directory, settings: settings, files: files, now: now, wall: wall, random: random)
        for (source, amount) in self.store.amounts { accounts.restore(amount, for: source) }
        self.tell()
    }

    package var statistics: SpoolStatistics { self.store.statistics }

    /// Whether ``handOut(now:)`` is worth calling.
    package var hasNext: Bool { self.store.hasNext }

    /// When ``keepUp(now:everything:)`` has something to do, if nothing else happens before.
    package var nextDue: Duration? { self.store.nextDue }

    // MARK: Taking

    /// Takes a chunk in, or gives it up where the spool's policy says so.
    ///
    /// - Returns: False when the chunk is to wait.
    package mutating func take(_ chunk: Chunk, now: Duration) -> Bool {
        let source = self.accounts.source(of: chunk) ?? ""
        var result = self.store.append(chunk, source: source, severity: chunk.severity, at: now)
        if case .wait = result {
            // What is acknowledged and not noted yet may make room.
            self.takeAnswers(now: now)
            self.store.keepUp(at: now, everything: true)
            result = self.store.append(chunk, source: source, severity: chunk.severity, at: now)
        }
        defer { self.tell() }
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

    // MARK: Giving

    /// The next chunk to be sent. What becomes of it, ``answers`` is to be told; or it is given back.
    package mutating func handOut(now: Duration) -> Chunk? {
        let record = self.store.next(at: now)
        self.tell()
        guard let record else { return nil }
        self.sequences[record.chunk.id] = record.sequence
        self.answers.expect(record.chunk.id)
        self.accounts.unspool(record.chunk, for: record.source)
        return record.chunk
    }

    /// Takes back a chunk that was handed out and not sent.
    package mutating func giveBack(_ chunk: Chunk) {
        self.giveBack(chunk, [chunk])
        self.tell()
    }

    /// - Parameter pieces: What of the chunk is not answered for: itself, or those of its parts that are left.
    private mutating func giveBack(_ chunk: Chunk, _ pieces: [Chunk]) {
        guard let sequence = self.sequences.removeValue(forKey: chunk.id) else { return }
        self.answers.forget(chunk.id)
        let isKept = self.store.handBack(sequence)
        for piece in pieces {
            if isKept { self.accounts.spool(piece) } else { self.accounts.drop(piece, reason: .spoolFull) }
        }
    }

    // MARK: Keeping up

    /// Takes the answers, and does what is due on the disk.
    ///
    /// - Parameter everything: Whether all of it is due, because this is the end or somebody waits for it.
    package mutating func keepUp(now: Duration, everything: Bool = false) {
        self.takeAnswers(now: now)
        self.store.keepUp(at: now, everything: everything)
        self.tell()
    }

    /// Brings everything to the disk and lets another process have the directory. Nothing may be called any more.
    package mutating func close(now: Duration) {
        self.takeAnswers(now: now)
        self.store.close(at: now)
        self.tell()
    }

    private mutating func takeAnswers(now: Duration) {
        for answer in self.answers.takeAll() {
            guard let sequence = self.sequences.removeValue(forKey: answer.chunk.id) else { continue }
            switch answer.kind {
            case .acknowledged: self.store.done(sequence, at: now)
            case .refused(let reason):
                self.store.setAside(answer.chunk, sequence: sequence, reason: reason.name, at: now)
            case .undelivered(let pieces):
                self.sequences[answer.chunk.id] = sequence
                self.giveBack(answer.chunk, pieces)
            }
        }
    }

    /// Passes on what the store has to tell.
    private mutating func tell() {
        let news = self.store.takeNews()
        for record in news.durable { self.onDurable(record.chunk, record.source) }
        for loss in news.losses {
            self.accounts.dropSpooled(loss.entry.amount, of: loss.entry.source, reason: loss.reason)
        }
        for trouble in news.troubles {
            self.failureCounts[trouble.shortDescription, default: 0] += 1
            if trouble != self.lastTrouble { self.logger.log(level: self.failureLevel, "spool: \(trouble)") }
            self.lastTrouble = trouble
        }
    }
}
