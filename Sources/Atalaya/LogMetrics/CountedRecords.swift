import AtalayaLogs

/// Which parts of the files the metrics have counted, and what it came to.
struct CountedRecords: Sendable {
    var tallies = LogTallies()
    /// By the name of the generation. A record is counted when its first byte is in here.
    private var ranges: [String: ByteRanges] = [:]

    init() {}

    /// How many generations something is remembered of.
    var sources: Int { self.ranges.count }

    mutating func resume(_ generation: String, offset: UInt64, counted: [Range<UInt64>]) {
        var ranges = ByteRanges(upTo: offset)
        for range in counted { ranges.insert(from: range.lowerBound, to: range.upperBound) }
        self.ranges[generation] = ranges
    }

    /// Takes note that a record is counted.
    ///
    /// - Returns: false for one that was counted before.
    mutating func insert(_ spans: [SourceSpan]) -> Bool {
        guard let first = spans.first else { return true }
        let isNew = !(self.ranges[first.source]?.contains(first.from) ?? false)
        for span in spans { self.ranges[span.source, default: ByteRanges()].insert(from: span.from, to: span.to) }
        return isNew
    }

    func counted(_ generation: String, after offset: UInt64) -> [Range<UInt64>] {
        self.ranges[generation]?.after(offset) ?? []
    }

    mutating func forget(_ generation: String) {
        self.ranges[generation] = nil
    }
}
