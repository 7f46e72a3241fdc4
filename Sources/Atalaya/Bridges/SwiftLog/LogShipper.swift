import AtalayaLogs

/// Takes the records of a ``LogQueue`` to an output: chunks by size or after a short wait, and on finishing everything
/// at once.
struct LogShipper: Sendable {
    let queue: LogQueue
    let source: String
    let tag: String
    let limits: ChunkLimits
    let compression: ChunkCompression
    /// Names this run's records, which are numbered from 0: what arrives can be checked for gaps.
    let run: String
    let accounts: LogAccounts
    let output: any LogOutput
    /// Whether debugging, information and the rest go into chunks of their own, so that they can be given up apart.
    /// Between them the order is that of the times in the records.
    var separatesSeverities = false

    /// Ships until the queue is finished and empty.
    ///
    /// - Throws: `LogsError` for an empty tag. Later troubles are counted, not thrown.
    func run() async throws {
        var assembler = try ChunkAssembler(tag: self.tag, limits: self.limits, compression: self.compression)
        let start = ContinuousClock.now
        var known = LogQueue.Counts()
        var number: UInt64 = 0
        for await _ in self.queue.wakeUps {
            // The first record after a pause waits for company.
            await self.queue.linger(self.limits.ageMax)
            await self.ship(&assembler, since: start, &known, &number)
        }
        await self.ship(&assembler, since: start, &known, &number)
    }

    private func ship(
        _ assembler: inout ChunkAssembler, since start: ContinuousClock.Instant, _ known: inout LogQueue.Counts,
        _ number: inout UInt64
    ) async {
        var batch = LogAccounts.Batch()
        let now = start.duration(to: .now)
        let events = self.queue.takeAll()
        if self.separatesSeverities {
            for shares in [4, 3, 2] {
                let part = events.lazy.filter { $0.severity.quarterShares == shares }
                self.gather(part, in: &assembler, into: &batch, &number, at: now)
            }
        } else {
            self.gather(events, in: &assembler, into: &batch, &number, at: now)
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
        _ number: inout UInt64, at now: Duration
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
                let span = SourceSpan(source: self.run, from: number, to: number + 1)
                take(
                    try assembler.append(
                        event.record, lineBytes: event.bytes, spans: [span], number: number, at: now))
                number += 1
            } catch {
                batch.drop(amount, reason: .unencodable)
            }
        }
        take(assembler.seal())
    }
}
