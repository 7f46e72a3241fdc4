import Atalaya
import AtalayaModel
import Testing

@testable import Atalaya

@Suite("Standard collectors")
struct StandardCollectorTests {
    @Test("on this machine each exposes only what it describes", arguments: StandardCollector.all.map(\.name))
    func described(name: String) throws {
        let standard = try #require(StandardCollector.all.first { $0.name == name })
        let names = Set(try standard.descriptors().map(\.name.rawValue))
        let lines = try collectedLines(standard.makeCollector())
        #expect(lines.allSatisfy { line in names.contains(String(line.prefix { $0 != " " && $0 != "{" })) })
    }

    @Test("their names are wise, base units and all")
    func lint() throws {
        #expect(try StandardCollector.all.flatMap { try $0.descriptors() }.flatMap { $0.lint() } == [])
    }

    @Test("together they make one legal exposition")
    func legal() throws {
        let registry = MetricsRegistry()
        for standard in StandardCollector.all { try registry.addCollector(standard.makeCollector()) }
        let body = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil).body
        #expect(ExpositionParser.parse(body, as: .plainText).problems == [])
        #expect(registry.diagnostics.isEmpty)
    }
}
