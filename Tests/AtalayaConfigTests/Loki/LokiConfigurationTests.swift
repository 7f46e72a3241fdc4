import AtalayaConfig
import Testing

@Suite("Loki")
struct LokiConfigurationTests {
    static func limits(_ configuration: LokiConfiguration) throws -> PlainValue {
        try #require(try PlainValue(json: JSONWriter.write(configuration.document()))["limits_config"])
    }

    @Test(
        "The retention is whole hours, at least a day, and lines older than it are refused",
        arguments: [
            (PrometheusDuration.days(14), "336h"), (.hours(1), "24h"), (.minutes(1_501), "26h"), (.zero, "24h"),
        ])
    func retention(retention: PrometheusDuration, expected: String) throws {
        let limits = try Self.limits(LokiConfiguration(retention: retention))
        #expect(limits["retention_period"] == .string(expected))
        #expect(limits["reject_old_samples_max_age"] == .string(expected))
    }

    @Test("The compactor deletes: without it a retention is only a wish")
    func compactor() throws {
        let root = try PlainValue(json: JSONWriter.write(LokiConfiguration(dataDirectory: "/data").document()))
        #expect(root["compactor"]?["retention_enabled"] == .bool(true))
        #expect(root["compactor"]?["delete_request_store"] == .string("filesystem"))
        #expect(root["common"]?["storage"]?["filesystem"]?["chunks_directory"] == .string("/data/chunks"))
    }
}
