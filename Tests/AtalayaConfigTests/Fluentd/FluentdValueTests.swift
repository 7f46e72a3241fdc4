@testable import AtalayaConfig
import Testing

@Suite("Fluentd values")
struct FluentdValueTests {
    @Test(
        "Durations are written so that Fluentd reads the same number of seconds",
        arguments: [
            PrometheusDuration.zero, .milliseconds(1), .milliseconds(500), .milliseconds(1_050), .seconds(1),
            .seconds(90), .minutes(90),
            .hours(1), .hours(36), .days(1), .days(14), .milliseconds(86_400_001),
        ])
    func durations(duration: PrometheusDuration) throws {
        let text = FluentdClassicWriter.text(.duration(duration))
        #expect(try Self.secondsReadByFluentd(text) == Double(duration.milliseconds) / 1_000)
    }

    @Test(
        "Sizes are written so that Fluentd reads the same number of bytes",
        arguments: [0, 1, 1_023, 1_024, 1_500, 8 << 20, (8 << 20) + 1, 1 << 30, 3 << 40])
    func sizes(bytes: Int64) throws {
        let text = FluentdClassicWriter.text(.size(ByteSize(bytes: bytes)))
        #expect(try Self.bytesReadByFluentd(text) == bytes)
    }

    @Test("The readers used here read what Fluentd is known to misread")
    func misreadings() throws {
        #expect(try Self.secondsReadByFluentd("500ms") == 30_000)
        #expect(try Self.secondsReadByFluentd("1h30m") == 1_800)
        #expect(try Self.bytesReadByFluentd("1.5g") == 5 << 30)
    }

    @Test("An environment variable is the only Ruby, and its name cannot carry any", arguments: HostileText.all)
    func environment(text: String) {
        let isName = text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
        #expect((FluentdRuby.environment(text) != nil) == isName)
    }

    @Test("A template keeps its literal text from being filled in")
    func templates() {
        let path = FluentdTemplate.literal("/archive 100%/") + .tagPart(0) + .literal(".") + .hour
        #expect(path.text == "/archive 100%%/${tag[0]}.%Y%m%d%H")
        #expect(path.chunkKeys == ["tag", "time"])
        #expect(!path.isAmbiguous)
        #expect((FluentdTemplate.literal("${x}") + .tag).isAmbiguous)
    }

    /// Fluentd's rule: the first digits followed by s, else by m, else by h, else by d; else a decimal number.
    static func secondsReadByFluentd(_ text: String) throws -> Double {
        if let match = text.firstMatch(of: /([0-9]+)s/) { return try #require(Double(match.1)) }
        if let match = text.firstMatch(of: /([0-9]+)m/) { return try #require(Double(match.1)) * 60 }
        if let match = text.firstMatch(of: /([0-9]+)h/) { return try #require(Double(match.1)) * 3_600 }
        if let match = text.firstMatch(of: /([0-9]+)d/) { return try #require(Double(match.1)) * 86_400 }
        return try #require(Double(text))
    }

    /// Fluentd's rule: the first digits followed by k, else by m, else by g, else by t; else a whole number.
    static func bytesReadByFluentd(_ text: String) throws -> Int64 {
        if let match = text.firstMatch(of: /([0-9]+)k/) { return try #require(Int64(match.1)) << 10 }
        if let match = text.firstMatch(of: /([0-9]+)m/) { return try #require(Int64(match.1)) << 20 }
        if let match = text.firstMatch(of: /([0-9]+)g/) { return try #require(Int64(match.1)) << 30 }
        if let match = text.firstMatch(of: /([0-9]+)t/) { return try #require(Int64(match.1)) << 40 }
        return try #require(Int64(text))
    }
}
