import AtalayaLogs

/// Which parts of the files the metrics have counted, and what it came to.
struct CountedRecords: Sendable {
    var tallies = LogTallies()
    /// By the name of the generation. A record is counted when its first byte is in here.
    private var ranges: [String: ByteRanges] = [:]

    /// Generations of which other parts are counted than at the last call of ``takeChanged()``.
    private var changed: Set<String> = []

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
        for span in spans {
            self.ranges[span.source, default: ByteRanges()].insert(from: span.from, to: span.to)
            self.changed.insert(span.source)
        }
        return isNew
    }

    /// The generations of which something was counted since the last call.
    mutating func takeChanged() -> Set<String> {
        defer { self.changed = [] }
        return self.changed
    }

    func counted(_ generation: String, after offset: UInt64) -> [Range<UInt64>] {
        self.ranges[generation]?.after(offset) ?? []
    }

    mutating func forget(_ generation: String) {
        self.ranges[generation] = nil
        self.changed.remove(generation)
    }
}
