/// Splits UTF-16 into lines of UTF-8, however the bytes were cut when they were read.
///
/// A line ends with LF or CRLF. What is no text, a surrogate without its other half or half a unit at the end of the
/// file, is kept in the escaped form of ``LineText`` and counted. A line whose UTF-8 is longer than the limit is cut and
/// marked like those of a ``LineSplitter``; memory is bounded by the limit.
struct WideLineSplitter: Sendable {
    let lineBytesMax: Int
    private(set) var offset: UInt64
    private(set) var lineStart: UInt64
    var isBigEndian = false

    private var line: [UInt8] = []
    private var cutBytes: UInt64 = 0
    private var escapedBytes = 0
    /// The first byte of a unit whose second one has not come.
    private var half: UInt8?
    /// The first half of a character whose second one has not come.
    private var surrogate: UInt16?
    private var endsWithReturn = false

    init(lineBytesMax: Int, offset: UInt64) {
        self.lineBytesMax = lineBytesMax
        self.offset = offset
        lineStart = offset
    }

    mutating func append(_ bytes: Span<UInt8>, emit: (_ line: Span<UInt8>, _ mark: LineMark) -> Void) {
        for index in bytes.indices {
            offset += 1
            guard let first = half else {
                half = bytes[index]
                continue
            }
            half = nil
            let second = bytes[index]
            take(isBigEndian ? UInt16(first) << 8 | UInt16(second) : UInt16(second) << 8 | UInt16(first), emit: emit)
        }
    }

    /// Gives the unfinished line, if there is one.
    mutating func finish(emit: (_ line: Span<UInt8>, _ mark: LineMark) -> Void) {
        guard offset > lineStart else { return }
        dropSurrogate()
        if let half { escape(half) }
        half = nil
        endLine(emit: emit)
    }

    private mutating func take(_ unit: UInt16, emit: (Span<UInt8>, LineMark) -> Void) {
        switch unit {
        case 0xD800...0xDBFF:
            dropSurrogate()
            surrogate = unit
        case 0xDC00...0xDFFF:
            guard let high = surrogate else { return escape(unit) }
            surrogate = nil
            add(0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit & 0x3FF)))
        case 0x0A:
            dropSurrogate()
            if endsWithReturn, line.last == 0x0D { line.removeLast() }
            endLine(emit: emit)
        // The mark at the start of the file is no text.
        case 0xFEFF where offset == 2: break
        default:
            dropSurrogate()
            add(UInt32(unit))
        }
    }

    private mutating func dropSurrogate() {
        guard let unit = surrogate else { return }
        surrogate = nil
        escape(unit)
    }

    private mutating func add(_ value: UInt32) {
        endsWithReturn = value == 0x0D
        guard let scalar = Unicode.Scalar(value) else { return }
        let width = UTF8.width(scalar)
        // One more than the limit, for a CR that turns out to belong to the end of the line.
        guard cutBytes == 0, line.count + width <= lineBytesMax || (endsWithReturn && line.count == lineBytesMax) else {
            cutBytes += UInt64(width)
            return
        }
        line += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }

    /// Both bytes of the unit, in the order in which they stand in the file.
    private mutating func escape(_ unit: UInt16) {
        let high = UInt8(unit >> 8)
        let low = UInt8(unit & 0xFF)
        for byte in isBigEndian ? [high, low] : [low, high] { escape(byte) }
    }

    private mutating func escape(_ byte: UInt8) {
        endsWithReturn = false
        escapedBytes += 1
        let text = LineText.escaped(byte).utf8
        guard cutBytes == 0, line.count + text.count <= lineBytesMax else {
            cutBytes += UInt64(text.count)
            return
        }
        line += text
    }

    private mutating func endLine(emit: (Span<UInt8>, LineMark) -> Void) {
        if line.count > lineBytesMax {
            line.removeLast()
            cutBytes += 1
        }
        let text = line
        line = []
        emit(
            text.span,
            LineMark(startOffset: lineStart, endOffset: offset, bytesCut: cutBytes, escapedBytes: escapedBytes))
        line = text
        line.removeAll(keepingCapacity: line.capacity <= 64 * 1024)
        lineStart = offset
        cutBytes = 0
        escapedBytes = 0
        endsWithReturn = false
    }
}
