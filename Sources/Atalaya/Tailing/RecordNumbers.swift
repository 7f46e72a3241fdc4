/// Counts the records of each source that go into chunks: the numbers of ``SourceSpan/records``.
///
/// Bounded by the sources that are followed: each is forgotten when nothing more can come of it.
struct RecordNumbers: Sendable {
    private var counts: [String: UInt64] = [:]
    /// The source that was asked for last, which is mostly the one that is asked for next.
    private var source = ""
    private var count: UInt64 = 0

    /// Sources that are counted.
    var sources: Int {
        self.counts.count - (self.counts[self.source] == nil ? 0 : 1) + (self.source.isEmpty ? 0 : 1)
    }

    /// Says with which number a source goes on, unless it is being counted already.
    mutating func begin(_ source: String, at number: UInt64) {
        if self.counts[source] == nil, self.source != source { self.counts[source] = number }
    }

    /// The number of the next record of a source.
    mutating func next(of source: String) -> UInt64 {
        if self.source != source {
            if !self.source.isEmpty { self.counts[self.source] = self.count }
            self.source = source
            self.count = self.counts[source] ?? 0
        }
        return self.count
    }

    /// The numbers of the next records of a source, which have them from now on.
    mutating func take(_ records: Int, of source: String) -> Range<UInt64> {
        let first = self.next(of: source)
        self.count = first &+ UInt64(records)
        return first..<max(first, self.count)
    }

    mutating func forget(_ source: String) {
        self.counts[source] = nil
        if self.source == source {
            self.source = ""
            self.count = 0
        }
    }
}
