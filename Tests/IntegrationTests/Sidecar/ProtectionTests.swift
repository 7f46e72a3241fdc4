import Foundation
import Testing

/// TLS between the sidecar and the aggregator, as a person turns it on.
@Suite("The sidecar and TLS")
struct ProtectionTests {
    @Test("ships over TLS to an aggregator whose certificate it trusts", .needs(.openssl))
    func trusted() async throws {
        let scene = try SidecarScene()
        try await Certificates.make("server", in: scene.folder)
        let receiver = try await scene.startReceiver(["--tls-certificate", "server.pem", "--tls-key", "server.key"])
        let sidecar = try await scene.startSidecar(["--forward-tls-authorities-file", "server.pem"])
        try scene.log(0..<100)
        try await scene.untilReceived(100, by: sidecar)
        try await scene.expectBalance()
        #expect(receiver.isRunning)
    }

    @Test("ships nothing to an aggregator that it does not trust, and says why", .needs(.openssl))
    func untrusted() async throws {
        let scene = try SidecarScene()
        for name in ["server", "other"] { try await Certificates.make(name, in: scene.folder) }
        let receiver = try await scene.startReceiver(["--tls-certificate", "server.pem", "--tls-key", "server.key"])
        let sidecar = try await scene.startSidecar(["--forward-tls-authorities-file", "other.pem"])
        try scene.log(0..<100)
        try await scene.untilMetric(
            "atalaya_forward_connections_total", ["result": "failed"], isAtLeast: 2, of: sidecar)
        #expect(sidecar.errors.contains("not trusted"), "\(sidecar.errors)")
        #expect(try scene.received().isEmpty)
        #expect(receiver.isRunning)
    }

    @Test("ends at once when a file of TLS cannot be used, with one line that names it")
    func unusable() async throws {
        let scene = try SidecarScene()
        let sidecar = try scene.launchSidecar(["--forward-tls-authorities-file", "nowhere.pem"])
        let outcome = try await sidecar.outcome(within: .seconds(300))
        #expect(outcome.exitCode == 1)
        #expect(outcome.errorLines.filter { $0.contains("nowhere.pem") }.count == 1, "\(outcome.errors)")
    }
}
