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

/// What a restart has to know of a tail: paths and metrics of the same moment, to be written together.
package struct TailProgress: Sendable {
    /// The tail's `source`.
    package var source: String
    /// How far the paths have got, of those of which that has changed.
    package var paths: [Checkpoint.Source] = []
    /// Paths that are not followed any more, because all their files have gone.
    package var retired: [String] = []
    /// All tallies of the tail; nil where none has changed.
    package var tallies: [Checkpoint.Tally]?

    package init(source: String, paths: [Checkpoint.Source] = [], tallies: [Checkpoint.Tally]? = nil) {
        self.source = source
        self.paths = paths
        self.tallies = tallies
    }

    var isEmpty: Bool { self.paths.isEmpty && self.retired.isEmpty && self.tallies == nil }
}

/// What a tailer does, one step after the other: follows the files of one source and gathers their lines in chunks.
package struct TailSession: ~Copyable {
    /// What the owner must do before it asks for the next one.
    package enum Order: Sendable {
        /// Hand the chunks over, waiting while the output is full.
        case ship([Chunk])
        /// Note how far the paths have got, for the next writing of the checkpoint.
        case note(TailProgress)
        /// Note how far the paths have got, and write the checkpoint.
        case save(TailProgress)
        /// Wait until something changes, at most for so long.
        case rest(Duration)
    }

    /// Progress is noted at most this often: what a crash takes is repeated, and hashing takes time.
    private static let noteInterval = Duration.milliseconds(100)

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
    private var known = KnownPaths()

    private var feed: SourceFeed
    private var paths: [String: FollowedPath] = [:]
    /// Paths that were followed, and of which that is not noted yet.
    private var retired: [Checkpoint.Source] = []
    /// Paths of which the checkpoint on the disk does not know yet.
    private var newPaths: Set<String> = []
    private var troubles: Troubles
    private var directories: [String: ChangeWatch?] = [:]
    private var watchedDirectories: [ChangeWatch: String] = [:]
    private var due = DuePaths()
    /// Names that have just appeared, with their directories.
    private var arrived: Set<String> = []
    /// Paths of which something may have to be noted.
    private var touched: Set<String> = []

    private var stage = Stage.finding
    private var lastDiscovery: Duration?
    /// Paths found by the last discovery: so much work is one.
    private var lastFound = 0
    private var lastKeptUp = Duration.zero
    private var lastFullLook = Duration.zero
    private var lastRetirement = Duration.zero
    private var lastPoll = Duration.zero
    private var lastNoted: Duration?
    /// Whether something happened that is not noted yet.
    private var hasNews = false
    /// The paths in the order of reading; which comes next; and those that had something new, to be read again.
    private var order: [String] = []
    private var nextToRead = 0
    private var readers: [String] = []
    /// Paths that may have an open file at a time: fewer than the setting says where the process has no more
    /// descriptors.
    private var openMax: Int

    /// - Throws: `LogsError` or `ZlibError` for an empty tag or a compression level that does not exist.
    package init(configuration: TailerConfiguration, metrics: LogMetrics, surroundings: Surroundings) throws {
        self.feed = try SourceFeed(configuration, metrics: metrics, makeChunkID: surroundings.makeChunkID)
        self.configuration = configuration
        self.pattern = GlobPattern(configuration.path)
        self.openMax = max(1, configuration.filesMax)
        self.surroundings = surroundings
        self.troubles = Troubles(
            source: configuration.source, accounts: surroundings.accounts, logger: surroundings.logger)
        surroundings.accounts.open(configuration.source)
        surroundings.readiness.declare(self.condition)
    }

    /// Says where to go on, and who tells of changes, before the first order is asked for.
    package mutating func begin(from checkpoint: Checkpoint, notifier: any ChangeNotifier) {
        self.known = KnownPaths(checkpoint, matching: self.pattern)
        self.notifier = notifier
        self.feed.resume(checkpoint, source: self.configuration.source)
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
                if let progress = self.unknownProgress(now: now) { return .save(progress) }
            case .reading:
                if !self.readNext(now: now) || now - self.lastKeptUp >= self.configuration.pollInterval {
                    self.lastKeptUp = now
                    self.feed.keepUp(now: now)
                    self.stage = .keepingUp
                }
            case .keepingUp:
                self.stage = .noting
            case .noting:
                self.stage = self.isReading ? .finding : .resting
                // One that is written to faster than it is read keeps nobody waiting.
                self.due.insert(self.order[self.nextToRead...])
                self.due.insert(self.readers)
                if self.isNoteDue(now: now) {
                    let progress = self.progress(now: now)
                    if !progress.isEmpty { return .note(progress) }
                }
            case .resting:
                self.stage = .finding
                return .rest(self.limit(now: now))
            }
        }
    }

    /// Takes note of what a notifier has noticed.
    package mutating func changed(_ changes: Changes) {
        if changes.isEverything { self.due.isEverything = true }
        for change in changes.changes {
            if let directory = self.watchedDirectories[change.watch] {
                self.due.isDiscovery = true
                guard let name = change.name else { continue }
                if self.paths[directory + name] != nil {
                    self.due.insert(directory + name)
                } else if change.hasAppeared, self.pattern.matches(path: directory + name) {
                    self.arrived.insert(directory + name)
                }
            } else {
                let owners = self.due.owners(of: change.watch).sorted()
                if change.isWrite { for path in owners { self.paths[path]?.noticeWrites() } }
                self.due.insert(owners)
            }
        }
    }

    /// Takes note that spans are safe, or given up for good.
    package mutating func acknowledge(_ spans: [SourceSpan], now: Duration) {
        if !spans.isEmpty { self.hasNews = true }
        for span in spans {
            guard let mark = span.source.lastIndex(of: "#") else { continue }
            let path = String(span.source[..<mark])
            self.touched.insert(path)
            self.paths[path]?.acknowledge(span, now: now, feed: &self.feed, troubles: &self.troubles)
            self.due.update(path, self.paths[path])
        }
    }

    /// Seals what was read and not yet sent, because no line will come.
    package mutating func finish(now: Duration) -> [Chunk] {
        self.feed.finish(now: now)
        return self.takeChunks(now: now) ?? []
    }

    /// How far the paths have got that have got further since the last time, and the metrics with them.
    package mutating func progress(now: Duration) -> TailProgress {
        self.lastNoted = now
        self.hasNews = false
        let tallies = self.feed.changedTallies(source: self.configuration.source)
        var progress = TailProgress(source: self.configuration.source, tallies: tallies)
        progress.retired = self.retired.map(\.path)
        progress.paths = self.retired
        self.retired = []
        // Tallies go with all the parts that they were counted for.
        let counted = Set(
            self.feed.takeCountedSources().compactMap { source in
                source.lastIndex(of: "#").map { String(source[..<$0]) }
            })
        let paths = self.touched.union(counted).sorted()
        self.touched = []
        for path in paths {
            guard var checkpoint = self.paths[path]?.changedCheckpoint(always: counted.contains(path)) else { continue }
            self.feed.noteCounted(in: &checkpoint)
            progress.paths.append(checkpoint)
        }
        return progress
    }

    private func isNoteDue(now: Duration) -> Bool {
        self.lastNoted.map { now - $0 >= Self.noteInterval } ?? true
    }

    // MARK: Finding files

    private var condition: String { "tail \(self.configuration.source)" }

    private mutating func find(now: Duration) {
        guard self.nextDiscovery <= now else { return }
        self.lastDiscovery = now
        self.due.isDiscovery = false
        let found: [String]
        do throws(ShellError) {
            found = try self.pattern.matches(
                in: self.surroundings.files, limit: self.configuration.pathsMax * 4)
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
        self.lastFound = found.count
        self.watchDirectories(of: found)
        self.retire(besides: Set(found), now: now)
        // Those that were rotated away are known by their older names, which are no paths of their own.
        let known = self.known.present(in: self.surroundings.files)
        let new = Set(found + known).subtracting(self.paths.keys)
        for path in Self.livePaths(new, among: new.union(self.paths.keys)) { self.follow(path) }
    }

    /// Opens at once what has just appeared, because it may be gone in a moment. May be called whenever the session is
    /// not at work, also while a chunk waits for room.
    package mutating func meet(now: Duration) {
        for path in self.arrived.sorted() where self.paths[path] == nil {
            let (directory, name) = PathText.split(path)
            // What may be an older generation of another file waits until all names are looked at.
            let isOlder = RotationNames.logs(withGeneration: name).contains {
                self.paths[directory + $0] != nil || (try? self.surroundings.files.status(of: directory + $0)) != nil
            }
            if isOlder { continue }
            self.follow(path)
            self.look(at: path, now: now)
        }
        self.arrived = []
    }

    /// Lets go of paths of which there is no file any more, which make room for others; and looks for what has come and
    /// gone of those that have files under older names only.
    private mutating func retire(besides found: Set<String>, now: Duration) {
        let isDue = now - self.lastRetirement >= self.configuration.rescanInterval
        guard isDue || self.paths.count >= self.configuration.pathsMax else { return }
        self.lastRetirement = now
        let idle = self.paths.filter { !found.contains($0.key) && $0.value.isSettled }.keys.sorted()
        for (directory, paths) in Dictionary(grouping: idle, by: { PathText.split($0).directory }) {
            var names: [String]?
            do throws(ShellError) {
                names = try self.surroundings.files.names(in: directory.isEmpty ? "." : directory)
            } catch {
                // Where the whole directory has gone, it may come back as it was.
                guard error.code == .notFound else { continue }
            }
            let present = RotationNames.logs(withFilesAmong: names ?? [])
            for path in paths {
                if present.contains(PathText.split(path).name) {
                    self.paths[path]?.lookForNewer(
                        among: names ?? [], now: now, feed: &self.feed, troubles: &self.troubles)
                    self.due.update(path, self.paths[path])
                    self.due.insert(path)
                } else if var followed = self.paths.removeValue(forKey: path) {
                    let source = followed.retire(isForgotten: names != nil, feed: &self.feed)
                    self.known.retire(source)
                    self.retired.append(source)
                    self.touched.remove(path)
                    self.due.update(path, nil)
                    self.newPaths.remove(path)
                    self.troubles.clear(path)
                    self.hasNews = true
                    self.surroundings.logger.debug("does not follow any more", metadata: ["path": "\(path)"])
                }
            }
        }
    }

    /// When to look for files again: soon after a directory has changed, but not all the time where that happens often
    /// and there is much to look through.
    private var nextDiscovery: Duration {
        guard let lastDiscovery else { return .zero }
        let isWatched = self.directories.values.allSatisfy { $0 != nil } && self.troubles.isEmpty
        if self.due.isDiscovery {
            let pause = Duration.milliseconds(10) + .microseconds(20) * self.lastFound
            return lastDiscovery + min(pause, self.configuration.pollInterval)
        }
        return lastDiscovery + (isWatched ? self.configuration.rescanInterval : self.configuration.pollInterval)
    }

    private mutating func follow(_ path: String) {
        guard self.paths.count < self.configuration.pathsMax else {
            let message = "not followed: there are \(self.configuration.pathsMax) files already"
            return self.troubles.report(ShellError(.configuration, subject: path, message: message), about: path)
        }
        var settings = TailSettings()
        settings.readBytesMax = self.configuration.readBytesMax
        settings.rotatedQuiet = self.configuration.rotatedQuietTime
        let checkpoint = self.known.take(path)
        if checkpoint == nil { self.newPaths.insert(path) }
        self.due.insert(path)
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
        for directory in Set(found.map { PathText.split($0).directory } + [self.pattern.fixedDirectory]) {
            if self.directories[directory] ?? nil != nil { continue }
            let watch = self.notifier.watch(directory: directory.isEmpty ? "." : directory)
            self.directories[directory] = .some(watch)
            if let watch { self.watchedDirectories[watch] = directory }
        }
    }

    /// Rotated generations belong to the path that is written to, and are no paths of their own.
    private static func livePaths(_ found: Set<String>, among all: Set<String>) -> [String] {
        found.filter { path in
            let (directory, name) = PathText.split(path)
            return !RotationNames.logs(withGeneration: name).contains { all.contains(directory + $0) }
        }.sorted()
    }

    // MARK: Reading

    /// Looks at what the paths name now that are due, which opens what is new: as many as may be open at once. The others
    /// have their turn in the next pass.
    private mutating func look(now: Duration) {
        // Where something is wrong all of them are looked at more often, but not all the time where they are many.
        let troubledInterval = max(self.configuration.pollInterval, .milliseconds(1) * self.paths.count)
        let isFull =
            self.due.isEverything || now - self.lastFullLook >= self.configuration.rescanInterval
            || !self.troubles.isEmpty && now - self.lastFullLook >= troubledInterval
        let isPolling = now - self.lastPoll >= self.configuration.pollInterval
        if isFull {
            self.due.insert(self.paths.keys.sorted())
            self.lastFullLook = now
            self.due.isEverything = false
        }
        self.due.insertDue(at: now, polls: isFull || isPolling)
        if isFull || isPolling { self.lastPoll = now }
        self.order = self.due.take(self.openMax).filter { self.paths[$0] != nil }
        self.touched.formUnion(self.order)
        for path in self.order { self.look(at: path, now: now) }
        self.nextToRead = 0
        self.readers = []
    }

    private mutating func look(at path: String, now: Duration) {
        // Nothing could be closed for the one before.
        guard self.due.openCount <= self.openMax || self.paths[path]?.isOpen == true else {
            return self.due.postpone(path)
        }
        self.paths[path]?.look(now: now, feed: &self.feed, troubles: &self.troubles)
        self.due.update(path, self.paths[path])
        if self.paths[path]?.isStarved == true {
            // The process has no more descriptors. Others need some too: connections, and the checkpoint.
            self.openMax = max(1, self.due.openCount * 3 / 4)
        }
        self.makeRoom()
    }

    /// Closes files that are read to their end, those first that have been open for longest.
    private mutating func makeRoom() {
        for _ in 0..<self.due.openCount {
            guard self.due.openCount > self.openMax, let path = self.due.takeOldestOpen() else { return }
            let isClosed = self.paths[path]?.park() ?? true
            self.due.update(path, self.paths[path])
            if !isClosed { self.due.keepOpen(path) }
        }
    }

    /// That a path is followed is on the disk before its first line goes out. Otherwise a crash before the first
    /// checkpoint would leave a path that looks new, and of a path that is new the rotated generations are not read.
    private mutating func unknownProgress(now: Duration) -> TailProgress? {
        guard !self.newPaths.isEmpty else { return nil }
        // One that could not be opened yet is still new.
        self.newPaths = self.newPaths.filter { self.paths[$0]?.isOpen == false }
        return self.progress(now: now)
    }

    /// Whether this pass has still something to read.
    private var isReading: Bool { self.nextToRead < self.order.count || !self.readers.isEmpty }

    /// Reads from the next path that has something new, one part of each in turn.
    ///
    /// - Returns: false when none has.
    private mutating func readNext(now: Duration) -> Bool {
        while true {
            if self.nextToRead == self.order.count {
                // Those that have nothing more are not asked again.
                self.order = self.readers
                self.nextToRead = 0
                self.readers = []
                guard !self.order.isEmpty else { return false }
            }
            let path = self.order[self.nextToRead]
            self.nextToRead += 1
            let hasRead = self.paths[path]?.readNext(now: now, feed: &self.feed, troubles: &self.troubles)
            self.due.update(path, self.paths[path])
            if self.paths[path]?.takeWish() == true { self.due.insert(path) }
            if hasRead == true {
                self.readers.append(path)
                return true
            }
        }
    }

    /// Books what was read since the last time, and gives the chunks that it completed.
    private mutating func takeChunks(now: Duration) -> [Chunk]? {
        guard let (batch, droppedSpans) = self.feed.takeBatch() else { return nil }
        self.hasNews = true
        self.surroundings.accounts.book(batch, for: self.configuration.source)
        self.acknowledge(droppedSpans, now: now)
        return batch.sealed.isEmpty ? nil : batch.sealed
    }

    /// How long it is worth while to wait.
    private func limit(now: Duration) -> Duration {
        if !self.due.isEmpty { return .zero }
        var limit = min(self.nextDiscovery, self.lastFullLook + self.configuration.rescanInterval) - now
        if !self.troubles.isEmpty || self.due.isPolling {
            limit = min(limit, self.lastPoll + self.configuration.pollInterval - now)
        }
        if let due = self.feed.dueAt { limit = min(limit, due - now) }
        if let wake = self.due.nextWake { limit = min(limit, wake - now) }
        if self.hasNews, let lastNoted { limit = min(limit, lastNoted + Self.noteInterval - now) }
        return max(.zero, limit)
    }
}
