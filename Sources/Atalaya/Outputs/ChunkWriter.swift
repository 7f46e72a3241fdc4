import AtalayaLogs

/// A place on this machine that takes records: files, standard output.
///
/// It is called from one executor, which may block.
protocol ChunkWriter: Sendable {
    /// What it is called in messages.
    var place: String { get }
    /// When ``tick(now:)`` has something to do, on the caller's monotonic clock.
    var dueAt: Duration? { get }

    /// Writes the batches, and returns when they are durable, as far as the place knows that word.
    ///
    /// - Throws: ``ShellError`` when some may not have been; then all of them are given again.
    mutating func write(_ batches: [RecordBatch], now: Duration) throws(ShellError)
    /// Time has passed.
    mutating func tick(now: Duration) throws(ShellError)
    /// Nothing comes any more.
    mutating func finish() throws(ShellError)
}
