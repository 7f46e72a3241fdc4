public import AtalayaModel

/// Splits the bytes of a source into lines of UTF-8, whatever the encoding of the source.
///
/// Offsets are those of the source. Lines in UTF-8 are the source's own bytes, so that they may hold bytes that are not
/// UTF-8; those of other encodings are always text.
public struct TextSplitter: Sendable {
    /// For encodings of bytes; `nil` where there is the other one.
    private var narrow: LineSplitter?
    private var wide: WideLineSplitter?
    private let isLatin1: Bool
    /// Whether the beginning of the source must be asked for the order of its bytes, because the source is not read
    /// from its beginning.
    public private(set) var needsByteOrderMark: Bool

    /// Makes a splitter for bytes that start at `offset`. `lineBytesMax` is held to 1 through 2^30.
    public init(encoding: LogEncoding = .utf8, lineBytesMax: Int = 1 << 20, offset: UInt64 = 0) {
        needsByteOrderMark = encoding == .utf16
        isLatin1 = encoding == .latin1
        let limit = min(max(1, lineBytesMax), 1 << 30)
        switch encoding {
        case .utf16, .utf16LittleEndian, .utf16BigEndian:
            var splitter = WideLineSplitter(lineBytesMax: limit, offset: offset)
            splitter.isBigEndian = encoding == .utf16BigEndian
            wide = splitter
        default: narrow = LineSplitter(lineBytesMax: limit, offset: offset)
        }
    }

    /// Says how the source begins: its first two bytes, or fewer where there are no more. Without a mark the bytes are
    /// in little-endian order, as the systems write them that use UTF-16.
    public mutating func setBeginning(_ bytes: Span<UInt8>) {
        guard needsByteOrderMark else { return }
        needsByteOrderMark = false
        wide?.isBigEndian = bytes.count >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF
    }

    /// Takes the next bytes of the source and gives each line that ends in them to `emit`, in order.
    public mutating func append(_ bytes: Span<UInt8>, emit: (_ line: Span<UInt8>, _ mark: LineMark) -> Void) {
        wide?.append(bytes, emit: emit)
        if isLatin1 {
            narrow?.append(bytes) { line, mark in emit(Self.text(ofLatin1: line).span, mark) }
        } else {
            narrow?.append(bytes, emit: emit)
        }
    }

    /// Gives the unfinished line, if there is one, to `emit`: for a source that will not grow any more.
    public mutating func finish(emit: (_ line: Span<UInt8>, _ mark: LineMark) -> Void) {
        wide?.finish(emit: emit)
        if isLatin1 {
            narrow?.finish { line, mark in emit(Self.text(ofLatin1: line).span, mark) }
        } else {
            narrow?.finish(emit: emit)
        }
    }

    private static func text(ofLatin1 line: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(line.count + line.count / 8)
        for index in line.indices {
            let byte = line[index]
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return text
    }
}
