import AtalayaModel
import Testing

@Suite("What can be said of logs")
struct LogFormatTests {
    @Test("Formats and presets have names of their own, and are found by them")
    func lists() {
        #expect(Set(LogFormat.all.map(\.name)).count == LogFormat.all.count)
        #expect(Set(MultilinePreset.all.map(\.name)).count == MultilinePreset.all.count)
        for format in LogFormat.all {
            #expect(LogFormat.named(format.name) == format)
            #expect(!format.help.isEmpty)
        }
        for preset in MultilinePreset.all { #expect(MultilinePreset.named(preset.name) == preset) }
        #expect(LogFormat.named("nope") == nil)
        #expect(MultilinePreset.named("nope") == nil)
    }

    @Test("Every preset has patterns that are patterns, and a beginning", arguments: MultilinePreset.all)
    func presets(preset: MultilinePreset) throws {
        for rule in preset.rules { _ = try Pattern(rule.pattern) }
        #expect(preset.rules.contains { $0.from == 0 })
    }
}
