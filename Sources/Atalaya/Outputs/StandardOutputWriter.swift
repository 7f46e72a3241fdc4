import AtalayaLogs

/// Where lines go that leave the process.
protocol LineSink: Sendable {
    /// Writes all of the bytes, or throws; then some of them may have been written.
    func write(_ bytes: [UInt8]) throws(ShellError)
}

/// Writes records to standard output, one JSON object a line. The other end of a pipe has them when it has read them;
/// what is known here, and taken for an acknowledgement, is that the system has.
struct StandardOutputWriter: ChunkWriter {
    /// Its own thread: a pipe that nobody reads must not hold up the reading of files.
    static let executor = FileExecutor()

    let place = "standard output"
    let dueAt: Duration? = nil
    private let sink: any LineSink

    init(sink: any LineSink) { self.sink = sink }

    func write(_ batches: [RecordBatch], now: Duration) throws(ShellError) {
        var json = RecordJSON()
        for batch in batches {
            for record in batch.records { json.append(tag: batch.tag, record) }
        }
        try self.sink.write(json.bytes)
    }

    func tick(now: Duration) throws(ShellError) {}
    func finish() throws(ShellError) {}
}
