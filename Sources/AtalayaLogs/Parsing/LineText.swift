/// Text made from bytes that ought to be UTF-8 and may not be.
///
/// Lines that are not UTF-8 are often the ones that matter, such as traces of an attack, so they are neither dropped
/// nor blurred with replacement characters: each byte that belongs to no character becomes `\xNN`, four characters
/// of ASCII with upper-case digits. Only bytes from `80` up are ever escaped, valid text is left exactly as it is.
public struct LineText: Hashable, Sendable {
    public var string: String
    /// The number of bytes that were escaped; 0 for valid UTF-8.
    public var escapedBytes: Int

    /// Makes text of the bytes. Linear in their number; the result is at most four times as long as they are.
    public init(_ bytes: Span<UInt8>) {
        if let text = try? UTF8Span(validating: bytes) {
            string = String(copying: text)
            escapedBytes = 0
        } else {
            (string, escapedBytes) = Self.escape(bytes)
        }
    }

    init(string: String, escapedBytes: Int) {
        self.string = string
        self.escapedBytes = escapedBytes
    }

    private static func escape(_ bytes: Span<UInt8>) -> (String, Int) {
        var result = ""
        var escapedBytes = 0
        var start = 0
        while start < bytes.count {
            let rest = bytes.extracting(start..<bytes.count)
            do throws(UTF8.ValidationError) {
                result += String(copying: try UTF8Span(validating: rest))
                start = bytes.count
            } catch {
                let invalid = error.byteOffsets
                if invalid.lowerBound > 0,
                    let valid = try? UTF8Span(validating: rest.extracting(0..<invalid.lowerBound))
                {
                    result += String(copying: valid)
                }
                // At least one byte each time round, whatever the error says: the loop must end.
                let end = max(invalid.upperBound, invalid.lowerBound + 1)
                for index in invalid.lowerBound..<end { result += escaped(rest[index]) }
                escapedBytes += end - invalid.lowerBound
                start += end
            }
        }
        return (result, escapedBytes)
    }

    /// The escaped form of one byte.
    static func escaped(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 0x10 ? "\\x0\(digits)" : "\\x\(digits)"
    }
}
