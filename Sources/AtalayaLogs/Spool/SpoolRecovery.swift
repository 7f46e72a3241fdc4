// Design
//
// Recovery goes from header to header and reads nothing in between, except that the contents of the last record are
// checked: that is the one a crash has most likely cut, and a segment is allocated in advance, so the missing part is
// zeros and not an end of file. Contents in the middle are checked when they are sent.
//
// Where no sound header stands, the reader looks for the next one at every multiple of 8 and reports what lies between
// as a hole. It only ever goes forward, so it ends; it never fails because of what it reads, so the spool always starts.

/// What is in a segment of the spool, as found after a restart.
public struct SpoolRecovery: Hashable, Sendable {
    /// A record that was found.
    public struct Found: Hashable, Sendable {
        /// Where the record begins in the segment.
        public var offset: Int
        public var header: SpoolRecordHeader
    }

    /// The records, in ascending order of place and of sequence.
    public private(set) var records: [Found] = []
    /// Bytes between sound records that make no sense: to be quarantined and counted.
    public private(set) var holes: [Range<Int>] = []
    /// Where the segment can be continued: just after the last sound record. What lies behind is zeros, or a record that
    /// was cut.
    public private(set) var end = SpoolSegmentHeader.byteCount
    /// The record at the end, when its header is sound and its contents are not: cut by a crash, or damaged since.
    public private(set) var tornRecord: Found?
    /// Whether something stands at `end` that is no record: a torn one, or a part of its header.
    public private(set) var hasTornEnd = false

    /// Whether nothing was found: neither records nor what may have been some.
    public var isEmpty: Bool { records.isEmpty && holes.isEmpty && !hasTornEnd }

    private static let windowBytes = 64 * 1024

    /// Finds the records of a segment.
    ///
    /// - Parameters:
    ///   - byteCount: Bytes in the segment's file.
    ///   - read: Reads a range of the file, and gives fewer bytes only where the file ends.
    /// - Throws: Only what `read` throws.
    /// - Complexity: A read for each record; linear in the bytes of holes and of the part that was never written.
    public init<Failure: Error>(
        _ segment: SpoolSegmentHeader, byteCount: Int, read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        var position = end
        while position < byteCount {
            if let found = try Self.header(segment, at: position, byteCount: byteCount, after: records.last, read) {
                if position > end { holes.append(end..<position) }
                records.append(found)
                position += found.header.recordBytes
                end = position
            } else {
                position = try Self.nextMagic(after: position, byteCount: byteCount, read)
            }
        }
        try checkLast(segment, byteCount: byteCount, read)
        hasTornEnd = try read(min(end, byteCount)..<min(end + 8, byteCount)).contains { $0 != 0 }
    }

    /// The record at `position`, if a sound one begins there. A sequence that does not ascend is none of ours: two
    /// records never have the same.
    private static func header<Failure: Error>(
        _ segment: SpoolSegmentHeader, at position: Int, byteCount: Int, after last: Found?,
        _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Found? {
        var bytes = try read(position..<min(position + 4096, byteCount))
        if let headerBytes = SpoolRecordHeader.headerBytes(bytes, at: 0), headerBytes > bytes.count {
            bytes = try read(position..<min(position + headerBytes, byteCount))
        }
        guard let header = try? SpoolRecordHeader(decoding: bytes, segment: segment.id),
            header.sequence >= segment.firstSequence, last.map({ header.sequence > $0.header.sequence }) ?? true
        else { return nil }
        return Found(offset: position, header: header)
    }

    /// The next multiple of 8 where a record might begin, or the end of the file.
    private static func nextMagic<Failure: Error>(
        after position: Int, byteCount: Int, _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Int {
        var start = (position / 8 + 1) * 8
        while start < byteCount {
            let window = try read(start..<min(start + windowBytes, byteCount))
            // The file has become shorter: that is its end.
            guard window.count >= 8 else { return byteCount }
            var offset = 0
            while offset + 4 <= window.count {
                if window.bigEndian32(at: offset) == SpoolRecordHeader.magic { return start + offset }
                offset += 8
            }
            start += windowBytes
        }
        return byteCount
    }

    private mutating func checkLast<Failure: Error>(
        _ segment: SpoolSegmentHeader, byteCount: Int, _ read: (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        guard let last = records.last else { return }
        let range = last.offset..<min(last.offset + last.header.recordBytes, byteCount)
        let bytes = try read(range)
        if (try? SpoolRecord(decoding: bytes, segment: segment.id)) != nil { return }
        records.removeLast()
        tornRecord = last
        end = last.offset
    }
}
