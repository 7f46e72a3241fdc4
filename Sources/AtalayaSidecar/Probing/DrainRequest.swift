import Atalaya
import AtalayaConfig
import AtalayaHTTP

/// `--drain`: asks the sidecar that runs with the same settings to send what it has read, and waits for it: the `preStop`
/// command of an image that has no shell and no curl.
struct DrainRequest {
    /// Where the sidecar was told to listen; every interface includes loopback.
    let address: Endpoint
    /// How long the sidecar may take.
    let limit: Duration

    /// - Returns: the sidecar's answer: how many records are acknowledged and in flight.
    /// - Throws: `SidecarFailure` with exit code 1 when it does not answer, or when records are left.
    func send() async throws -> String {
        let host = ["0.0.0.0", "::"].contains(address.host) ? "127.0.0.1" : address.host
        let url = "http://\(Endpoint(host: host, port: address.port))/-/drain"
        let requester = try HTTPRequester()
        let request = HTTPRequest("POST", url: url, timeout: limit + .seconds(5), answerBytesMax: 4_096)
        let result: Result<HTTPAnswer, HTTPFailure>
        do throws(HTTPFailure) {
            result = .success(try await requester.answer(to: request))
        } catch {
            result = .failure(error)
        }
        await requester.shutdown()
        switch result {
        case .success(let answer):
            let text = String(decoding: answer.body.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            guard answer.status == 200 else {
                throw SidecarFailure(lines: ["error: \(url): \(answer.status) \(text)"], exitCode: 1)
            }
            return text
        case .failure(let error):
            throw SidecarFailure(lines: ["error: \(url): \(error)"], exitCode: 1)
        }
    }
}
