import AtalayaZlib

// The commit file has two slots and each commit goes to the slot that holds the older one, so that a write that is cut
// spoils only what was out of date anyway. A segment may be removed only after the commit that acknowledges all of it
// is on the disk: the other way round, a crash in between leaves a commit that asks for records that are gone.

/// Which records of the spool have been acknowledged.
///
/// Acknowledgements come in any order. All sequences up to `through` have come; of the 3,840 after it a bitmap knows
/// which.
public struct SpoolCommit: Hashable, Sendable {
    /// Bytes of one slot. Two of them make the file.
    public static let slotBytes = 512
    /// How far after `through` an acknowledgement can be kept.
    public static let window: UInt64 = 3840
    private static let magic: UInt32 = 0x4154_434d  // ATCM
    private static let version: UInt16 = 1
    private static let bitmapStart = 24
    private static let bitmapBytes = Int(window / 8)

    /// Counts commits; the slot with the higher one holds.
    public private(set) var generation: UInt64 = 0
    /// Everything up to and including this sequence is acknowledged. Sequences begin at 1.
    public private(set) var through: UInt64
    /// Bit n (highest first) is the sequence `through + 1 + n`. The first one is never set.
    private var bitmap: [UInt8] = Array(repeating: 0, count: bitmapBytes)

    /// A spool of which everything up to `through` is acknowledged; 0 for a new one.
    public init(through: UInt64 = 0) {
        self.through = through
    }

    /// The highest sequence that is known to be acknowledged.
    public var highest: UInt64 {
        guard let last = bitmap.lastIndex(where: { $0 != 0 }) else { return through }
        return through + UInt64(last * 8 + 8 - bitmap[last].trailingZeroBitCount)
    }

    public func contains(_ sequence: UInt64) -> Bool {
        if sequence <= through { return true }
        let index = sequence - through - 1
        guard index < Self.window else { return false }
        return bitmap[Int(index / 8)] & Self.mask(index) != 0
    }

    /// Notes an acknowledgement. Noting one twice changes nothing.
    ///
    /// - Returns: False for a sequence too far after `through` to be kept: the record will be sent again after a crash,
    ///   and nothing worse. A sender whose window is smaller than 3,840 chunks never sees it.
    @discardableResult
    public mutating func acknowledge(_ sequence: UInt64) -> Bool {
        guard sequence > through else { return true }
        let index = sequence - through - 1
        guard index < Self.window else { return false }
        bitmap[Int(index / 8)] |= Self.mask(index)
        if index == 0 { advance() }
        return true
    }

    /// Takes everything up to a sequence for acknowledged: there is nothing there to wait for.
    public mutating func skip(to sequence: UInt64) {
        guard sequence > through else { return }
        var moved = SpoolCommit(through: sequence)
        moved.generation = generation
        if highest > sequence {
            for later in sequence + 1...highest where contains(later) { moved.acknowledge(later) }
        }
        self = moved
    }

    /// Moves `through` over all that follow it without a gap.
    private mutating func advance() {
        let wholeBytes = bitmap.prefix { $0 == 0xff }.count
        let bits = wholeBytes < bitmap.count ? (~bitmap[wholeBytes]).leadingZeroBitCount : 0
        for index in 0..<bitmap.count {
            let source = index + wholeBytes
            let high = source < bitmap.count ? bitmap[source] << UInt8(bits) : 0
            let low = source + 1 < bitmap.count ? UInt16(bitmap[source + 1]) >> UInt16(8 - bits) : 0
            bitmap[index] = high | UInt8(low)
        }
        through += UInt64(wholeBytes * 8 + bits)
    }

    private static func mask(_ index: UInt64) -> UInt8 { 0x80 >> UInt8(index % 8) }

    // MARK: - Slots

    /// The next commit: which of the two slots to write (0 or 1), and the 512 bytes to write there.
    public mutating func commit() -> (slot: Int, bytes: [UInt8]) {
        generation += 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.slotBytes)
        bytes.appendBigEndian(Self.magic)
        bytes.appendBigEndian(Self.version)
        bytes.appendBigEndian(UInt16(0))
        bytes.appendBigEndian(generation)
        bytes.appendBigEndian(through)
        bytes += bitmap
        bytes.append(contentsOf: repeatElement(0, count: 4))
        bytes.appendBigEndian(Checksum.crc32(bytes))
        return (Int(generation % 2), bytes)
    }

    /// Reads the file: the newer one of the slots that are sound, or `nil` when none is.
    ///
    /// With `nil` everything in the spool counts as not acknowledged, which sends chunks again and loses nothing.
    public init?(decoding file: [UInt8]) {
        let slots = [0, Self.slotBytes].compactMap { Self(slot: file, at: $0) }
        guard let newest = slots.max(by: { $0.generation < $1.generation }) else { return nil }
        self = newest
    }

    private init?(slot bytes: [UInt8], at start: Int) {
        guard bytes.count - start >= Self.slotBytes, bytes.bigEndian32(at: start) == Self.magic,
            bytes.bigEndian16(at: start + 4) == Self.version
        else { return nil }
        let covered = bytes[start..<(start + Self.slotBytes - 4)]
        guard Checksum.crc32(covered.span.bytes) == bytes.bigEndian32(at: start + Self.slotBytes - 4) else {
            return nil
        }
        generation = bytes.bigEndian64(at: start + 8)
        through = bytes.bigEndian64(at: start + 16)
        guard through <= SpoolMachine.foundSequenceMax else { return nil }
        let bitmapStart = start + Self.bitmapStart
        bitmap = Array(bytes[bitmapStart..<(bitmapStart + Self.bitmapBytes)])
    }
}
