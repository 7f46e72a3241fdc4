import Foundation

/// A real Prometheus on loopback that scrapes one target every second.
final class PrometheusServer: Sendable {
    private let folder: TemporaryFolder
    private let program: RunningProgram
    private let url: String

    /// Starts it, and waits until it answers.
    init(scraping target: String) async throws {
        folder = try TemporaryFolder()
        let port = try FreePort.any()
        url = "http://127.0.0.1:\(port)"
        let configuration = try folder.write(
            "prometheus.yml",
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: test
                static_configs: [{targets: ["\(target)"]}]
            """)
        guard let path = Peer.prometheus.path else { throw ProgramError("prometheus is not installed") }
        program = try RunningProgram(
            path,
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.path("data"))",
                "--web.listen-address=127.0.0.1:\(port)",
            ])
        let url = url
        try await program.until("Prometheus is ready") { await HTTP.tryGet(url + "/-/ready")?.status == 200 }
    }

    /// Waits until the target has been scraped and Prometheus is content with what it read.
    func untilScraped() async throws {
        let url = url
        try await program.until("the target is up") {
            guard let answer = await HTTP.tryGet(url + "/api/v1/targets") else { return false }
            let targets = try JSONDecoder().decode(Answer<Targets>.self, from: answer.body).data.activeTargets
            if let error = targets.first?.lastError, !error.isEmpty {
                throw ProgramError("the scrape failed: \(error)")
            }
            return targets.first?.health == "up"
        }
    }

    /// The samples that an instant query finds.
    func query(_ expression: String) async throws -> [ReadSample] {
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await HTTP.get(url + "/api/v1/query?query=" + encoded)
        guard answer.status == 200 else { throw ProgramError("\(expression): \(answer.text)") }
        return try JSONDecoder().decode(Answer<Vector>.self, from: answer.body).data.result.map { element in
            var labels = element.metric
            let name = labels.removeValue(forKey: "__name__") ?? ""
            labels["job"] = nil
            labels["instance"] = nil
            guard let value = element.number else { throw ProgramError("no number in \(element)") }
            return ReadSample(name: name, labelsWithBound: labels, value: value)
        }
    }

    private struct Answer<Content: Decodable>: Decodable {
        var data: Content
    }

    private struct Targets: Decodable {
        struct Target: Decodable {
            var health: String
            var lastError: String
        }
        var activeTargets: [Target]
    }

    private struct Vector: Decodable {
        struct Element: Decodable {
            var metric: [String: String]
            var number: Double?

            enum CodingKeys: CodingKey { case metric, value }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                metric = try container.decode([String: String].self, forKey: .metric)
                // [time, "number"]
                var pair = try container.nestedUnkeyedContainer(forKey: .value)
                _ = try pair.decode(Double.self)
                switch try pair.decode(String.self) {
                case "NaN": number = .nan
                case "+Inf": number = .infinity
                case "-Inf": number = -.infinity
                case let text: number = Double(text)
                }
            }
        }
        var result: [Element]
    }
}
