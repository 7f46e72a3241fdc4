/// Where a line stood in its source, and whether it is whole.
public struct LineMark: Hashable, Sendable {
    /// The offset of the line's first byte in the source.
    public var startOffset: UInt64
    /// The offset just after the line and its terminator: the place to go on from once this line is safe.
    public var endOffset: UInt64
    /// Content bytes that were left out because the line was longer than the limit; 0 for a whole line.
    public var bytesCut: UInt64
    /// Bytes that were no text in the encoding of the source; they are in the line in the form of ``LineText``.
    public var escapedBytes: Int

    /// Whether the end of the line is missing because the line was longer than the limit.
    public var isCut: Bool { bytesCut > 0 }

    public init(startOffset: UInt64, endOffset: UInt64, bytesCut: UInt64 = 0, escapedBytes: Int = 0) {
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.bytesCut = bytesCut
        self.escapedBytes = escapedBytes
    }
}
