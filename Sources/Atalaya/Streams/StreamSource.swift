import AtalayaLogs

// Design
//
// What comes through a pipe or a socket cannot be read again. So it is taken from there only when there is room for what
// was taken before: `take` returns when the chunks that the bytes completed are in the output, in a spool or in bounded
// memory, and whoever reads waits for it. Then the pipe fills, and its writer waits too. (Datagrams that nobody has room
// for are the kernel's business: their sender waits or is told.)
//
// Lines that are gathered for the next chunk are in memory, for as long as a chunk may wait.

/// The lines of streams that come under one name: standard input, or the connections of a socket.
actor StreamSource {
    private let configuration: TailerConfiguration
    private let accounts: LogAccounts
    private let output: any LogOutput
    private let doorbell = Doorbell()
    private let start = ContinuousClock.now
    /// Tells the streams of this life of the process from those of earlier ones.
    private let life: String

    private var feed: SourceFeed
    private var streams: [Int: TextSplitter] = [:]
    private var lastStream = 0

    /// - Throws: `LogsError` or `ZlibError` for an empty tag or a compression level that does not exist.
    init(
        configuration: TailerConfiguration, metrics: LogMetrics, accounts: LogAccounts, output: any LogOutput
    ) throws {
        self.feed = try SourceFeed(configuration, metrics: metrics, readsAgain: false)
        self.configuration = configuration
        self.accounts = accounts
        self.output = output
        self.life = String(UInt64.random(in: .min ... .max), radix: 36)
        accounts.open(configuration.source)
    }

    /// The streams of which it is remembered what was counted: none, however many come and go.
    var countedStreams: Int { self.feed.countedSources }

    /// The streams of which it is remembered how many records were shipped: those that are open, and those of which
    /// something is held.
    var numberedStreams: Int { self.feed.numberedSources }

    private var now: Duration { self.start.duration(to: .now) }

    /// Begins a stream.
    func open() -> Int {
        self.lastStream += 1
        self.streams[self.lastStream] = TextSplitter(
            encoding: self.configuration.encoding, lineBytesMax: self.configuration.lineBytesMax)
        return self.lastStream
    }

    /// Takes the next bytes of a stream; returns when there is room for more.
    func take(_ bytes: [UInt8], of stream: Int) async {
        guard var splitter = self.streams[stream] else { return }
        if splitter.needsByteOrderMark { splitter.setBeginning(bytes.span.extracting(first: 2)) }
        self.split(stream) { emit in splitter.append(bytes.span, emit: emit) }
        self.streams[stream] = splitter
        await self.ship()
    }

    /// Ends a stream: its last line may have no line break.
    func close(_ stream: Int) async {
        guard var splitter = self.streams.removeValue(forKey: stream) else { return }
        self.split(stream) { emit in splitter.finish(emit: emit) }
        self.feed.end(stream: self.name(of: stream))
        await self.ship()
    }

    private func name(of stream: Int) -> String { "\(self.configuration.source)#\(self.life).\(stream)" }

    private func split(_ stream: Int, _ run: ((Span<UInt8>, LineMark) -> Void) -> Void) {
        let name = self.name(of: stream)
        let (readAt, now) = (WallClock.now(), self.now)
        self.feed.beginPiece(of: name, path: name, readAt: readAt, now: now)
        run { line, mark in self.feed.append(line, mark) }
        self.feed.endPiece()
        self.doorbell.ring()
    }

    /// Lets go what has been gathered for long enough, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let limit = self.feed.dueAt.map { max(.zero, $0 - self.now) } ?? .seconds(3_600)
            await self.doorbell.wait(atMost: limit)
            self.feed.keepUp(now: self.now)
            await self.ship()
        }
    }

    /// Hands over everything, as far as there is room at once; the rest is given up, because nobody has it any more.
    func finish() async {
        for stream in self.streams.keys.sorted() { await self.close(stream) }
        self.feed.finish(now: self.now)
        await self.ship()
    }

    private func ship() async {
        guard let (batch, _) = self.feed.takeBatch() else { return }
        self.accounts.book(batch, for: self.configuration.source)
        for chunk in batch.sealed {
            do { try await self.output.enqueue(chunk) } catch {
                self.accounts.drop(chunk, reason: .undelivered)
            }
        }
    }
}
