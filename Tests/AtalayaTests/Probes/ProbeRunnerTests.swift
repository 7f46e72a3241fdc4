import Atalaya
import AtalayaTesting
import Synchronization
import Testing

@Suite("Health probes")
struct ProbeRunnerTests {
    private final class ScriptedProbe: HealthProbe {
        private let outcomes: Mutex<[ProbeOutcome]>

        init(_ outcomes: [ProbeOutcome]) {
            self.outcomes = Mutex(outcomes)
        }

        func check() async -> ProbeOutcome {
            self.outcomes.withLock { outcomes in
                outcomes.count > 1 ? outcomes.removeFirst() : outcomes[0]
            }
        }
    }

    @Test("the last outcome is exported, service by service")
    func exporting() async throws {
        let registry = MetricsRegistry()
        let sick = ScriptedProbe([
            ProbeOutcome(isHealthy: true, statusCode: 200), ProbeOutcome(isHealthy: false, reason: "timeout"),
        ])
        let well = ScriptedProbe([ProbeOutcome(isHealthy: true, statusCode: 204)])
        let runner = try ProbeRunner(
            probes: [
                ScheduledProbe(target: "a", interval: .milliseconds(1), probe: sick),
                ScheduledProbe(target: "b", interval: .milliseconds(1), probe: well),
            ], registry: registry)
        @Sendable func lines() -> [String] {
            let body = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil).body
            return String(decoding: body, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        try await withTimeLimit {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await runner.run() }
                try await waitUntil("the second outcome") {
                    let lines = lines()
                    return lines.contains(#"atalaya_probe_success{service="a"} 0"#)
                        && lines.contains(#"atalaya_probe_http_status_code{service="a"} 0"#)
                        && lines.contains(#"atalaya_probe_success{service="b"} 1"#)
                        && lines.contains(#"atalaya_probe_http_status_code{service="b"} 204"#)
                }
                group.cancelAll()
            }
        }
    }
}
