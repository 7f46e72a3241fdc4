public import AtalayaLogs

/// An output that writes: it gathers what comes while it writes, writes that in one go, and acknowledges it when it is
/// durable. What cannot be written is kept and tried again.
public actor WritingOutput: LogOutput {
    /// Bytes of chunks that are written at once.
    private static let batchBytesMax = 4 << 20

    private let observer: any DeliveryObserver
    private let executor: FileExecutor
    private let heldBytesMax: Int
    private let events: AsyncStream<Void>
    private let arrivals: AsyncStream<Void>.Continuation
    private let start = ContinuousClock.now

    private var writer: any ChunkWriter
    private var pending: [Chunk] = []
    private var pendingBytes = 0
    private var backoff: Backoff
    private var random = SystemRandomNumberGenerator()
    private var retryAt: Duration = .zero
    private var drainDeadline: Duration?
    private var isFinished = false
    private var alarm = Alarm()
    private let room = WaitingRoom()

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    init(
        writer: any ChunkWriter, observer: any DeliveryObserver, executor: FileExecutor,
        heldBytesMax: Int = 8 << 20, backoff: Backoff = Backoff()
    ) {
        self.writer = writer
        self.observer = observer
        self.executor = executor
        self.heldBytesMax = heldBytesMax
        self.backoff = backoff
        (self.events, self.arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    public func run() async {
        for await _ in self.events { self.work() }
        self.alarm.cancel()
        self.isFinished = true
        self.room.wakeAll()
    }

    public func enqueue(_ chunk: Chunk) async throws {
        while true {
            if self.isFinished { throw CancellationError() }
            if self.offer(chunk) { return }
            try Task.checkCancellation()
            await self.room.wait { !self.isFinished && self.pendingBytes >= self.heldBytesMax }
        }
    }

    public func offer(_ chunk: Chunk) -> Bool {
        guard !self.isFinished, self.pendingBytes < self.heldBytesMax else { return false }
        self.pending.append(chunk)
        self.pendingBytes += chunk.heldBytes
        self.arrivals.yield()
        return true
    }

    public func drain(within limit: Duration) {
        self.drainDeadline = self.now + limit
        self.retryAt = .zero
        self.arrivals.yield()
    }

    // MARK: Work

    private var now: Duration { self.start.duration(to: .now) }

    private func work() {
        guard !self.isFinished else { return }
        if self.retryAt <= self.now {
            do throws(ShellError) {
                try self.writer.tick(now: self.now)
                while !self.pending.isEmpty { try self.writeSome() }
            } catch {
                self.observer.connectionChanged(.failed(error), to: self.writer.place)
                self.retryAt = self.now + self.backoff.next(using: &self.random)
            }
        }
        if let deadline = self.drainDeadline, self.pending.isEmpty || self.now >= deadline { return self.end() }
        self.sleep()
    }

    private func writeSome() throws(ShellError) {
        var chunks: [Chunk] = []
        var batches: [RecordBatch] = []
        var bytes = 0
        for chunk in self.pending {
            if !chunks.isEmpty, bytes + chunk.entriesBytes > Self.batchBytesMax { break }
            guard let batch = try? RecordBatch(chunk) else {
                // What cannot be read cannot be written, now or ever. What is before it goes first.
                if chunks.isEmpty {
                    self.remove(1)
                    self.observer.quarantined(chunk, reason: .unencodable)
                    return
                }
                break
            }
            chunks.append(chunk)
            batches.append(batch)
            bytes += chunk.entriesBytes
        }
        try self.writer.write(batches, now: self.now)
        self.remove(chunks.count)
        self.backoff.reset()
        self.observer.connectionChanged(.connected, to: self.writer.place)
        for chunk in chunks { self.observer.acknowledged(chunk) }
    }

    private func remove(_ count: Int) {
        for chunk in self.pending.prefix(count) { self.pendingBytes -= chunk.heldBytes }
        self.pending.removeFirst(count)
        self.room.wakeAll()
    }

    private func end() {
        self.isFinished = true
        do throws(ShellError) {
            try self.writer.finish()
        } catch {
            self.observer.connectionChanged(.failed(error), to: self.writer.place)
        }
        self.observer.undelivered(self.pending)
        self.pending = []
        self.arrivals.finish()
    }

    private func sleep() {
        var wakes = [self.drainDeadline, self.writer.dueAt].compactMap { $0 }
        if !self.pending.isEmpty { wakes.append(self.retryAt) }
        self.alarm.cancel()
        guard let wake = wakes.min() else { return }
        self.alarm.set(in: max(.milliseconds(1), wake - self.now)) { [arrivals] in arrivals.yield() }
    }
}
