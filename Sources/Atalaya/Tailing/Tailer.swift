public import AtalayaLogs
public import Logging
import Synchronization

// Design
//
// The tailer does what TailMachine decides: which file is which, where to go on, when a file is done with. It runs in
// passes: take what was acknowledged, look for files, look at files, read until nothing is new, hand over chunks, wait.
// What wakes it is a ring: from the kernel, from an acknowledgement, from a timer. A ring says only "look again", so
// none of them can be missed in a harmful way.
//
// Everything runs on a FileExecutor, because every call on a file may block. The only suspension inside a pass is the
// handing over of a chunk, and that is the back-pressure: while the output is full nothing is read, and the lines stay
// in their files.

/// Follows the files of one source and ships their lines.
///
/// Lines go through a splitter, the parser and the metrics into chunks, and the chunks to an output. The checkpoint of
/// a file moves over what was acknowledged, so that a crash repeats lines but loses none.
public actor Tailer {
    private let configuration: TailerConfiguration
    private let pattern: GlobPattern
    private let store: CheckpointStore
    private let accounts: LogAccounts
    private let output: any LogOutput
    private let readiness: Readiness
    private let files: any FileSystem
    private let executor: FileExecutor
    private let logger: Logger
    private let doorbell = Doorbell()
    /// Spans that are safe; written by the output's side, at most one batch of a window.
    private nonisolated let inbox = Mutex<[SourceSpan]>([])
    private let start = ContinuousClock.now

    private var feed: SourceFeed
    private var paths: [String: FollowedPath] = [:]
    /// Paths of which the checkpoint on the disk does not know yet.
    private var newPaths: Set<String> = []
    private var troubles: Troubles
    private var directories: [String: ChangeWatch?] = [:]
    private var lastDiscovery: Duration?
    private var lastKeptUp = Duration.zero

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// - Throws: `LogsError` or `ZlibError` for an empty tag or a compression level that does not exist.
    public init(
        configuration: TailerConfiguration,
        metrics: LogMetrics,
        store: CheckpointStore,
        accounts: LogAccounts,
        output: any LogOutput,
        readiness: Readiness = Readiness(),
        files: any FileSystem = SystemFileSystem(),
        executor: FileExecutor = .shared,
        logger: Logger
    ) throws {
        self.feed = try SourceFeed(configuration, metrics: metrics)
        self.configuration = configuration
        self.pattern = GlobPattern(configuration.path)
        self.store = store
        self.accounts = accounts
        self.output = output
        self.readiness = readiness
        self.files = files
        self.executor = executor
        self.logger = logger
        self.troubles = Troubles(source: configuration.source, accounts: accounts, logger: logger)
        accounts.open(configuration.source)
        readiness.declare(self.condition)
    }

    private nonisolated var condition: String { "tail \(self.configuration.source)" }

    // MARK: Running

    /// Follows the files until the task is cancelled. What was read but not yet sent is then offered to the output.
    public func run() async {
        let notifier = await self.makeNotifier()
        while !Task.isCancelled {
            await self.discover(notifier)
            await self.lookAtAll()
            await self.readAll()
            await self.keepUp()
            await self.rest()
        }
        self.feed.finish(now: self.now)
        let (batch, droppedSpans) = self.feed.takeBatch()
        self.accounts.book(batch, for: self.configuration.source)
        for span in droppedSpans { self.acknowledge(span) }
        for chunk in batch.sealed { _ = await self.output.offer(chunk) }
    }

    /// Says that a chunk of this tailer's is safe, or given up for good. May be called from anywhere.
    public nonisolated func release(_ chunk: Chunk) {
        self.inbox.withLock { $0 += chunk.spans }
        self.doorbell.ring()
    }

    /// Takes the last acknowledgements into the checkpoint store, after ``run()`` and the output have ended.
    public func settle() async {
        self.takeAcknowledgements()
        await self.saveProgress()
    }

    private var now: Duration { self.start.duration(to: .now) }

    private func makeNotifier() async -> any ChangeNotifier {
        let doorbell = self.doorbell
        guard self.files is SystemFileSystem, let notifier = try? await InotifyNotifier(onChange: { doorbell.ring() })
        else {
            return PollingNotifier()
        }
        return notifier
    }

    private func takeAcknowledgements() {
        let spans = self.inbox.withLock { spans in
            defer { spans = [] }
            return spans
        }
        for span in spans { self.acknowledge(span) }
    }

    private func acknowledge(_ span: SourceSpan) {
        guard let mark = span.source.lastIndex(of: "#") else { return }
        let path = String(span.source[..<mark])
        self.paths[path]?.acknowledge(span, now: self.now, feed: &self.feed, troubles: &self.troubles)
    }

    // MARK: Finding files

    private func discover(_ notifier: any ChangeNotifier) async {
        if let last = self.lastDiscovery, self.now - last < self.configuration.pollInterval { return }
        self.lastDiscovery = self.now
        let found: [String]
        do throws(ShellError) {
            found = try self.pattern.matches(in: self.files, limit: self.configuration.filesMax * 4)
        } catch {
            self.troubles.report(error, about: self.configuration.path, while: .finding)
            self.readiness.fail(self.condition, reason: error.description)
            return
        }
        self.readiness.satisfy(self.condition)
        if found.isEmpty {
            let error = ShellError(.notFound, subject: self.configuration.path, message: "no such file yet")
            self.troubles.report(error, about: self.configuration.path, while: .finding)
        } else {
            self.troubles.clear(self.configuration.path, while: .finding)
        }
        self.watchDirectories(of: found, notifier)
        for path in Self.livePaths(found) where self.paths[path] == nil {
            await self.follow(path, notifier)
        }
    }

    private func follow(_ path: String, _ notifier: any ChangeNotifier) async {
        guard self.paths.count < self.configuration.filesMax else {
            let message = "not followed: there are \(self.configuration.filesMax) files already"
            return self.troubles.report(ShellError(.configuration, subject: path, message: message), about: path)
        }
        var settings = TailSettings()
        settings.readBytesMax = self.configuration.readBytesMax
        settings.rotatedQuiet = self.configuration.rotatedQuietTime
        let checkpoint = await self.store.source(path)
        if checkpoint == nil { self.newPaths.insert(path) }
        self.paths[path] = FollowedPath(
            path: path,
            settings: settings,
            checkpoint: checkpoint,
            lineBytesMax: self.configuration.lineBytesMax,
            encoding: self.configuration.encoding,
            files: self.files,
            notifier: notifier
        )
        self.logger.debug("follows", metadata: ["path": "\(path)", "is_known": "\(checkpoint != nil)"])
    }

    private func watchDirectories(of found: [String], _ notifier: any ChangeNotifier) {
        for directory in Set(found.map { Self.split($0).directory } + [self.pattern.fixedDirectory]) {
            if self.directories[directory] ?? nil != nil { continue }
            self.directories[directory] = .some(notifier.watch(directory.isEmpty ? "." : directory))
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
    ///
    /// That a path is followed is on the disk before its first line goes out. Otherwise a crash before the first
    /// checkpoint would leave a path that looks new, and of a path that is new the rotated generations are not read.
    private func lookAtAll() async {
        for path in self.paths.keys {
            self.paths[path]?.look(now: self.now, feed: &self.feed, troubles: &self.troubles)
        }
        guard !self.newPaths.isEmpty else { return }
        await self.saveProgress()
        await self.store.save()
        // One that could not be opened yet is still new.
        self.newPaths = self.newPaths.filter { self.paths[$0]?.isOpen == false }
    }

    /// Reads until no file has anything new, one part of each file in turn, and hands over chunks in between.
    private func readAll() async {
        var isProgressing = true
        while isProgressing, !Task.isCancelled {
            isProgressing = false
            for path in self.paths.keys.sorted() {
                let hasRead = self.paths[path]?.readNext(now: self.now, feed: &self.feed, troubles: &self.troubles)
                if hasRead == true {
                    isProgressing = true
                    await self.ship()
                    if self.now - self.lastKeptUp >= self.configuration.pollInterval { await self.keepUp() }
                }
                if Task.isCancelled { return }
            }
        }
    }

    /// What has to be done now and then, however much there is to read: after a long absence, reading may go on for
    /// hours.
    private func keepUp() async {
        self.lastKeptUp = self.now
        self.feed.keepUp(now: self.now)
        await self.ship()
        self.takeAcknowledgements()
        await self.saveProgress()
    }

    /// Books what was read and hands its chunks over, waiting while the output is full.
    private func ship() async {
        let (batch, droppedSpans) = self.feed.takeBatch()
        self.accounts.book(batch, for: self.configuration.source)
        for span in droppedSpans { self.acknowledge(span) }
        for chunk in batch.sealed {
            // Not taken means that this is the end: the lines are in their files, and the checkpoint stays before them.
            do { try await self.output.enqueue(chunk) } catch { return }
        }
    }

    private func saveProgress() async {
        for path in self.paths.keys {
            guard let checkpoint = self.paths[path]?.changedCheckpoint() else { continue }
            await self.store.update(checkpoint)
        }
    }

    /// Waits until it is worth while to look again.
    private func rest() async {
        let now = self.now
        let isPolled =
            !self.troubles.isEmpty || self.paths.values.contains { $0.isPolled }
            || self.directories.values.contains { $0 == nil }
        var limit = isPolled ? self.configuration.pollInterval : self.configuration.rescanInterval
        if let due = self.feed.dueAt { limit = min(limit, due - now) }
        for wake in self.paths.values.compactMap(\.nextWake) { limit = min(limit, wake - now) }
        let isRung = await self.doorbell.wait(atMost: max(.zero, limit))
        // A writer of many small lines rings for each of them; a short pause takes them together.
        if isRung { try? await Task.sleep(for: .milliseconds(5)) }
    }
}
