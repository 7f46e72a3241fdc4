import AtalayaZlib

// Design of the spool's files
//
// Constraints. A chunk in the spool must survive the process, the kernel and a full disk; what is sent after a restart
// must be the very bytes that were sent before it, so that a receiver can tell a chunk that comes twice; and finding
// out what is there must not take longer than reading the headers. Damage happens: it costs what it hit and no more.
//
//   seg-<first sequence>-<segment ID>.spool    64 bytes of segment header, then records one after the other
//   commit                                     two slots of 512 bytes, written alternately
//   quarantine/                                what was damaged or refused, and why
//   lock                                       held by the process that the spool belongs to
//
//   segment header   magic 8 │ version 2 │ zero 2 │ zero 4 │ segment ID 16 │ first sequence 8 │ created 8 + 4 │ zero 8
//                    │ CRC-32 4                                                                          = 64 bytes
//   record           magic 4 │ header bytes 4 │ flags 4 │ events 4 │ sequence 8 │ chunk ID 16 │ zero 8
//                    │ raw bytes 8 │ entries bytes 4 │ wire bytes 4 │ tag bytes 2 │ spans 2
//                    │ source bytes 2 │ severity 1 │ zero 1 │ tag │ source │ spans: source bytes 2, source, from 8, to 8
//                    │ and, where flag 2 says so, the number of the first record 8 and of the one after the last 8
//                    │ CRC-32 4
//                    │ wire bytes │ CRC-32 4 │ zeros up to a multiple of 8
//   commit slot      magic 4 │ version 2 │ zero 2 │ generation 8 │ acknowledged through 8 │ bitmap 480 │ zero 4 │ CRC-32 4
//
// All numbers are big-endian. Records begin at multiples of 8, so that a reader that has lost its place need only look
// there.
//
// The source ranges stand inside the record: a record that is there proves that its lines need not be read again, and
// one that is not there means that they must. No second file can contradict it.
//
// The CRC of a record's header begins with the segment's ID, sixteen random bytes. A log line may contain anything, also
// the image of a record; without knowing the ID it cannot contain one that passes for genuine when a reader looks for
// its place inside damaged bytes. The ID is in the name of the file too, so that a damaged segment header costs nothing.
//
// A record that could not be made durable is written again, in another segment and with its sequence. So two segments
// may hold the same sequence; the first sound copy counts.
//
// Limits: a tag, an account and the name of a source have at most 65,535 bytes, a record as many spans, the bytes on the wire
// 64 MiB. They are checked when writing and when reading.

/// What stands at the beginning of a segment of the spool.
public struct SpoolSegmentHeader: Hashable, Sendable {
    /// Bytes of the header; the first record follows.
    public static let byteCount = 64
    /// The version of the format that is written, and the only one that is read.
    public static let version: UInt16 = 1
    private static let magic = Array("ATALSEG\n".utf8)

    /// Random, different for each segment.
    public var id: ChunkID
    /// The sequence of the first record that the segment may hold.
    public var firstSequence: UInt64
    public var created: LogTime

    public init(id: ChunkID, firstSequence: UInt64, created: LogTime) {
        self.id = id
        self.firstSequence = firstSequence
        self.created = created
    }

    /// The 64 bytes.
    public func encode() -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.byteCount)
        bytes.appendBigEndian(Self.version)
        bytes.append(contentsOf: repeatElement(0, count: 6))
        bytes += id.bytes
        bytes.appendBigEndian(firstSequence)
        bytes.appendBigEndian(UInt64(bitPattern: created.seconds))
        bytes.appendBigEndian(created.nanoseconds)
        bytes.append(contentsOf: repeatElement(0, count: 8))
        bytes.appendBigEndian(Checksum.crc32(bytes))
        return bytes
    }

    /// Reads the header at the beginning of `bytes`.
    ///
    /// - Throws: `.truncated`, `.malformed` for other files, `.checksumMismatch`, `.unsupportedVersion`.
    public init(decoding bytes: [UInt8]) throws(LogsError) {
        guard bytes.count >= Self.byteCount else {
            throw LogsError(.truncated, "a segment of \(bytes.count) bytes has no header", offset: bytes.count)
        }
        guard bytes.starts(with: Self.magic) else {
            throw LogsError(.malformed, "this is no segment of the spool", offset: 0)
        }
        let covered = bytes[..<60]
        guard Checksum.crc32(covered.span.bytes) == bytes.bigEndian32(at: 60) else {
            throw LogsError(.checksumMismatch, "the header of the segment is damaged", offset: 60)
        }
        guard bytes.bigEndian16(at: 8) == Self.version, let id = ChunkID(bytes: bytes[16..<32]) else {
            throw LogsError(.unsupportedVersion, "the segment has version \(bytes.bigEndian16(at: 8))", offset: 8)
        }
        self.init(
            id: id, firstSequence: bytes.bigEndian64(at: 32),
            created: LogTime(
                seconds: Int64(bitPattern: bytes.bigEndian64(at: 40)), nanoseconds: bytes.bigEndian32(at: 48)))
    }
}
