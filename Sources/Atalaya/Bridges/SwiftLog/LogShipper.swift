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
        for entry in self.queue.takeAll() {
            let amount = LedgerAmount(1, bytes: entry.bytes)
            batch.read += amount
            do {
                if let chunk = try assembler.append(entry.record, lineBytes: entry.bytes, at: now) {
                    batch.sealed.append(chunk)
                }
            } catch {
                batch.drop(amount, reason: .unencodable)
            }
        }
        if let chunk = assembler.seal() { batch.sealed.append(chunk) }
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
}
