import Atalaya
import AtalayaLogs
import AtalayaTesting
import Logging
import Testing

/// What a service can do wrong with what it embeds. Reaching the end is the expectation: a trap would end the test run.
@Suite("Hostile embedding")
struct HostileEmbeddingTests {
    @Test("numbers and durations of a configuration", arguments: HostileValues.integers)
    func configurations(number: Int) async throws {
        for duration in HostileValues.durations {
            var configuration = MonitoringConfiguration(
                serviceName: "a", listen: Endpoint(host: "127.0.0.1", port: 0),
                forward: Endpoint(host: "127.0.0.1", port: 1))
            configuration.queueRecordsMax = number
            configuration.queueBytesMax = number
            configuration.compressionLevel = number
            configuration.chunks = ChunkLimits(bytesMax: number, eventsMax: number, ageMax: duration)
            configuration.drainTimeout = .zero
            configuration.exporter?.headBytesMax = number
            configuration.exporter?.bodyBytesMax = number
            configuration.exporter?.connectionsMax = number
            configuration.exporter?.requestsMax = number
            configuration.exporter?.headTimeout = duration
            configuration.exporter?.idleTimeout = duration
            configuration.standardCollectors += StandardCollector.all
            configuration.countsLogMessages = true
            configuration.runtimeProbeInterval = duration
            guard let monitoring = try? Monitoring(configuration) else { continue }
            let running = Task { try await monitoring.run() }
            let port = try #require(try await monitoring.boundAddress()).port
            // Where the limits let nothing through, there is no answer.
            _ = try? await LoopbackConnection.get("/metrics", port: port)
            Logger(label: "a") { monitoring.makeLogHandler(label: $0) }.error("x")
            running.cancel()
            try await withTimeLimit { try await running.value }
        }
    }

    @Test("names of services and loggers, tags and messages", arguments: HostileValues.strings)
    func texts(text: String) throws {
        var configuration = MonitoringConfiguration(
            serviceName: text, listen: nil, forward: Endpoint(host: text, port: 0), tag: text)
        configuration.countsLogMessages = true
        guard let monitoring = try? Monitoring(configuration) else { return }
        var logger = Logger(label: text) { monitoring.makeLogHandler(label: $0) }
        logger[metadataKey: text] = .array([.string(text), .dictionary([text: .string(text)])])
        logger.critical("\(text)", metadata: [text: .stringConvertible(text)], source: text)
        #expect(ExpositionReport(monitoring.registry).problems == [])
    }

    @Test("metadata nested deeper than anybody reads")
    func nested() throws {
        let monitoring = try Monitoring(MonitoringConfiguration(serviceName: "a", listen: nil))
        let logger = Logger(label: "a") { monitoring.makeLogHandler(label: $0) }
        var value = Logger.MetadataValue.string("innermost")
        for number in 0..<5_000 { value = number % 2 == 0 ? .array([value]) : .dictionary(["k": value]) }
        logger.error("deep", metadata: ["value": value])
    }

    @Test("requests that no client sends", arguments: HostileValues.strings)
    func requests(text: String) async throws {
        let registry = MetricsRegistry()
        let readiness = Readiness()
        readiness.fail(text, reason: text)
        let routes = ExporterRoutes(
            title: text, readiness: readiness,
            routes: [
                MetricsRoute(endpoint: MetricsEndpoint(registry: registry, encoders: ContentEncoders.all)),
                MetricsRoute(endpoint: MetricsEndpoint(registry: registry), path: text),
            ])
        for path in ["/metrics", "/", "/-/ready", text] {
            for method in ["GET", "HEAD", "OPTIONS", "POST", text] {
                let response = await routes.respond(
                    to: ExporterRequest(
                        method: method, path: path, query: "name[]=\(text)&\(text)", accept: text, acceptEncoding: text)
                )
                #expect((200..<600).contains(response.status))
            }
        }
    }
}
