import AtalayaZlib

/// A member of a gzip file that says its own length, so that a file of members can be walked along.
///
/// An ordinary member (RFC 1952) with an extra field `AT` of four bytes: the bytes of the whole member, least first.
enum GzipMember {
    private static let headerBytes = 20
    private static let trailerBytes = 8
    /// The longest member that is read back, and the longest text in one.
    private static let bytesMax = 256 << 20

    static func make(of text: [UInt8], level: CompressionLevel) throws(ZlibError) -> [UInt8] {
        let deflated = try Zlib.compress(text, format: .raw, level: level)
        let length = UInt32(clamping: headerBytes + deflated.count + trailerBytes)
        var member: [UInt8] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0]
        member += [UInt8(ascii: "A"), UInt8(ascii: "T"), 4, 0]
        Self.append(length, to: &member)
        member += deflated
        Self.append(Checksum.crc32(text), to: &member)
        Self.append(UInt32(truncatingIfNeeded: text.count), to: &member)
        return member
    }

    /// Bytes of the sound members that a file begins with.
    ///
    /// - Parameter limit: What is behind it is not looked at.
    static func soundBytes(of file: any ReadableFile, atMost limit: Int?) throws(ShellError) -> Int {
        var offset = 0
        while true {
            let header = try file.read(at: UInt64(offset), bytesMax: headerBytes)
            guard header.count == headerBytes, header.starts(with: [0x1f, 0x8b, 8, 4]),
                header[10..<16].elementsEqual([8, 0, UInt8(ascii: "A"), UInt8(ascii: "T"), 4, 0])
            else { return offset }
            let length = header[16..<20].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard length > headerBytes + trailerBytes, length <= bytesMax, offset + length <= limit ?? .max else {
                return offset
            }
            let member = try file.read(at: UInt64(offset), bytesMax: length)
            guard member.count == length,
                (try? Zlib.decompress(member, format: .gzip, outputBytesMax: bytesMax)) != nil
            else { return offset }
            offset += length
        }
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
