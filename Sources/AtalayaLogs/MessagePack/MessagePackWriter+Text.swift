// Log lines are bytes. MessagePack strings should be UTF-8, and Fluentd raises an error on strings that are not when a
// later step reads them (as JSON, or with a pattern), while binary values break those steps as well. Dropping such
// lines would lose just those that an attacker sent. So the bytes that are not UTF-8 are written as `\xNN`, which no
// step stumbles over and from which the bytes can be had back.
//
// The rule is the one of `LineText`, which serves the parsers; here it is applied without making a `String`.

extension MessagePackWriter {
    /// Writes bytes as a string: as they are when they are UTF-8, otherwise with each offending byte as `\xNN` (two
    /// upper-case hexadecimal digits). What comes out is what `LineText` makes of the same bytes.
    ///
    /// Linear. Allocates only for text that has to be escaped.
    ///
    /// - Returns: How many bytes were not UTF-8; 0 when the text stands as it was.
    @discardableResult
    public static func writeText(_ text: Span<UInt8>, into buffer: inout [UInt8]) throws(LogsError) -> Int {
        if isUTF8(text) {
            try writeString(utf8: text, into: &buffer)
            return 0
        }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.count + 64)
        let offending = appendEscaped(text, into: &escaped)
        try writeString(utf8: escaped.span, into: &buffer)
        return offending
    }

    private static func isUTF8(_ text: Span<UInt8>) -> Bool {
        (try? UTF8Span(validating: text)) != nil
    }

    /// Appends `text` escaped and returns the number of bytes that are not UTF-8.
    static func appendEscaped(_ text: Span<UInt8>, into output: inout [UInt8]) -> Int {
        var offending = 0
        var start = 0
        while start < text.count {
            let rest = text.extracting(start..<text.count)
            let invalid: Range<Int>
            do {
                _ = try UTF8Span(validating: rest)
                invalid = rest.count..<rest.count
            } catch {
                invalid = error.byteOffsets
            }
            output.append(copying: rest.extracting(0..<invalid.lowerBound))
            for index in invalid { appendEscape(rest[index], into: &output) }
            offending += invalid.count
            start += invalid.upperBound
        }
        return offending
    }

    private static func appendEscape(_ byte: UInt8, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        output.append(UInt8(ascii: "x"))
        output.append(hexadecimalDigit(byte >> 4))
        output.append(hexadecimalDigit(byte & 15))
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
