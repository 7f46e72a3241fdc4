import AtalayaMetrics
import AtalayaModel
import Foundation
import Testing

/// A service with an exporter, the sidecar that scrapes it, and whoever scrapes the sidecar.
@Suite("A sidecar that scrapes its service")
struct ScrapeMergingTests {
    private static func service() throws -> MetricsRegistry {
        let registry = try HostileRegistry.make()
        let histogram = try registry.makeHistogram(
            MetricDescriptor("wait_seconds", kind: .histogram, help: "Waiting.", unit: .seconds, native: .default))
        for step in 1...100 { histogram.observe(Double(step) / 10) }
        return registry
    }

    private func serving(
        _ registry: MetricsRegistry, arguments: [String] = [],
        _ body: (SidecarScene, RunningProgram) async throws -> Void
    ) async throws {
        try await ServedRegistry.serving(registry) { address in
            let scene = try SidecarScene()
            let sidecar = try await scene.startSidecar(["--scrape", "http://\(address)/metrics"] + arguments)
            try await body(scene, sidecar)
        }
    }

    private func samples(_ answer: HTTP.Answer) throws -> [ParsedSample] {
        let dialect = ExpositionParser.Dialect(contentType: answer.contentType)
        return try ExpositionParser.families(in: Array(answer.body), as: dialect).flatMap(\.samples)
    }

    @Test("serves its metrics and its own in every format, without a fault")
    func everyFormat() async throws {
        try await serving(Self.service()) { scene, _ in
            for format in ExpositionFormats.all {
                let answer = try await HTTP.get(
                    "http://127.0.0.1:\(scene.metricsPort)/metrics",
                    headers: ["Accept": "\(format.contentType); escaping=allow-utf-8"])
                let samples = try samples(answer)
                #expect(samples.contains { $0.name == "atalaya_scrape_up" && $0.value == 1 })
                #expect(samples.contains { $0.name == "atalaya_build_info" && $0["service"] == nil })
                #expect(samples.contains { $0.name.hasPrefix("wait_seconds") && $0["service"] != nil })
                #expect(samples.contains { $0.native != nil } == (format is ProtobufFormat))
            }
        }
    }

    @Test("serves what the Python client reads", .needs(.python))
    func python() async throws {
        try await serving(Self.service()) { scene, _ in
            for format in ExpositionFormats.all where !(format is ProtobufFormat) {
                let answer = try await HTTP.get(
                    "http://127.0.0.1:\(scene.metricsPort)/metrics", headers: ["Accept": format.contentType])
                let read = try await PythonClient.read(Array(answer.body), contentType: answer.contentType)
                #expect(read.count == Set(read).count)
                #expect(read.contains { $0.name == "wait_seconds_count" })
            }
        }
    }

    @Test("serves what a real Prometheus takes, native histograms included", .needs(.prometheus))
    func prometheus() async throws {
        try await serving(Self.service()) { scene, _ in
            let prometheus = try await PrometheusServer(
                scraping: "127.0.0.1:\(scene.metricsPort)", features: [.nativeHistograms, .exemplarStorage])
            // The service may be late for the sidecar, as the sidecar for Prometheus: then its metrics are missing.
            try await prometheus.untilScraped(by: "atalaya_scrape_up")
            let read = try await prometheus.nativeHistograms("wait_seconds")
            try #require(read.count == 1)
            #expect(read[0].count == 100)
            #expect(abs(read[0].sum - 505) < 1e-9)
            #expect(try await prometheus.query("atalaya_scrape_up == 1").count == 1)
            #expect(try await prometheus.query("atalaya_build_info").count == 1)
        }
    }

    @Test("serves its own metrics while the service is down, and says that it is")
    func down() async throws {
        let scene = try SidecarScene()
        let port = try FreePort.any()
        let sidecar = try await scene.startSidecar(["--scrape", "http://127.0.0.1:\(port)/metrics"])
        #expect(try await scene.metric("atalaya_scrape_up", ["service": "127.0.0.1:\(port)"]) == 0)
        let failures = try await scene.metric("atalaya_scrape_failures_total", ["reason": "unreachable"])
        #expect(failures ?? 0 >= 1)
        #expect(try await scene.metric("atalaya_build_info") == 1)
        #expect(sidecar.errors.contains("cannot be scraped"))
    }

    @Test("refuses an exposition that is too long")
    func tooLong() async throws {
        try await serving(Self.service(), arguments: ["--scrape-bytes-max", "1024"]) { scene, _ in
            let failures = try await scene.metric("atalaya_scrape_failures_total", ["reason": "too_large"])
            #expect(failures ?? 0 >= 1)
        }
    }
}
