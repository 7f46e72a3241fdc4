import Testing

@testable import AtalayaMetrics

struct TextEscapingTests {
    private static let matrix: [(raw: String, value: String, help: String)] = [
        ("plain", "plain", "plain"),
        ("", "", ""),
        ("say \"hi\"", "say \\\"hi\\\"", "say \"hi\""),
        ("C:\\dir\\", "C:\\\\dir\\\\", "C:\\\\dir\\\\"),
        ("line\nbreak", "line\\nbreak", "line\\nbreak"),
        ("\\n", "\\\\n", "\\\\n"),
        ("\\\"", "\\\\\\\"", "\\\\\""),
        ("\n\n", "\\n\\n", "\\n\\n"),
        ("🚀 日本 é", "🚀 日本 é", "🚀 日本 é"),
        ("nul\u{0}byte", "nul\u{0}byte", "nul\u{0}byte"),
        ("tab\tcr\rbell\u{7}", "tab\tcr\rbell\u{7}", "tab\tcr\rbell\u{7}"),
        ("\r\n", "\r\\n", "\r\\n"),
        ("{a=\"b\"} 1 # {}", "{a=\\\"b\\\"} 1 # {}", "{a=\"b\"} 1 # {}"),
    ]

    @Test("Label values escape backslash, newline and quote, and nothing else", arguments: matrix)
    func labelValues(raw: String, value: String, help: String) {
        var buffer: [UInt8] = []
        TextEscaping.appendQuoted(raw, to: &buffer)
        #expect(buffer == Array(value.utf8))
    }

    @Test("Help texts of the Prometheus format leave quotes alone", arguments: matrix)
    func helpTexts(raw: String, value: String, help: String) {
        var buffer: [UInt8] = []
        TextEscaping.appendHelp(raw, to: &buffer)
        #expect(buffer == Array(help.utf8))
    }

    @Test("OpenMetrics escapes quotes in help texts too")
    func openMetricsHelp() throws {
        let registry = MetricsRegistry(configuration: .bare)
        _ = try registry.makeGauge(.gauge("a", help: "say \"hi\"\\\n"))
        #expect(registry.text(OpenMetricsFormat()).contains("# HELP a say \\\"hi\\\"\\\\\\n\n"))
        #expect(registry.text(PlainTextFormat()).contains("# HELP a say \"hi\"\\\\\\n\n"))
    }
}
