package import AtalayaLogs

// Everything that a StreamSource does between two of its waits: bytes in, chunks out, the books. Time is an argument, so
// that a simulation can be in the place of the actor.

/// The lines of streams that come under one name, and the chunks that they are gathered in.
package struct StreamSession: ~Copyable {
    private let configuration: TailerConfiguration
    private let accounts: LogAccounts
    private let wallClock: @Sendable () -> LogTime
    /// Tells the streams of this life of the process from those of earlier ones.
    private let life: String
    private var feed: SourceFeed
    private var streams: [Int: TextSplitter] = [:]
    private var lastStream = 0

    /// - Throws: `LogsError` or `ZlibError` for an empty tag or a compression level that does not exist.
    package init(
        configuration: TailerConfiguration, metrics: LogMetrics, accounts: LogAccounts,
        life: String = String(UInt64.random(in: .min ... .max), radix: 36),
        wallClock: @escaping @Sendable () -> LogTime = WallClock.now,
        makeChunkID: @escaping @Sendable () -> ChunkID = ChunkAssembler.randomID
    ) throws {
        self.feed = try SourceFeed(configuration, metrics: metrics, readsAgain: false, makeChunkID: makeChunkID)
        self.configuration = configuration
        self.accounts = accounts
        self.wallClock = wallClock
        self.life = life
        accounts.open(configuration.source)
    }

    /// The streams of which it is remembered what was counted: none, however many come and go.
    var countedStreams: Int { self.feed.countedSources }

    /// The streams of which it is remembered how many records were shipped: those that are open, and those of which
    /// something is held.
    var numberedStreams: Int { self.feed.numberedSources }

    /// When something that waits must go; nil when nothing does.
    package var dueAt: Duration? { self.feed.dueAt }

    /// What the spans of a stream's lines are called.
    package func name(of stream: Int) -> String { "\(self.configuration.source)#\(self.life).\(stream)" }

    /// Begins a stream.
    package mutating func open() -> Int {
        self.lastStream += 1
        self.streams[self.lastStream] = TextSplitter(
            encoding: self.configuration.encoding, lineBytesMax: self.configuration.lineBytesMax)
        return self.lastStream
    }

    /// Takes the next bytes of a stream; gives the chunks that they completed.
    package mutating func take(_ bytes: [UInt8], of stream: Int, now: Duration) -> [Chunk] {
        guard var splitter = self.streams[stream] else { return [] }
        if splitter.needsByteOrderMark { splitter.setBeginning(bytes.span.extracting(first: 2)) }
        self.split(stream, now: now) { emit in splitter.append(bytes.span, emit: emit) }
        self.streams[stream] = splitter
        return self.takeChunks()
    }

    /// Ends a stream: its last line may have no line break.
    package mutating func close(_ stream: Int, now: Duration) -> [Chunk] {
        guard var splitter = self.streams.removeValue(forKey: stream) else { return [] }
        self.split(stream, now: now) { emit in splitter.finish(emit: emit) }
        self.feed.end(stream: self.name(of: stream))
        return self.takeChunks()
    }

    private mutating func split(_ stream: Int, now: Duration, _ run: ((Span<UInt8>, LineMark) -> Void) -> Void) {
        let name = self.name(of: stream)
        self.feed.beginPiece(of: name, path: name, readAt: self.wallClock(), now: now)
        run { line, mark in self.feed.append(line, mark) }
        self.feed.endPiece()
    }

    /// Lets go what has been gathered for long enough.
    package mutating func keepUp(now: Duration) -> [Chunk] {
        if self.feed.isEverythingAskedFor {
            // Of a line without an end this is all that anybody has; what comes yet is another line.
            for stream in self.streams.keys.sorted() {
                guard var splitter = self.streams[stream] else { continue }
                self.split(stream, now: now) { emit in splitter.finish(emit: emit) }
                self.streams[stream] = splitter
            }
        }
        self.feed.keepUp(now: now)
        return self.takeChunks()
    }

    /// Ends every stream, and lets everything go.
    package mutating func finish(now: Duration) -> [Chunk] {
        var chunks: [Chunk] = []
        for stream in self.streams.keys.sorted() { chunks += self.close(stream, now: now) }
        self.feed.finish(now: now)
        return chunks + self.takeChunks()
    }

    /// Books what was read since the last time, and gives the chunks that it completed.
    private mutating func takeChunks() -> [Chunk] {
        guard let (batch, _) = self.feed.takeBatch() else { return [] }
        self.accounts.book(batch, for: self.configuration.source)
        return batch.sealed
    }
}
