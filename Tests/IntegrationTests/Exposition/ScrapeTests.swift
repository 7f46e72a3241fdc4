import Atalaya
import AtalayaMetrics
import Foundation
import Logging
import Testing

/// The whole way: a registry, our server, a real Prometheus, and its own API asked what it has understood.
@Suite("A scrape by a real Prometheus")
struct ScrapeTests {
    @Test("finds the values that the registry has, whatever is in its labels", .needs(.prometheus))
    func scrape() async throws {
        try await Self.serving(HostileRegistry.make()) { address in
            let prometheus = try await PrometheusServer(scraping: "\(address)")
            try await prometheus.untilScraped()
            let names = Set(HostileRegistry.expected.map(\.name))
            var read: Set<ReadSample> = []
            for name in names { read.formUnion(try await prometheus.query(name)) }
            for sample in HostileRegistry.expected where !read.contains(sample) {
                Issue.record("Prometheus has not understood \(sample)")
            }
        }
    }

    @Test("is answered in the format and the encoding that was asked for")
    func negotiation() async throws {
        try await Self.serving(HostileRegistry.make()) { address in
            for format in ExpositionFormats.all {
                // URLSession takes gzip off again, which is a check of its own.
                let answer = try await HTTP.get(
                    "http://\(address)/metrics", headers: ["Accept": format.contentType, "Accept-Encoding": "gzip"])
                #expect(answer.status == 200)
                #expect(answer.contentType.hasPrefix(format.mediaType))
                let parsed = ExpositionParser.parse(
                    Array(answer.body), as: .init(contentType: answer.contentType))
                #expect(parsed.problems.isEmpty)
                #expect(parsed.families.contains { $0.name.hasPrefix("hostile_things") })
            }
        }
    }

    /// Serves a registry on loopback for as long as the body runs.
    private static func serving(_ registry: MetricsRegistry, _ body: (Endpoint) async throws -> Void) async throws {
        let endpoint = MetricsEndpoint(registry: registry, encoders: ContentEncoders.all)
        let server = ExporterServer(
            configuration: ExporterConfiguration(address: Endpoint(host: "127.0.0.1", port: 0)),
            routes: ExporterRoutes(
                title: "test", readiness: Readiness(), routes: [MetricsRoute(endpoint: endpoint)]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            try await body(try await server.boundAddress())
        }
    }
}
