import AsyncHTTPClient
import Atalaya
import AtalayaConfig

/// `--check-health`: the health check of an image that has no shell and no curl.
struct HealthQuestion {
    /// Where the sidecar was told to listen; every interface includes loopback.
    let address: Endpoint

    /// - Throws: `SidecarFailure` with exit code 1 when the sidecar is not healthy.
    func ask() async throws {
        let host = ["0.0.0.0", "::"].contains(address.host) ? "127.0.0.1" : address.host
        let url = "http://\(Endpoint(host: host, port: address.port))/-/healthy"
        let client = HTTPProbe.makeClient()
        let outcome = await HTTPProbe(url: url, timeout: .seconds(2), client: client).check()
        try await client.shutdown()
        guard outcome.isHealthy else {
            let status = outcome.statusCode.map { " \($0)" } ?? ""
            throw SidecarFailure(lines: ["error: \(url): \(outcome.reason)\(status)"], exitCode: 1)
        }
    }
}
