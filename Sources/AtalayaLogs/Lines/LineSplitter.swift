// Design
//
// Bytes come as the file was read, in pieces that know nothing about lines. A line that lies wholly inside one piece is
// handed on as a part of that piece: nothing is copied and nothing allocated. Only a line that crosses pieces is
// gathered in `pending`, a buffer that is used again and again.
//
// A line ends with LF or CRLF. A CR elsewhere is content. The terminator counts towards the line's offsets, not towards
// its content or the length limit.
//
// A line longer than the limit must neither take memory without end nor stop the file: its beginning is kept, the rest
// is skipped up to the next LF, and then the beginning goes out with a mark that says how much is missing. Until then
// `pending` holds at most the limit and one byte: that one byte tells a CR that belongs to the terminator from content
// that is really too long.

/// Splits the bytes of a source into lines, however the bytes were cut when they were read.
///
/// ```swift
/// var splitter = LineSplitter(lineBytesMax: 1 << 20, offset: checkpoint)
/// splitter.append(piece.span) { line, mark in
///     builder.append(parser.parse(line, mark: mark, readAt: time).record, from: mark.startOffset, to: mark.endOffset)
/// }
/// ```
///
/// Memory is bounded by `lineBytesMax`. Lines are borrowed from the piece or from an inner buffer, and are valid only
/// inside the closure.
public struct LineSplitter: Sendable {
    /// The longest content of a line in bytes; what is beyond it is cut.
    public let lineBytesMax: Int
    /// The offset in the source just after the last byte that was appended.
    public private(set) var offset: UInt64
    /// The offset of the first byte that has not gone out in a line: where reading must resume after a restart.
    public private(set) var lineStart: UInt64
    /// Lines that were cut since the splitter was made.
    public private(set) var cutLines: UInt64 = 0
    /// Content bytes that were left out since the splitter was made.
    public private(set) var cutBytes: UInt64 = 0

    private var pending: [UInt8] = []
    private var lastByteIsReturn = false

    private static let keptCapacityMax = 64 * 1024
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// Makes a splitter for bytes that start at `offset`. `lineBytesMax` is held to 1 through 2^30.
    public init(lineBytesMax: Int = 1 << 20, offset: UInt64 = 0) {
        self.lineBytesMax = min(max(1, lineBytesMax), 1 << 30)
        self.offset = offset
        self.lineStart = offset
    }

    /// Bytes read that wait for the end of their line.
    public var unfinishedBytes: UInt64 { offset - lineStart }

    /// Takes the next bytes of the source and gives each line that ends in them to `emit`, in order.
    ///
    /// The line has no terminator. Linear in the number of bytes; allocates only when a line crosses pieces.
    public mutating func append(_ bytes: Span<UInt8>, emit: (_ line: Span<UInt8>, _ mark: LineMark) -> Void) {
        let base = offset
        var start = 0
        while let end = ByteScan.firstIndex(of: Self.lineFeed, in: bytes, from: start) {
            finishLine(with: bytes.extracting(start..<end), endOffset: base + UInt64(end) + 1, emit: emit)
            start = end + 1
        }
        offset = base + UInt64(bytes.count)
        hold(bytes.extracting(start..<bytes.count))
    }

    /// Gives the unfinished line, if there is one, to `emit`: for a source that will not grow any more.
    public mutating func finish(emit: (_ line: Span<UInt8>, _ mark: LineMark) -> Void) {
        guard offset > lineStart else { return }
        // Without an LF, a CR at the end is content; it must not be taken for half a terminator.
        lastByteIsReturn = false
        emitPending(contentBytes: offset - lineStart, endOffset: offset, emit: emit)
    }

    /// Forgets the unfinished line and goes on with bytes that start at `offset`, as after a truncation.
    public mutating func restart(at offset: UInt64) {
        self.offset = offset
        startLine(at: offset)
    }

    private mutating func finishLine(
        with rest: Span<UInt8>, endOffset: UInt64, emit: (Span<UInt8>, LineMark) -> Void
    ) {
        if endOffset - lineStart == UInt64(rest.count) + 1 {
            emitWhole(rest, endOffset: endOffset, emit: emit)
        } else {
            hold(rest)
            let terminatorBytes: UInt64 = lastByteIsReturn ? 2 : 1
            emitPending(contentBytes: endOffset - lineStart - terminatorBytes, endOffset: endOffset, emit: emit)
        }
    }

    /// The usual case: the line lies inside one piece.
    private mutating func emitWhole(_ line: Span<UInt8>, endOffset: UInt64, emit: (Span<UInt8>, LineMark) -> Void) {
        var count = line.count
        if count > 0, line[count - 1] == Self.carriageReturn { count -= 1 }
        let kept = count <= lineBytesMax ? count : Self.textBoundary(in: line, atMost: lineBytesMax)
        emitLine(line.extracting(0..<kept), contentBytes: UInt64(count), endOffset: endOffset, emit: emit)
        lineStart = endOffset
    }

    private mutating func emitPending(
        contentBytes: UInt64, endOffset: UInt64, emit: (Span<UInt8>, LineMark) -> Void
    ) {
        var kept = min(pending.count, Int(clamping: contentBytes))
        if contentBytes > UInt64(lineBytesMax) { kept = Self.textBoundary(in: pending.span, atMost: lineBytesMax) }
        // Taken out while it is lent to the closure, so that the splitter itself stays free to be counted on.
        let line = pending
        pending = []
        emitLine(line.span.extracting(0..<kept), contentBytes: contentBytes, endOffset: endOffset, emit: emit)
        pending = line
        startLine(at: endOffset)
    }

    private mutating func emitLine(
        _ line: Span<UInt8>, contentBytes: UInt64, endOffset: UInt64, emit: (Span<UInt8>, LineMark) -> Void
    ) {
        let bytesCut = contentBytes - UInt64(line.count)
        if bytesCut > 0 {
            cutLines += 1
            cutBytes += bytesCut
        }
        emit(line, LineMark(startOffset: lineStart, endOffset: endOffset, bytesCut: bytesCut))
    }

    private mutating func startLine(at start: UInt64) {
        lineStart = start
        lastByteIsReturn = false
        // One long line must not hold its memory for as long as the file is followed.
        pending.removeAll(keepingCapacity: pending.capacity <= Self.keptCapacityMax)
    }

    /// Keeps what may still be needed of an unfinished line: the limit and one byte more.
    private mutating func hold(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        lastByteIsReturn = bytes[bytes.count - 1] == Self.carriageReturn
        let room = lineBytesMax + 1 - pending.count
        let kept = min(room, bytes.count)
        for index in 0..<kept { pending.append(bytes[index]) }
    }

    /// The largest position up to `limit` that does not cut a UTF-8 sequence in two; `limit` itself when the bytes
    /// there are no UTF-8 in any case.
    private static func textBoundary(in bytes: Span<UInt8>, atMost limit: Int) -> Int {
        var position = limit
        while position > 0, limit - position < 4, bytes[position] & 0xC0 == 0x80 { position -= 1 }
        return limit - position < 4 && position > 0 ? position : limit
    }
}
