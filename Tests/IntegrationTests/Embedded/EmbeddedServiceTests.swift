import AtalayaMetrics
import Foundation
import Testing

/// `Examples/EmbeddedService`, run as its README would have it.
@Suite("The embedded example")
struct EmbeddedServiceTests {
    @Test("answers, counts what it answered, and ships its log")
    func runs() async throws {
        let folder = try TemporaryFolder()
        let forwardPort = try FreePort.any()
        let receiver = try RunningProgram(
            Checkout.tool, ["receive", "--listen", "127.0.0.1:\(forwardPort)", "--output", folder.path("received")])
        try await receiver.until("the receiver listens") { receiver.errors.contains("listening") }

        let (servicePort, metricsPort) = (try FreePort.any(), try FreePort.any())
        let service = try RunningProgram(
            Checkout.embeddedService,
            [
                "--listen", "127.0.0.1:\(servicePort)", "--metrics", "127.0.0.1:\(metricsPort)",
                "--forward", "127.0.0.1:\(forwardPort)",
            ])
        try await service.until("it answers") {
            guard await HTTP.tryGet("http://127.0.0.1:\(metricsPort)/-/ready")?.status == 200 else { return false }
            return await HTTP.tryGet("http://127.0.0.1:\(servicePort)/greetings/en")?.status == 200
        }
        #expect(try await HTTP.get("http://127.0.0.1:\(servicePort)/greetings/es").status == 200)
        #expect(try await HTTP.get("http://127.0.0.1:\(servicePort)/greetings/es").status == 200)
        #expect(try await HTTP.get("http://127.0.0.1:\(servicePort)/greetings/xx").status == 404)

        let metrics = try await HTTP.get("http://127.0.0.1:\(metricsPort)/metrics")
        let samples = try ExpositionParser.families(in: Array(metrics.body), as: .plainText).flatMap(\.samples)
        func value(_ name: String, _ label: String, _ labelValue: String) -> Double? {
            samples.first { $0.name == name && $0[label] == labelValue }?.value
        }
        #expect(value("greetings_requests_total", "language", "es") == 2)
        #expect(value("greetings_requests_total", "status", "404") == 1)
        #expect(value("greetings_request_duration_seconds_count", "language", "es") == 2)
        // Counted through swift-metrics.
        #expect(samples.first { $0.name == "greetings_starts_total" }?.value == 1)

        // Logged through swift-log.
        try await service.until("its log arrives") {
            folder.text(of: "received/greetings.app.ndjson").split(separator: "\n").count { $0.contains("request") }
                >= 3
        }
        let outcome = try await service.stop()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(folder.text(of: "received/greetings.app.ndjson").contains("stopped"), "the drain ships the last words")
        #expect(try await receiver.stop().exitCode == 0)
    }
}
