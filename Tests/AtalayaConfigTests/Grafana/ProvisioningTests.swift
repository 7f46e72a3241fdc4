@testable import AtalayaConfig
import Testing

@Suite("Grafana provisioning")
struct ProvisioningTests {
    @Test("The data sources have fixed uids, one default, and Prometheus' own scrape interval")
    func dataSources() throws {
        var stack = try TestStacks.full.validated().stack
        stack.prometheus.scrapeInterval = .seconds(30)
        let provisioning = GrafanaRenderer.dataSources(of: stack)
        #expect(provisioning.findings() == [])
        #expect(provisioning.dataSources.map(\.uid) == ["prometheus", "loki", "alertmanager"])
        let root = try PlainValue(json: JSONWriter.write(provisioning.document()))
        #expect(root["datasources"]?.items.first?["jsonData"]?["timeInterval"] == .string("30s"))
        #expect(root["datasources"]?.items.first?["jsonData"]?["alertmanagerUid"] == .string("alertmanager"))
    }

    @Test("Two data sources of one name, one uid or both the default are found")
    func rules() {
        let prometheus = DataSource.prometheus(url: "http://a", scrapeInterval: .seconds(15))
        let rules = DataSourceProvisioning(dataSources: [prometheus, prometheus]).findings().map(\.rule)
        #expect(rules == ["datasource-name", "datasource-uid", "datasource-default"])
    }

    @Test("A place without Loki has no data source for it, and no panel that asks it")
    func withoutLoki() throws {
        var stack = try TestStacks.full.validated().stack
        stack.loki.isEnabled = false
        let validated = try #require(stack.validate().validated)
        for file in GrafanaRenderer().render(validated) { #expect(!file.contents.contains("loki"), "\(file.path)") }
    }
}
