/// Writes MessagePack into room that is there already, for those who know beforehand how much they will write.
///
/// What it writes is what ``MessagePackWriter`` writes; asking an array for room with each value would cost as much as
/// writing it. The pen never writes beyond its room: what does not fit is a mistake of the caller, and stops it.
struct EntryPen: ~Copyable {
    /// The most bytes of a number, and of a header.
    static let numberBytesMax = 9
    static let headerBytesMax = 5

    private let room: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    private init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

    /// Lends a pen to write up to `bytesMax` bytes at the end of the buffer.
    static func write(
        upTo bytesMax: Int, into buffer: inout [UInt8], _ body: (inout EntryPen) -> Void
    ) {
        buffer.append(addingCapacity: bytesMax) { output in
            output.withUnsafeMutableBufferPointer { free, initializedCount in
                var pen = EntryPen(UnsafeMutableBufferPointer(rebasing: free[initializedCount...]))
                body(&pen)
                initializedCount += pen.count
            }
        }
    }

    /// Room for so many bytes more.
    private mutating func advance(_ bytes: Int) -> Int {
        // Our own sums of lengths: one that is too small must not write into what is somebody else's.
        precondition(bytes <= room.count &- count)
        defer { count &+= bytes }
        return count
    }

    mutating func write(byte: UInt8) { room[advance(1)] = byte }

    mutating func write(bytes: Span<UInt8>) {
        let start = advance(bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            _ = UnsafeMutableBufferPointer(rebasing: room[start..<(start &+ bytes.count)]).update(fromContentsOf: bytes)
        }
    }

    private mutating func write(_ format: UInt8, bigEndian value: some FixedWidthInteger & UnsignedInteger) {
        let size = value.bitWidth / 8
        let start = advance(1 &+ size)
        room[start] = format
        UnsafeMutableRawBufferPointer(room).storeBytes(
            of: value.bigEndian, toByteOffset: start &+ 1, as: type(of: value))
    }

    // MARK: Values

    mutating func write(text: Span<UInt8>) {
        switch text.count {
        case let count where count < 32: write(byte: MessagePackFormat.fixString | UInt8(truncatingIfNeeded: count))
        case let count where count <= 0xff:
            write(MessagePackFormat.string8, bigEndian: UInt8(truncatingIfNeeded: count))
        case let count where count <= 0xffff:
            write(MessagePackFormat.string16, bigEndian: UInt16(truncatingIfNeeded: count))
        case let count: write(MessagePackFormat.string32, bigEndian: UInt32(truncatingIfNeeded: count))
        }
        write(bytes: text)
    }

    mutating func writeArrayHeader(_ count: Int) {
        writeHeader(count, MessagePackFormat.fixArray, MessagePackFormat.array16, MessagePackFormat.array32)
    }

    mutating func writeMapHeader(_ count: Int) {
        writeHeader(count, MessagePackFormat.fixMap, MessagePackFormat.map16, MessagePackFormat.map32)
    }

    private mutating func writeHeader(_ count: Int, _ fix: UInt8, _ short: UInt8, _ long: UInt8) {
        switch count {
        case ..<16: write(byte: fix | UInt8(truncatingIfNeeded: count))
        case ...0xffff: write(short, bigEndian: UInt16(truncatingIfNeeded: count))
        default: write(long, bigEndian: UInt32(truncatingIfNeeded: count))
        }
    }

    mutating func write(_ value: UInt64) {
        switch value {
        case ...0x7f: write(byte: UInt8(truncatingIfNeeded: value))
        case ...0xff: write(MessagePackFormat.unsigned8, bigEndian: UInt8(truncatingIfNeeded: value))
        case ...0xffff: write(MessagePackFormat.unsigned16, bigEndian: UInt16(truncatingIfNeeded: value))
        case ...0xffff_ffff: write(MessagePackFormat.unsigned32, bigEndian: UInt32(truncatingIfNeeded: value))
        default: write(MessagePackFormat.unsigned64, bigEndian: value)
        }
    }

    mutating func write(_ value: Int64) {
        guard value < 0 else { return write(UInt64(value)) }
        let bits = UInt64(bitPattern: value)
        switch value {
        case -32 ... -1: write(byte: UInt8(truncatingIfNeeded: bits))
        case Int64(Int8.min)..<0: write(MessagePackFormat.signed8, bigEndian: UInt8(truncatingIfNeeded: bits))
        case Int64(Int16.min)..<0: write(MessagePackFormat.signed16, bigEndian: UInt16(truncatingIfNeeded: bits))
        case Int64(Int32.min)..<0: write(MessagePackFormat.signed32, bigEndian: UInt32(truncatingIfNeeded: bits))
        default: write(MessagePackFormat.signed64, bigEndian: bits)
        }
    }

    mutating func write(_ value: Double) { write(MessagePackFormat.float64, bigEndian: value.bitPattern) }
}
