// Log lines are bytes. MessagePack strings should be UTF-8, and Fluentd raises an error on strings that are not when a
// later step reads them (as JSON, or with a pattern), while binary values break those steps as well. Dropping such
// lines would lose just those that an attacker sent. So the bytes that are not UTF-8 are written as `\xNN`, which no
// step stumbles over and from which the bytes can be had back.
//
// The rule is the one of `LineText`, which serves the parsers; here the usual case goes without a `String`.

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
        let escaped = LineText(text)
        try write(escaped.string, into: &buffer)
        return escaped.escapedBytes
    }

    private static func isUTF8(_ text: Span<UInt8>) -> Bool {
        (try? UTF8Span(validating: text)) != nil
    }
}
