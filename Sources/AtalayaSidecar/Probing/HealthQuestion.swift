import Atalaya
import AtalayaConfig
import AtalayaHTTP

/// `--check-health`: the health check of an image that has no shell and no curl.
struct HealthQuestion {
    /// Where the sidecar was told to listen; every interface includes loopback.
    let address: Endpoint

    /// - Throws: `SidecarFailure` with exit code 1 when the sidecar is not healthy.
    func ask() async throws {
        let host = ["0.0.0.0", "::"].contains(address.host) ? "127.0.0.1" : address.host
        let url = "http://\(Endpoint(host: host, port: address.port))/-/healthy"
        let requester = try HTTPRequester()
        let probe = HTTPProbe(
            url: url, timeout: .seconds(2), requester: requester, userAgent: SidecarVersion.userAgent)
        let outcome = await probe.check()
        await requester.shutdown()
        guard outcome.isHealthy else {
            let status = outcome.statusCode.map { " \($0)" } ?? ""
            throw SidecarFailure(lines: ["error: \(url): \(outcome.reason)\(status)"], exitCode: 1)
        }
    }
}
