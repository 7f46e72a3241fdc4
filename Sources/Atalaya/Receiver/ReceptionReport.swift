import AtalayaLogs

/// What a receiver can prove: how much has come, what came twice, and what is missing in between.
public struct ReceptionReport: Sendable {
    /// Gaps told of a source; there may be more.
    public static let gapsMax = 100

    /// What has come, and what is missing in between.
    public struct Extent: Hashable, Sendable {
        /// The first that has come, and the one after the last.
        public var from: UInt64
        public var to: UInt64
        /// What has not come in between, the first ``ReceptionReport/gapsMax``.
        public var gaps: [Range<UInt64>]
        public var gapCount: Int

        init?(_ ranges: ByteRanges?) {
            guard let ranges, let first = ranges.ranges.first, let last = ranges.ranges.last else { return nil }
            self.from = first.lowerBound
            self.to = last.upperBound
            self.gaps = Array(ranges.gapRanges.prefix(ReceptionReport.gapsMax))
            self.gapCount = ranges.gaps
        }

        fileprivate var fields: [LogField] {
            [
                LogField("from", .unsigned(self.from)), LogField("to", .unsigned(self.to)),
                LogField("gap_count", .integer(Int64(self.gapCount))),
                LogField(
                    "gaps", .array(self.gaps.map { .array([.unsigned($0.lowerBound), .unsigned($0.upperBound)]) })),
            ]
        }
    }

    /// What has come of a source.
    public struct Source: Hashable, Sendable {
        public var name: String
        /// Its bytes. Where records are counted, bytes that have not come may be lines that a filter drops.
        public var bytes: Extent
        /// Its records by their numbers, where they are counted: what has not come of these is missing.
        public var records: Extent?
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
            Extent(ranges).map { Source(name: name, bytes: $0, records: Extent(book.records[name])) }
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
            let records = source.records.map { [LogField("records", .map($0.fields))] } ?? []
            return LogValue.map([LogField("source", .string(source.name))] + source.bytes.fields + records)
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
