/// What the owner of a ``SpoolMachine`` has to do next so that a record can be written.
public enum SpoolStep: Hashable, Sendable {
    /// Write the record here, then say `wrote`; if that fails, `abandoned`.
    case write(SpoolPlace)
    /// Make a segment of so many bytes and bring it to the disk, then say `created`; if that fails, `createFailed`.
    case create(byteCount: Int)
    /// Cut the segment that is written to to so many bytes and bring it to the disk, then say `sealed`.
    case seal(SpoolSegmentName, byteCount: Int)
    /// Call `giveUpOldest`, book what it gives under this reason, and commit.
    case giveUpOldest(DropReason)
    /// There is no room: ask again after an acknowledgement, or at `nextRetry`.
    case wait
    /// There is no room, and the record is to be given up.
    case refuse(DropReason)
}

/// Where a record stands.
public struct SpoolPlace: Hashable, Sendable {
    public var segment: SpoolSegmentName
    /// In bytes from the beginning of the segment.
    public var offset: Int

    public init(segment: SpoolSegmentName, offset: Int) {
        self.segment = segment
        self.offset = offset
    }
}

/// A record of the spool, as the index knows it.
public struct SpoolEntry: Hashable, Sendable {
    public var sequence: UInt64
    /// `nil` when its segment is gone.
    public var place: SpoolPlace?
    public var recordBytes: Int
    /// Records in the chunk, and bytes of their lines.
    public var amount: LedgerAmount
    /// The account they are on.
    public var source: String
}
