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
    private let accounts: LogAccounts
    private let output: any LogOutput
    private let doorbell = Doorbell()
    private let start = ContinuousClock.now
    private var session: StreamSession

    /// - Throws: `LogsError` or `ZlibError` for an empty tag or a compression level that does not exist.
    init(
        configuration: TailerConfiguration, metrics: LogMetrics, accounts: LogAccounts, output: any LogOutput
    ) throws {
        self.session = try StreamSession(configuration: configuration, metrics: metrics, accounts: accounts)
        self.accounts = accounts
        self.output = output
    }

    /// The streams of which it is remembered what was counted: none, however many come and go.
    var countedStreams: Int { self.session.countedStreams }

    /// The streams of which it is remembered how many records were shipped: those that are open, and those of which
    /// something is held.
    var numberedStreams: Int { self.session.numberedStreams }

    private var now: Duration { self.start.duration(to: .now) }

    /// Begins a stream.
    func open() -> Int { self.session.open() }

    /// Takes the next bytes of a stream; returns when there is room for more.
    func take(_ bytes: [UInt8], of stream: Int) async {
        let chunks = self.session.take(bytes, of: stream, now: self.now)
        self.doorbell.ring()
        await self.ship(chunks)
    }

    /// Ends a stream: its last line may have no line break.
    func close(_ stream: Int) async {
        let chunks = self.session.close(stream, now: self.now)
        self.doorbell.ring()
        await self.ship(chunks)
    }

    /// Lets go what has been gathered for long enough, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let limit = self.session.dueAt.map { max(.zero, $0 - self.now) } ?? .seconds(3_600)
            await self.doorbell.wait(atMost: limit)
            await self.ship(self.session.keepUp(now: self.now))
        }
    }

    /// Looks at once whether something is due.
    nonisolated func wake() { self.doorbell.ring() }

    /// Hands over everything, as far as there is room at once; the rest is given up, because nobody has it any more.
    func finish() async {
        await self.ship(self.session.finish(now: self.now))
    }

    private func ship(_ chunks: [Chunk]) async {
        for chunk in chunks {
            do { try await self.output.enqueue(chunk) } catch {
                self.accounts.drop(chunk, reason: .undelivered)
            }
        }
    }
}
