/// The escapes of the text formats. Nothing but these characters is escaped: control bytes and emoji go as they are.
enum TextEscaping {
    private static let backslash = UInt8(ascii: "\\")
    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")

    /// Appends `name="value"`, after a comma when labels are there already.
    static func appendPair(name: String, value: String, to buffer: inout [UInt8]) {
        if !buffer.isEmpty { buffer.append(UInt8(ascii: ",")) }
        appendName(name, isLegacy: name.isLegacyLabelName, to: &buffer)
        buffer.append(UInt8(ascii: "="))
        buffer.append(quote)
        appendQuoted(value, to: &buffer)
        buffer.append(quote)
    }

    /// The name of a metric in a line of metadata.
    static func appendMetricName(_ name: String, to buffer: inout [UInt8]) {
        appendName(name, isLegacy: name.isLegacyMetricName, to: &buffer)
    }

    /// In quotes unless every reader knows it.
    private static func appendName(_ name: String, isLegacy: Bool, to buffer: inout [UInt8]) {
        guard !isLegacy else { return buffer.append(contentsOf: name.utf8) }
        buffer.append(quote)
        appendQuoted(name, to: &buffer)
        buffer.append(quote)
    }

    /// A label value, and a help text of OpenMetrics: backslash, newline and quote.
    static func appendQuoted(_ text: String, to buffer: inout [UInt8]) {
        append(text, escapingQuotes: true, to: &buffer)
    }

    /// A help text of the Prometheus format: backslash and newline, but not the quote.
    static func appendHelp(_ text: String, to buffer: inout [UInt8]) {
        append(text, escapingQuotes: false, to: &buffer)
    }

    private static func append(_ text: String, escapingQuotes: Bool, to buffer: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case backslash:
                buffer.append(backslash)
                buffer.append(backslash)
            case newline:
                buffer.append(backslash)
                buffer.append(UInt8(ascii: "n"))
            case quote where escapingQuotes:
                buffer.append(backslash)
                buffer.append(quote)
            default:
                buffer.append(byte)
            }
        }
    }
}
