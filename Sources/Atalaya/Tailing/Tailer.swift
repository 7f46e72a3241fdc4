public import AtalayaLogs
public import Logging
import Synchronization

// Design
//
// The tailer does what its session wants (see TailSession): it waits where that must not. What wakes it is a ring: from
// the kernel, from an acknowledgement, from a timer. A ring says only "look again", so none of them can be missed in a
// harmful way.
//
// Everything runs on a FileExecutor, because every call on a file may block. The only suspension inside a pass is the
// handing over of a chunk, and that is the back-pressure: while the output is full nothing is read, and the lines stay
// in their files.

/// Follows the files of one source and ships their lines.
///
/// Lines go through a splitter, the parser and the metrics into chunks, and the chunks to an output. The checkpoint of
/// a file moves over what was acknowledged, so that a crash repeats lines but loses none.
public actor Tailer {
    /// Rings are answered at most this often.
    private static let ringInterval = Duration.milliseconds(5)

    private let store: CheckpointStore
    private let output: any LogOutput
    private let executor: FileExecutor
    private let files: any FileSystem
    private let doorbell = Doorbell()
    /// Spans that are safe; written by the output's side, at most one batch of a window.
    private nonisolated let inbox = Mutex<[SourceSpan]>([])
    /// What the notifier has noticed.
    private nonisolated let noticed = NoticedChanges()
    private var lastRing = Duration.zero
    private let start = ContinuousClock.now
    private var session: TailSession

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
        self.session = try TailSession(
            configuration: configuration, metrics: metrics,
            surroundings: TailSession.Surroundings(
                accounts: accounts, readiness: readiness, files: files, logger: logger, wallClock: WallClock.now,
                makeChunkID: ChunkAssembler.randomID))
        self.store = store
        self.output = output
        self.executor = executor
        self.files = files
    }

    /// Follows the files until the task is cancelled. What was read but not yet sent is then offered to the output.
    public func run() async {
        self.session.begin(from: await self.store.known, notifier: await self.makeNotifier())
        while !Task.isCancelled {
            self.takeAcknowledgements()
            self.session.changed(self.noticed.take())
            switch self.session.next(now: self.now) {
            case .ship(let chunks): await self.ship(chunks)
            case .note(let progress): await self.store.update(progress)
            case .save(let progress):
                await self.store.update(progress)
                await self.store.save()
            case .rest(let limit): await self.rest(limit)
            }
        }
        for chunk in self.session.finish(now: self.now) { _ = await self.output.offer(chunk) }
    }

    /// Looks at once at every file, and whether something is due.
    nonisolated func wake() {
        var everything = Changes()
        everything.insertEverything()
        self.noticed.add(everything)
        self.doorbell.ring()
    }

    /// Says that a chunk of this tailer's is safe, or given up for good. May be called from anywhere.
    public nonisolated func release(_ chunk: Chunk) {
        self.inbox.withLock { $0 += chunk.spans }
        self.doorbell.ring()
    }

    /// Takes the last acknowledgements into the checkpoint store, after ``run()`` and the output have ended.
    public func settle() async {
        self.takeAcknowledgements()
        await self.store.update(self.session.progress(now: self.now))
    }

    private var now: Duration { self.start.duration(to: .now) }

    private func makeNotifier() async -> any ChangeNotifier {
        let (doorbell, noticed) = (self.doorbell, self.noticed)
        guard self.files.isWatchable else { return PollingNotifier() }
        let notifier = try? await InotifyNotifier { [weak self] changes in
            noticed.add(changes)
            doorbell.ring()
            // Files may live for milliseconds only, and an output that is full may take much longer.
            if changes.hasAppearances { Task { await self?.meet() } }
        }
        return notifier ?? PollingNotifier()
    }

    /// Opens what has just appeared. Comes in between while the run waits.
    private func meet() {
        self.session.changed(self.noticed.take())
        self.session.meet(now: self.now)
    }

    private func takeAcknowledgements() {
        let spans = self.inbox.withLock { spans in
            defer { spans = [] }
            return spans
        }
        self.session.acknowledge(spans, now: self.now)
    }

    /// Hands chunks over, waiting while the output is full.
    private func ship(_ chunks: [Chunk]) async {
        for chunk in chunks {
            // Not taken means that this is the end: the lines are in their files, and the checkpoint stays before them.
            do { try await self.output.enqueue(chunk) } catch { return }
        }
    }

    /// Waits until it is worth while to look again.
    private func rest(_ limit: Duration) async {
        guard await self.doorbell.wait(atMost: limit) else { return }
        // A writer of many small lines rings for each of them; a short pause takes them together. The first ring after
        // a rest is answered at once.
        let pause = self.lastRing + Self.ringInterval - self.now
        if pause > .zero { try? await Pause.wait(for: pause) }
        self.lastRing = self.now
    }
}

/// What a notifier has noticed, on its way to the session.
private final class NoticedChanges: Sendable {
    private let changes = Mutex(Changes())

    init() {}

    func add(_ new: Changes) { self.changes.withLock { $0.formUnion(new) } }

    func take() -> Changes {
        self.changes.withLock { changes in
            defer { changes = Changes() }
            return changes
        }
    }
}
