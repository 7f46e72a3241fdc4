import Atalaya
import AtalayaHTTP
import AtalayaTesting
import Testing

@Suite("A health probe by HTTP")
struct HTTPProbeTests {
    private static func outcome(
        of reaction: HTTPTestReaction, within limit: Duration = .seconds(60)
    ) async throws -> ProbeOutcome {
        try await HTTPTestServer.with(behaviour: { _ in reaction }) { server in
            let requester = try HTTPRequester()
            let probe = HTTPProbe(
                url: "http://127.0.0.1:\(server.port)/health", timeout: limit, requester: requester,
                userAgent: "prober/1")
            let outcome = await probe.check()
            await requester.shutdown()
            #expect(server.requests.first?.header("user-agent") == "prober/1")
            #expect(server.requests.first?.header("connection") == "close")
            return outcome
        }
    }

    @Test("is healthy for 200 to 299 and for no other status", arguments: [200, 204, 299, 199 + 101, 404, 500, 503])
    func statuses(status: Int) async throws {
        let outcome = try await Self.outcome(of: .answer(status: status))
        let isHealthy = status < 300
        #expect(outcome == ProbeOutcome(isHealthy: isHealthy, statusCode: status, reason: isHealthy ? "" : "status"))
    }

    @Test("says why there is no answer")
    func reasons() async throws {
        let silence = try await Self.outcome(of: .silence, within: .milliseconds(500))
        #expect(silence == ProbeOutcome(isHealthy: false, reason: "timeout"))
        #expect(try await Self.outcome(of: .close) == ProbeOutcome(isHealthy: false, reason: "protocol"))
    }
}
