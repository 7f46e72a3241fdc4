import AtalayaLogs
import AtalayaZlib

/// Takes the records of a ``LogQueue`` to an output: chunks by size or after a short wait, and on finishing everything
/// at once.
struct LogShipper: Sendable {
    let queue: LogQueue
    let source: String
    let tag: String
    let limits: ChunkLimits
    let level: CompressionLevel
    let accounts: LogAccounts
    let output: any LogOutput
    /// Whether debugging, information and the rest go into chunks of their own, so that they can be given up apart.
    /// Between them the order is that of the times in the records.
    var separatesSeverities = false

    /// Ships until the queue is finished and empty.
    ///
    /// - Throws: `LogsError` for an empty tag. Later troubles are counted, not thrown.
    func run() async throws {
        var assembler = try ChunkAssembler(tag: self.tag, limits: self.limits, level: self.level)
        let start = ContinuousClock.now
        var known = LogQueue.Counts()
        for await _ in self.queue.wakeUps {
            // The first record after a pause waits for company.
            await self.queue.linger(self.limits.ageMax)
            await self.ship(&assembler, since: start, &known)
        }
        await self.ship(&assembler, since: start, &known)
    }

    private func ship(
        _ assembler: inout ChunkAssembler, since start: ContinuousClock.Instant, _ known: inout LogQueue.Counts
    ) async {
        var batch = LogAccounts.Batch()
        let now = start.duration(to: .now)
        let events = self.queue.takeAll()
        if self.separatesSeverities {
            for shares in [4, 3, 2] {
                let part = events.lazy.filter { $0.severity.quarterShares == shares }
                self.gather(part, in: &assembler, into: &batch, at: now)
            }
        } else {
            self.gather(events, in: &assembler, into: &batch, at: now)
        }
        let counts = self.queue.counts
        if counts.dropped > known.dropped {
            let dropped = LedgerAmount(
                counts.dropped - known.dropped, bytes: counts.droppedBytes - known.droppedBytes)
            batch.read += dropped
            batch.drop(dropped, reason: .queueFull)
        }
        known = counts
        self.accounts.book(batch, for: self.source)
        for chunk in batch.sealed {
            do {
                try await self.output.enqueue(chunk)
            } catch {
                self.accounts.drop(chunk, reason: .undelivered)
            }
        }
    }

    /// Makes chunks of events, each with the highest severity in it.
    private func gather(
        _ events: some Sequence<LoggedEvent>, in assembler: inout ChunkAssembler, into batch: inout LogAccounts.Batch,
        at now: Duration
    ) {
        var severity = LogSeverity.trace
        func take(_ chunk: Chunk?) {
            guard var chunk else { return }
            chunk.severity = severity
            batch.sealed.append(chunk)
            severity = .trace
        }
        for event in events {
            let amount = LedgerAmount(1, bytes: event.bytes)
            batch.read += amount
            severity = max(severity, event.severity)
            do {
                take(try assembler.append(event.record, lineBytes: event.bytes, at: now))
            } catch {
                batch.drop(amount, reason: .unencodable)
            }
        }
        take(assembler.seal())
    }
}
