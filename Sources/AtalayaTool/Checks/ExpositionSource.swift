import AtalayaConfig
import AtalayaHTTP
import AtalayaLogs

/// What `--exposition` names: a file, standard input, or a URL to scrape as Prometheus does.
struct ExpositionSource {
    let name: String

    /// Longer than any exposition that Prometheus would take.
    private static let bytesMax = 64 << 20
    /// Prometheus' own default.
    private static let timeout = Duration.seconds(10)

    var isURL: Bool {
        ["http://", "https://"].contains { name.lowercased().hasPrefix($0) }
    }

    /// Every problem and all advice.
    ///
    /// - Parameter kind: The format of a file, or the only one to ask a URL for; nil to tell it and to take the best.
    /// - Throws: `ToolError.usage`, exit code 2, for a file that cannot be read or a URL that does not answer with 200.
    func diagnostics(kind: String?) async throws -> [Diagnostic] {
        guard isURL else {
            let bytes = try TextFile.bytes(of: name)
            let file = name == "-" ? "standard input" : name
            return Self.check(bytes, file, kind).check(bytes, file: file)
        }
        let (bytes, contentType) = try await scrape(kind)
        let format = Self.format(of: contentType)
        var diagnostics: [Diagnostic] = []
        if format == nil {
            diagnostics.append(
                Diagnostic(
                    file: name, rule: "exposition-content-type",
                    message: contentType.isEmpty
                        ? "no Content-Type; Prometheus 3 refuses the scrape"
                        : "Content-Type \"\(contentType)\" is no exposition format; Prometheus 3 refuses the scrape"))
        }
        return diagnostics + Self.check(bytes, name, format ?? kind).check(bytes, file: name)
    }

    private static func check(_ bytes: [UInt8], _ file: String, _ kind: String?) -> any TextCheck {
        let checks = ExpositionCheck.formats
        return checks.first { kind.map($0.kind.elementsEqual) ?? $0.recognises(file, bytes) } ?? ExpositionCheck()
    }

    private static func format(of contentType: String) -> String? {
        switch contentType.prefix(while: { $0 != ";" && $0 != " " }).lowercased() {
        case "text/plain": ExpositionCheck().kind
        case "application/openmetrics-text": OpenMetricsCheck().kind
        default: nil
        }
    }

    private func scrape(_ kind: String?) async throws -> (bytes: [UInt8], contentType: String) {
        let openMetrics = "application/openmetrics-text;version=1.0.0"
        let text = "text/plain;version=0.0.4"
        let accepted =
            kind == ExpositionCheck().kind
            ? text : kind == OpenMetricsCheck().kind ? openMetrics : "\(openMetrics),\(text);q=0.5"
        let request = HTTPRequest(
            url: name, headers: [("accept", accepted), ("user-agent", "atalaya/\(ToolVersion.text)")],
            timeout: Self.timeout, answerBytesMax: Self.bytesMax)
        do {
            let requester = try HTTPRequester()
            let result: Result<HTTPAnswer, HTTPFailure>
            do { result = .success(try await requester.answer(to: request)) } catch { result = .failure(error) }
            await requester.shutdown()
            let answer = try result.get()
            guard answer.status == 200 else {
                throw ToolError.usage("\(name): answered with status \(answer.status)")
            }
            return (answer.body, answer.header("content-type") ?? "")
        } catch let error as ToolError {
            throw error
        } catch {
            throw ToolError.usage("\(name): \(error)")
        }
    }
}
