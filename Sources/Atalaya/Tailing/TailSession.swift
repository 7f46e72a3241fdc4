package import AtalayaLogs
package import Logging

// Design
//
// A session runs in passes: look for files, look at files, read until nothing is new, let go what has waited long enough,
// note how far everything has got, rest. It never waits itself. Where a pass has to wait, or must not go on before
// something is done, it gives an order, and goes on when its owner asks for the next one:
//
//     find ─▶ look ──(save)──▶ read ──(ship)──▶ keep up ──(ship, note)──▶ (rest) ─▶ find …
//                                ▲                 │
//                                └─── now and then ┘
//
// Files, time, chance and what becomes of chunks come from outside. Given the same of each, a session always does the
// same, so that a simulation can repeat it, and can end it at every single operation.

/// What a tailer does, one step after the other: follows the files of one source and gathers their lines in chunks.
package struct TailSession: ~Copyable {
    /// What the owner must do before it asks for the next one.
    package enum Order: Sendable {
        /// Hand the chunks over, waiting while the output is full.
        case ship([Chunk])
        /// Note how far the paths have got, for the next writing of the checkpoint.
        case note([Checkpoint.Source])
        /// Note how far the paths have got, and write the checkpoint.
        case save([Checkpoint.Source])
        /// Wait until something changes, at most for so long.
        case rest(Duration)
    }

    private enum Stage {
        case finding
        case looking
        case reading
        case keepingUp
        case noting
        case resting
    }

    /// Where everything comes from that is not in the configuration.
    package struct Surroundings: Sendable {
        var accounts: LogAccounts
        var readiness: Readiness
        var files: any FileSystem
        var logger: Logger
        var wallClock: @Sendable () -> LogTime
        var makeChunkID: @Sendable () -> ChunkID

        package init(
            accounts: LogAccounts, readiness: Readiness, files: any FileSystem, logger: Logger,
            wallClock: @escaping @Sendable () -> LogTime, makeChunkID: @escaping @Sendable () -> ChunkID
        ) {
            self.accounts = accounts
            self.readiness = readiness
            self.files = files
            self.logger = logger
            self.wallClock = wallClock
            self.makeChunkID = makeChunkID
        }
    }

    private let configuration: TailerConfiguration
    private let pattern: GlobPattern
    private let surroundings: Surroundings
    private var notifier: any ChangeNotifier = PollingNotifier()
    private var known = Checkpoint()

    private var feed: SourceFeed
    private var paths: [String: FollowedPath] = [:]
    /// Paths of which the checkpoint on the disk does not know yet.
    private var newPaths: Set<String> = []
    private var troubles: Troubles
    private var directories: [String: ChangeWatch?] = [:]

    private var stage = Stage.finding
    private var lastDiscovery: Duration?
    private var lastKeptUp = Duration.zero
    /// The paths in the order of reading; which comes next; and whether one had something new since the first.
    private var order: [String] = []
    private var nextToRead = 0
    private var hasRead = false

    /// - Throws: `LogsError` or `ZlibError` for an empty tag or a compression level that does not exist.
    package init(configuration: TailerConfiguration, metrics: LogMetrics, surroundings: Surroundings) throws {
        self.feed = try SourceFeed(configuration, metrics: metrics, makeChunkID: surroundings.makeChunkID)
        self.configuration = configuration
        self.pattern = GlobPattern(configuration.path)
        self.surroundings = surroundings
        self.troubles = Troubles(
            source: configuration.source, accounts: surroundings.accounts, logger: surroundings.logger)
        surroundings.accounts.open(configuration.source)
        surroundings.readiness.declare(self.condition)
    }

    /// Says where to go on, and who tells of changes, before the first order is asked for.
    package mutating func begin(from checkpoint: Checkpoint, notifier: any ChangeNotifier) {
        self.known = checkpoint
        self.notifier = notifier
    }

    /// Goes on to the next thing that the owner must do.
    ///
    /// - Parameter now: The time since some start, which only grows.
    package mutating func next(now: Duration) -> Order {
        while true {
            if let chunks = self.takeChunks(now: now) { return .ship(chunks) }
            switch self.stage {
            case .finding:
                self.find(now: now)
                self.stage = .looking
            case .looking:
                self.look(now: now)
                self.stage = .reading
                if let sources = self.unknownProgress() { return .save(sources) }
            case .reading:
                if !self.readNext(now: now) || now - self.lastKeptUp >= self.configuration.pollInterval {
                    self.lastKeptUp = now
                    self.feed.keepUp(now: now)
                    self.stage = .keepingUp
                }
            case .keepingUp:
                self.stage = .noting
            case .noting:
                self.stage = self.isReading ? .reading : .resting
                let sources = self.progress()
                if !sources.isEmpty { return .note(sources) }
            case .resting:
                self.stage = .finding
                return .rest(self.limit(now: now))
            }
        }
    }

    /// Takes note that spans are safe, or given up for good.
    package mutating func acknowledge(_ spans: [SourceSpan], now: Duration) {
        for span in spans {
            guard let mark = span.source.lastIndex(of: "#") else { continue }
            let path = String(span.source[..<mark])
            self.paths[path]?.acknowledge(span, now: now, feed: &self.feed, troubles: &self.troubles)
        }
    }

    /// Seals what was read and not yet sent, because no line will come.
    package mutating func finish(now: Duration) -> [Chunk] {
        self.feed.finish(now: now)
        return self.takeChunks(now: now) ?? []
    }

    /// How far the paths have got that have got further since they were last asked.
    package mutating func progress() -> [Checkpoint.Source] {
        self.paths.keys.sorted().compactMap { self.paths[$0]?.changedCheckpoint() }
    }

    // MARK: Finding files

    private var condition: String { "tail \(self.configuration.source)" }

    private mutating func find(now: Duration) {
        if let last = self.lastDiscovery, now - last < self.configuration.pollInterval { return }
        self.lastDiscovery = now
        let found: [String]
        do throws(ShellError) {
            found = try self.pattern.matches(
                in: self.surroundings.files, limit: self.configuration.filesMax * 4)
        } catch {
            self.troubles.report(error, about: self.configuration.path, while: .finding)
            self.surroundings.readiness.fail(self.condition, reason: error.description)
            return
        }
        self.surroundings.readiness.satisfy(self.condition)
        if found.isEmpty {
            let error = ShellError(.notFound, subject: self.configuration.path, message: "no such file yet")
            self.troubles.report(error, about: self.configuration.path, while: .finding)
        } else {
            self.troubles.clear(self.configuration.path, while: .finding)
        }
        self.watchDirectories(of: found)
        for path in Self.livePaths(found) where self.paths[path] == nil { self.follow(path) }
    }

    private mutating func follow(_ path: String) {
        guard self.paths.count < self.configuration.filesMax else {
            let message = "not followed: there are \(self.configuration.filesMax) files already"
            return self.troubles.report(ShellError(.configuration, subject: path, message: message), about: path)
        }
        var settings = TailSettings()
        settings.readBytesMax = self.configuration.readBytesMax
        settings.rotatedQuiet = self.configuration.rotatedQuietTime
        let checkpoint = self.known[path]
        if checkpoint == nil { self.newPaths.insert(path) }
        self.paths[path] = FollowedPath(
            path: path,
            settings: settings,
            checkpoint: checkpoint,
            lineBytesMax: self.configuration.lineBytesMax,
            encoding: self.configuration.encoding,
            files: self.surroundings.files,
            notifier: self.notifier,
            wallClock: self.surroundings.wallClock
        )
        self.surroundings.logger.debug(
            "follows", metadata: ["path": "\(path)", "is_known": "\(checkpoint != nil)"])
    }

    private mutating func watchDirectories(of found: [String]) {
        for directory in Set(found.map { Self.split($0).directory } + [self.pattern.fixedDirectory]) {
            if self.directories[directory] ?? nil != nil { continue }
            self.directories[directory] = .some(self.notifier.watch(directory.isEmpty ? "." : directory))
        }
    }

    /// Rotated generations belong to the path that is written to, and are no paths of their own.
    private static func livePaths(_ found: [String]) -> [String] {
        Dictionary(grouping: found) { Self.split($0).directory }.flatMap { directory, paths in
            RotationNames.liveNames(among: paths.map { Self.split($0).name }).map { directory + $0 }
        }.sorted()
    }

    /// The directory with its slash, and the name.
    private static func split(_ path: String) -> (directory: String, name: String) {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return (String(path[..<start]), String(path[start...]))
    }

    // MARK: Reading

    /// Looks at what the paths name now, which opens what is new.
    private mutating func look(now: Duration) {
        self.order = self.paths.keys.sorted()
        for path in self.order { self.paths[path]?.look(now: now, feed: &self.feed, troubles: &self.troubles) }
        self.nextToRead = 0
        self.hasRead = false
    }

    /// That a path is followed is on the disk before its first line goes out. Otherwise a crash before the first
    /// checkpoint would leave a path that looks new, and of a path that is new the rotated generations are not read.
    private mutating func unknownProgress() -> [Checkpoint.Source]? {
        guard !self.newPaths.isEmpty else { return nil }
        // One that could not be opened yet is still new.
        self.newPaths = self.newPaths.filter { self.paths[$0]?.isOpen == false }
        return self.progress()
    }

    /// Whether this pass has still something to read.
    private var isReading: Bool { self.nextToRead < self.order.count || self.hasRead }

    /// Reads from the next path that has something new, one part of each in turn.
    ///
    /// - Returns: false when none has.
    private mutating func readNext(now: Duration) -> Bool {
        while true {
            if self.nextToRead == self.order.count {
                guard self.hasRead else { return false }
                self.nextToRead = 0
                self.hasRead = false
            }
            let path = self.order[self.nextToRead]
            self.nextToRead += 1
            if self.paths[path]?.readNext(now: now, feed: &self.feed, troubles: &self.troubles) == true {
                self.hasRead = true
                return true
            }
        }
    }

    /// Books what was read since the last time, and gives the chunks that it completed.
    private mutating func takeChunks(now: Duration) -> [Chunk]? {
        guard let (batch, droppedSpans) = self.feed.takeBatch() else { return nil }
        self.surroundings.accounts.book(batch, for: self.configuration.source)
        self.acknowledge(droppedSpans, now: now)
        return batch.sealed.isEmpty ? nil : batch.sealed
    }

    /// How long it is worth while to wait.
    private func limit(now: Duration) -> Duration {
        let isPolled =
            !self.troubles.isEmpty || self.paths.values.contains { $0.isPolled }
            || self.directories.values.contains { $0 == nil }
        var limit = isPolled ? self.configuration.pollInterval : self.configuration.rescanInterval
        if let due = self.feed.dueAt { limit = min(limit, due - now) }
        for wake in self.paths.values.compactMap(\.nextWake) { limit = min(limit, wake - now) }
        return max(.zero, limit)
    }
}
