import AtalayaMetrics
import Foundation
import Testing

/// The whole way: a registry, our server, a real Prometheus, and its own API asked what it has understood.
@Suite("A scrape by a real Prometheus")
struct ScrapeTests {
    /// Without features it asks for OpenMetrics text; with native histograms it asks for protobuf first.
    @Test(
        "finds the values that the registry has, whatever is in its labels", .needs(.prometheus),
        arguments: [[], [.nativeHistograms, .exemplarStorage]] as [[PrometheusServer.Feature]])
    func scrape(features: [PrometheusServer.Feature]) async throws {
        try await ServedRegistry.serving(HostileRegistry.make()) { address in
            let prometheus = try await PrometheusServer(scraping: "\(address)", features: features)
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
        try await ServedRegistry.serving(HostileRegistry.make()) { address in
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
}
