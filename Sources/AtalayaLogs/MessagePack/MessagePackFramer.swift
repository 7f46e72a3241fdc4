// Design
//
// A connection gives bytes in any split, and a frame ends where its outermost value ends: MessagePack has no length in
// front. Trying to decode after each read and starting over when bytes are missing costs the square of the frame's
// size. The framer instead remembers, for every container that is still open, how many values it lacks, and goes on
// from there. The contents of strings and binaries are jumped over, so the cost is one step for each value, once.

/// Finds where values end in a buffer that grows.
///
/// It looks only at headers and decides nothing about the contents, except that it refuses what exceeds its limits as
/// early as a header announces it.
struct MessagePackFramer: Sendable {
    /// How many bytes a value may have in all.
    let frameBytesMax: Int
    let depthMax: Int

    /// Values still lacking in each open container, outermost first.
    private var lacking: [Int] = []
    /// Bytes of the current frame that have been looked at or may be jumped over.
    private var scanned = 0

    init(frameBytesMax: Int, depthMax: Int) {
        self.frameBytesMax = frameBytesMax
        self.depthMax = depthMax
    }

    /// Whether a frame has begun and not ended.
    var isInsideFrame: Bool { scanned > 0 }

    /// Looks for the end of the frame that begins at `start`, which stays the same until the frame has ended.
    ///
    /// - Returns: The offset just after the frame, or `nil` when more bytes are needed.
    /// - Throws: `.limitExceeded` or `.malformed`; the connection cannot go on after that.
    mutating func endOfFrame(in bytes: [UInt8], from start: Int) throws(LogsError) -> Int? {
        while true {
            let position = start + scanned
            // A jump may have gone beyond what has arrived.
            guard position <= bytes.count else { return nil }
            if scanned > 0 && lacking.isEmpty {
                scanned = 0
                return position
            }
            guard position < bytes.count, let header = try Self.header(bytes, at: position) else { return nil }
            try enter(header, at: position, frameStart: start)
        }
    }

    /// What the first bytes of a value say.
    private struct Header {
        /// Bytes of the header and of contents that are not values themselves.
        var byteCount: Int
        /// Values inside.
        var valueCount: Int
    }

    private mutating func enter(_ header: Header, at position: Int, frameStart: Int) throws(LogsError) {
        scanned += header.byteCount
        if !lacking.isEmpty { lacking[lacking.count - 1] -= 1 }
        if header.valueCount > 0 {
            guard lacking.count < depthMax else {
                throw LogsError(.limitExceeded, "values are nested deeper than \(depthMax)", offset: position)
            }
            lacking.append(header.valueCount)
        }
        // Every value that is announced takes one byte or more.
        let announced = lacking.last ?? 0
        guard scanned + announced <= frameBytesMax else {
            throw LogsError(
                .limitExceeded, "a frame is longer than \(frameBytesMax) bytes", offset: position)
        }
        while lacking.last == 0 { lacking.removeLast() }
    }

    private static func header(_ bytes: [UInt8], at position: Int) throws(LogsError) -> Header? {
        let first = bytes[position]
        func number(_ byteCount: Int) -> Int? {
            guard bytes.count - position > byteCount else { return nil }
            var value = 0
            for index in 1...byteCount { value = value << 8 | Int(bytes[position + index]) }
            return value
        }
        func contents(lengthBytes: Int, extra: Int = 0) -> Header? {
            number(lengthBytes).map { Header(byteCount: 1 + lengthBytes + extra + $0, valueCount: 0) }
        }
        switch first {
        case 0x80...0x8f: return Header(byteCount: 1, valueCount: 2 * Int(first & 15))
        case 0x90...0x9f: return Header(byteCount: 1, valueCount: Int(first & 15))
        case 0xa0...0xbf: return Header(byteCount: 1 + Int(first & 31), valueCount: 0)
        case MessagePackFormat.neverUsed: throw LogsError(.malformed, "0xC1 begins no value", offset: position)
        case MessagePackFormat.binary8, MessagePackFormat.string8: return contents(lengthBytes: 1)
        case MessagePackFormat.binary16, MessagePackFormat.string16: return contents(lengthBytes: 2)
        case MessagePackFormat.binary32, MessagePackFormat.string32: return contents(lengthBytes: 4)
        case MessagePackFormat.extension8: return contents(lengthBytes: 1, extra: 1)
        case MessagePackFormat.extension16: return contents(lengthBytes: 2, extra: 1)
        case MessagePackFormat.extension32: return contents(lengthBytes: 4, extra: 1)
        case MessagePackFormat.unsigned8, MessagePackFormat.signed8: return Header(byteCount: 2, valueCount: 0)
        case MessagePackFormat.unsigned16, MessagePackFormat.signed16, MessagePackFormat.fixExtension1:
            return Header(byteCount: 3, valueCount: 0)
        case MessagePackFormat.fixExtension2: return Header(byteCount: 4, valueCount: 0)
        case MessagePackFormat.unsigned32, MessagePackFormat.signed32, MessagePackFormat.float32:
            return Header(byteCount: 5, valueCount: 0)
        case MessagePackFormat.fixExtension4: return Header(byteCount: 6, valueCount: 0)
        case MessagePackFormat.unsigned64, MessagePackFormat.signed64, MessagePackFormat.float64:
            return Header(byteCount: 9, valueCount: 0)
        case MessagePackFormat.fixExtension8: return Header(byteCount: 10, valueCount: 0)
        case MessagePackFormat.fixExtension16: return Header(byteCount: 18, valueCount: 0)
        case MessagePackFormat.array16: return number(2).map { Header(byteCount: 3, valueCount: $0) }
        case MessagePackFormat.array32: return number(4).map { Header(byteCount: 5, valueCount: $0) }
        case MessagePackFormat.map16: return number(2).map { Header(byteCount: 3, valueCount: 2 * $0) }
        case MessagePackFormat.map32: return number(4).map { Header(byteCount: 5, valueCount: 2 * $0) }
        default: return Header(byteCount: 1, valueCount: 0)
        }
    }
}
