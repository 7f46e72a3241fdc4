import AtalayaConfig
import Testing

struct PrometheusDurationTests {
    @Test(
        "Text is read as Prometheus reads it and written in canonical form",
        arguments: [
            ("0", 0, "0s"), ("0s", 0, "0s"), ("15s", 15_000, "15s"), ("90s", 90_000, "1m30s"),
            ("1h30m", 5_400_000, "1h30m"),
            ("1500ms", 1_500, "1s500ms"), ("30d", 2_592_000_000, "30d"), ("90d", 7_776_000_000, "90d"),
            ("14d", 1_209_600_000, "2w"),
            ("8d", 691_200_000, "8d"), ("1y", 31_536_000_000, "1y"), ("1y1w", 32_140_800_000, "372d"),
            ("1y1w1d1h1m1s1ms", 32_230_861_001, "373d1h1m1s1ms"), ("365d", 31_536_000_000, "1y"),
            ("730d", 63_072_000_000, "2y"),
        ] as [(String, Int64, String)])
    func canonical(text: String, milliseconds: Int64, expected: String) throws {
        let duration = try PrometheusDuration(text)
        #expect(duration.milliseconds == milliseconds)
        #expect(duration.description == expected)
        #expect(try PrometheusDuration(duration.description) == duration)
    }

    @Test(
        "What Prometheus refuses is refused",
        arguments: [
            "", "s", "15", "1.5h", "-1s", "1m1d", "1m1m", "15 s", " 15s", "15s ", "1H", "5sec", "1ms1s", "293y",
            "99999999999999999999s",
            "9223372036854775807y", "１s", "+1s", "1s\n",
        ])
    func refused(text: String) {
        #expect(throws: ConfigError.self) { try PrometheusDuration(text) }
    }

    @Test("Lengths out of range are cut, never a trap")
    func range() {
        #expect(PrometheusDuration(milliseconds: -5) == .zero)
        #expect(PrometheusDuration.days(.max).milliseconds == PrometheusDuration.millisecondsMax)
        #expect(PrometheusDuration.days(.min) == .zero)
        #expect(PrometheusDuration.seconds(15) * 4 == .minutes(1))
    }
}
