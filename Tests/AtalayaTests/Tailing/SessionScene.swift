@testable import Atalaya
import AtalayaConfig
import AtalayaTesting
import Logging
import Synchronization

/// A session of a tail on files in memory, with a clock that a test moves and an output that acknowledges at once.
final class SessionScene {
    let files: MemoryFileSystem
    let log = RecordedLog()
    let accounts = LogAccounts()
    /// The messages of all records, in their order.
    private(set) var messages: [String] = []
    /// The chunks, as a receiver books them.
    private(set) var entries: [ReceptionBook.Entry] = []
    /// Whether the session is told that chunks have arrived.
    var acknowledges = true
    /// The time up to which the session has worked.
    private(set) var now = Duration.zero
    /// How long it takes to do what the session orders.
    var orderTime = Duration.zero
    /// The checkpoint, as far as it has been noted.
    private var sources: [String: Checkpoint.Source] = [:]
    /// How many paths were noted, each time counted.
    private(set) var notedPaths = 0
    private var session: TailSession

    init(
        _ path: String, files: MemoryFileSystem = MemoryFileSystem(), notifier: any ChangeNotifier = PollingNotifier(),
        checkpoint: Checkpoint = Checkpoint(), metrics: [SidecarConfiguration.Metric] = [],
        change: (inout TailerConfiguration) -> Void = { _ in }
    ) throws {
        self.files = files
        var configuration = TailerConfiguration(source: "app", path: path, tag: "t", parser: PlainParser())
        configuration.chunks = ChunkLimits(ageMax: .milliseconds(50))
        change(&configuration)
        let logger = Logger(label: "test") { [log] _ in log.makeHandler() }
        self.session = try TailSession(
            configuration: configuration,
            metrics: try LogMetrics(metrics: metrics, source: "app", registry: MetricsRegistry()),
            surroundings: TailSession.Surroundings(
                accounts: self.accounts, readiness: Readiness(), files: files, logger: logger,
                wallClock: { LogTime(seconds: 1_800_000_000) }, makeChunkID: ChunkAssembler.randomID))
        self.session.begin(from: checkpoint, notifier: notifier)
    }

    var checkpoint: Checkpoint { Checkpoint(sources: self.sources.values.sorted { $0.path < $1.path }) }

    /// Hands the session what a notifier has noticed.
    func notice(_ changes: Changes) {
        self.session.changed(changes)
        self.session.meet(now: self.now)
    }

    /// Works until the session rests beyond a time, which is the time then.
    func work(until end: Duration) {
        while true {
            let order = self.session.next(now: self.now)
            self.now += self.orderTime
            switch order {
            case .ship(let chunks): for chunk in chunks { self.receive(chunk) }
            case .note(let progress), .save(let progress):
                self.notedPaths += progress.paths.count
                for source in progress.paths { self.sources[source.path] = source }
            case .rest(let limit):
                guard self.now + limit <= end else {
                    self.now = end
                    return
                }
                self.now += limit
            }
        }
    }

    /// Lets time pass in which the process does nothing.
    func standStill(for time: Duration) { self.now += time }

    private func receive(_ chunk: Chunk) {
        var receiver = ForwardReceiver()
        for case .batch(let batch) in receiver.receive((try? ForwardFrame.encode(chunk)) ?? []) {
            self.messages += batch.records.compactMap { $0["message"]?.stringValue }
            self.entries.append(ReceptionBook.Entry(batch))
        }
        guard self.acknowledges else { return }
        _ = self.accounts.acknowledge(chunk)
        self.session.acknowledge(chunk.spans, now: self.now)
    }
}

/// Takes everything to be watched, and tells nothing by itself: like the kernel about files that change below it.
final class SilentNotifier: ChangeNotifier {
    private let watches = Mutex<[String: ChangeWatch]>([:])

    /// How many paths are watched.
    var count: Int { self.watches.withLock { $0.count } }

    /// The watch of a path, which a test may tell of.
    func watch(of path: String) -> ChangeWatch? { self.watches.withLock { $0[path] } }

    func watch(file path: String) -> ChangeWatch? { self.watch(path) }
    func watch(directory path: String) -> ChangeWatch? { self.watch(path) }

    private func watch(_ path: String) -> ChangeWatch {
        self.watches.withLock { watches in
            let watch = watches[path] ?? ChangeWatch(number: Int32(watches.count + 1))
            watches[path] = watch
            return watch
        }
    }

    func unwatch(_ watch: ChangeWatch) {}
}
