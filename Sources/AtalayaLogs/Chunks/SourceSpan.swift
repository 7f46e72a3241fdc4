/// A range of bytes of a source: what a chunk covers, and what may be forgotten once the chunk is safe elsewhere.
public struct SourceSpan: Hashable, Sendable {
    /// The stable name of the source, the same after a restart.
    public var source: String
    /// Offset of the first byte.
    public var from: UInt64
    /// Offset just after the last byte.
    public var to: UInt64

    public init(source: String, from: UInt64, to: UInt64) {
        self.source = source
        self.from = from
        self.to = to
    }

    /// Bytes covered; 0 when the span is turned around.
    public var byteCount: UInt64 { to > from ? to - from : 0 }
}
