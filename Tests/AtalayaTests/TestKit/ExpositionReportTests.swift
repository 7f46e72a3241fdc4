import Atalaya
import Logging
import Testing

@testable import AtalayaTesting

@Suite("Reports on expositions")
struct ExpositionReportTests {
    @Test(
        "a registry of well-named metrics has no findings, in any format",
        arguments: [nil, "application/openmetrics-text"])
    func clean(accept: String?) throws {
        let registry = MetricsRegistry()
        _ = try registry.makeCounter(.counter("jobs_total", help: "Jobs."))
        _ = try registry.makeHistogram(.histogram("wait_seconds", help: "Waits.", unit: .seconds))
        #expect(ExpositionReport(registry, accept: accept).findings == [])
    }

    @Test("problems come first, then advice")
    func findings() {
        let report = ExpositionReport(Array("a 1\na 1\n".utf8), contentType: "text/plain")
        #expect(report.problems.map(\.line) == [2])
        #expect(report.advice.map(\.rule) == ["metric-without-help"])
        #expect(report.findings.count == 2)
    }

    @Test(
        "URLs are read to their parts",
        arguments: [
            ("http://a:9464/metrics", "a", 9464, "/metrics", "a:9464"), ("http://a", "a", 80, "/", "a"),
            ("HTTP://[::1]:8080/m?x=1#y", "::1", 8080, "/m?x=1", "[::1]:8080"),
            ("http://[::1]", "::1", 80, "/", "[::1]"),
            ("http://a?x", "a", 80, "/?x", "a"),
        ])
    func urls(url: String, host: String, port: Int, path: String, authority: String) throws {
        let target = try FetchTarget(url)
        #expect(target.host == host)
        #expect(target.port == port)
        #expect(target.path == path)
        #expect(target.authority == authority)
    }

    @Test(
        "what is no URL is refused",
        arguments: [
            "", "a", "https://a/", "http://", "http:///x", "http://a:0/", "http://a:x/", "http://a:70000/",
            "http://a/\r\nx: y", "http://[::1]x/",
        ])
    func noURLs(url: String) {
        #expect(throws: ExpectationFailure.self) { try FetchTarget(url) }
    }

    @Test("a served registry is fetched and read; another status is a failure")
    func fetched() async throws {
        let registry = MetricsRegistry()
        try registry.makeCounter(.counter("jobs_total", help: "Jobs.")).increment()
        let routes = ExporterRoutes(
            title: "test", readiness: Readiness(), routes: [MetricsRoute(endpoint: MetricsEndpoint(registry: registry))]
        )
        let server = ExporterServer(
            configuration: ExporterConfiguration(address: Endpoint(host: "127.0.0.1", port: 0)), routes: routes,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let serving = Task { try await server.run() }
        let address = try await server.boundAddress()
        let report = try await withTimeLimit { try await ExpositionReport(fetching: "http://\(address)/metrics") }
        #expect(report.findings == [])
        #expect(report.families.contains { $0.name == "jobs" && $0.samples.first?.value == 1 })
        await #expect(throws: ExpectationFailure.self) {
            try await withTimeLimit { try await ExpositionReport(fetching: "http://\(address)/nothing") }
        }
        await #expect(throws: ExpectationFailure.self) {
            try await withTimeLimit {
                try await ExpositionReport(fetching: "http://\(address)/metrics", bytesMax: 10)
            }
        }
        serving.cancel()
        try await serving.value
    }

    @Test("where nobody listens, that is thrown")
    func refused() async {
        await #expect(throws: (any Error).self) {
            try await withTimeLimit { try await ExpositionReport(fetching: "http://127.0.0.1:1/metrics") }
        }
    }
}
