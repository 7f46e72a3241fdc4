@testable import AtalayaConfig
import Testing

@Suite("Grafana units")
struct GrafanaUnitTests {
    @Test("All 272 ids of Grafana are known")
    func knownIDs() {
        #expect(GrafanaUnit.knownIDs.count == 272)
        #expect(GrafanaUnit.knownIDs.allSatisfy { GrafanaUnit($0).isKnown })
    }

    @Test(
        "What published dashboards get wrong is unknown",
        arguments: ["rds", "errps", "req", "/ sec", "", "seconds", "S", "suffix:", "unit:x"])
    func unknownIDs(id: String) {
        #expect(!GrafanaUnit(id).isKnown)
    }

    @Test(
        "Custom forms are known",
        arguments: ["suffix:deployments", "prefix:v", "time:YYYY", "si:mF", "count:req", "currency:₿"])
    func customForms(id: String) {
        #expect(GrafanaUnit(id).isKnown)
    }

    @Test(
        "The named units exist",
        arguments: [
            GrafanaUnit.none, .short, .ratio, .percent, .seconds, .bytes, .bytesPerSecond, .requestsPerSecond,
            .eventsPerSecond,
            .countsPerSecond, .dateAndTime,
        ])
    func namedUnits(unit: GrafanaUnit) {
        #expect(unit.isKnown)
    }
}
