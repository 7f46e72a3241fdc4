import AtalayaLogs

/// What a receiver can prove: how much has come, what came twice, and what is missing in between.
public struct ReceptionReport: Sendable {
    /// Gaps told of a source; there may be more.
    public static let gapsMax = 100

    /// What has come of a source.
    public struct Source: Hashable, Sendable {
        public var name: String
        /// The first byte (or record) that has come, and the one after the last.
        public var from: UInt64
        public var to: UInt64
        /// What is missing in between, the first ``ReceptionReport/gapsMax``.
        public var gaps: [Range<UInt64>]
        public var gapCount: Int
    }

    public var statistics: ReceiverStatistics
    /// In the order of their names.
    public var sources: [Source]
    /// Chunks that were split by their sender, of which some parts have not come.
    public var incompleteChunks: Int

    init(statistics: ReceiverStatistics, book: ReceptionBook) {
        self.statistics = statistics
        self.incompleteChunks = book.incomplete.count
        self.sources = book.sources.sorted { $0.key < $1.key }.compactMap { name, ranges in
            guard let first = ranges.ranges.first, let last = ranges.ranges.last else { return nil }
            return Source(
                name: name, from: first.lowerBound, to: last.upperBound,
                gaps: Array(ranges.gapRanges.prefix(Self.gapsMax)), gapCount: ranges.gaps)
        }
    }

    /// Whether nothing is missing and no chunk came with other contents under its old name.
    public var isComplete: Bool {
        self.statistics.gaps == 0 && self.statistics.alteredChunks == 0 && self.incompleteChunks == 0
    }

    /// The report as JSON on one line, with its line feed.
    public var json: [UInt8] {
        func number(_ value: Int) -> LogValue { .integer(Int64(value)) }
        let sources = self.sources.map { source in
            LogValue.map([
                LogField("source", .string(source.name)), LogField("from", .unsigned(source.from)),
                LogField("to", .unsigned(source.to)), LogField("gap_count", number(source.gapCount)),
                LogField(
                    "gaps", .array(source.gaps.map { .array([.unsigned($0.lowerBound), .unsigned($0.upperBound)]) })),
            ])
        }
        let statistics = self.statistics
        return RecordJSON.line([
            LogField("complete", .bool(self.isComplete)), LogField("chunks", number(statistics.chunks)),
            LogField("records", number(statistics.records)),
            LogField("duplicate_chunks", number(statistics.duplicateChunks)),
            LogField("duplicate_records", number(statistics.duplicateRecords)),
            LogField("altered_chunks", number(statistics.alteredChunks)),
            LogField("incomplete_chunks", number(self.incompleteChunks)),
            LogField("refusals", number(statistics.refusals)), LogField("violations", number(statistics.violations)),
            LogField("failed_tls_handshakes", number(statistics.failedTLSHandshakes)),
            LogField("failed_authentications", number(statistics.failedAuthentications)),
            LogField("gaps", number(statistics.gaps)), LogField("sources", .array(sources)),
        ])
    }
}
