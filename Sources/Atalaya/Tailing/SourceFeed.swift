import AtalayaLogs
import AtalayaZlib

/// What becomes of the lines of one tail: records, metrics, chunks. Keeps the account of each batch.
struct SourceFeed: ~Copyable {
    private let parser: any RecordParser
    private let metrics: LogMetrics
    private var assembler: ChunkAssembler
    private var batch = LogAccounts.Batch()
    private var gatheredBytes = 0
    /// Spans of lines that went into no chunk, because they were dropped: nothing has to wait for them.
    private var droppedSpans: [SourceSpan] = []

    init(_ configuration: TailerConfiguration, metrics: LogMetrics) throws {
        self.assembler = try ChunkAssembler(
            tag: configuration.tag,
            limits: configuration.chunks,
            level: try CompressionLevel(configuration.compressionLevel)
        )
        self.parser = configuration.parser
        self.metrics = metrics
    }

    /// When the gathered records must go; nil when there are none.
    var dueAt: Duration? { self.assembler.dueAt }

    /// Takes one line.
    mutating func append(_ line: Span<UInt8>, _ mark: LineMark, of source: String, readAt: LogTime, now: Duration) {
        let parsed = self.parser.parse(line, mark: mark, readAt: readAt)
        let lineBytes = Int(mark.endOffset - mark.startOffset)
        let span = SourceSpan(source: source, from: mark.startOffset, to: mark.endOffset)
        let amount = LedgerAmount(1, bytes: lineBytes)
        self.batch.read += amount
        for (problem, reason) in LineProblems.all where parsed.problems.contains(problem) {
            self.batch.problems[reason, default: 0] += 1
        }
        self.metrics.observe(parsed.record)
        do {
            self.gatheredBytes += lineBytes
            if let chunk = try self.assembler.append(parsed.record, lineBytes: lineBytes, span: span, at: now) {
                self.gatheredBytes = 0
                self.batch.sealed.append(chunk)
            }
        } catch {
            self.gatheredBytes -= lineBytes
            self.batch.drop(amount, reason: .unencodable)
            self.droppedSpans.append(span)
        }
    }

    /// Seals what is gathered, so that it is in the next batch.
    mutating func seal() {
        guard let chunk = self.assembler.seal() else { return }
        self.gatheredBytes = 0
        self.batch.sealed.append(chunk)
    }

    /// What happened since the last call.
    mutating func takeBatch() -> (batch: LogAccounts.Batch, droppedSpans: [SourceSpan]) {
        self.batch.gathered = LedgerAmount(self.assembler.eventCount, bytes: self.gatheredBytes)
        defer {
            self.batch = LogAccounts.Batch()
            self.droppedSpans = []
        }
        return (self.batch, self.droppedSpans)
    }
}
