/// A range of bytes of a source: what a chunk covers, and what may be forgotten once the chunk is safe elsewhere.
public struct SourceSpan: Hashable, Sendable {
    /// The stable name of the source, the same after a restart.
    public var source: String
    /// Offset of the first byte.
    public var from: UInt64
    /// Offset just after the last byte.
    public var to: UInt64
    /// The numbers of the records that begin in it, where the sender counts them: from 0 on, those records of the source
    /// that went into chunks. Lines that a filter drops have no number. Empty where none begins or nobody counts.
    ///
    /// After a restart the count goes on with the first record that was not acknowledged. So what is sent again has the
    /// numbers that it had, or follows without a hole.
    public var records: Range<UInt64>

    public init(source: String, from: UInt64, to: UInt64, records: Range<UInt64> = 0..<0) {
        self.source = source
        self.from = from
        self.to = to
        self.records = records
    }

    /// Bytes covered; 0 when the span is turned around.
    public var byteCount: UInt64 { to > from ? to - from : 0 }

    /// Records that begin in it, where they are counted.
    public var recordCount: UInt64 { records.upperBound - records.lowerBound }

    /// Takes in a span of the same source that touches this one and goes on with its count.
    ///
    /// - Returns: False, and nothing has changed, for any other span.
    mutating func extend(by next: SourceSpan) -> Bool {
        guard records.isEmpty || next.records.isEmpty || records.upperBound == next.records.lowerBound else {
            return false
        }
        if to == next.from {
            to = next.to
        } else if from == next.to {
            from = next.from
        } else {
            return false
        }
        if records.isEmpty {
            records = next.records
        } else if !next.records.isEmpty {
            records = records.lowerBound..<next.records.upperBound
        }
        return true
    }
}
