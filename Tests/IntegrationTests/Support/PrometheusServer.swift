import Foundation
import Synchronization

/// A real Prometheus on loopback that scrapes one target every few seconds.
///
/// What it is asked, it is asked of the moment of a scrape that went well: the target may share its process with other tests,
/// and a later scrape that it was too late for would leave nothing of the series.
final class PrometheusServer: Sendable {
    private let folder: TemporaryFolder
    private let program: RunningProgram
    private let url: String
    /// When the scrape began that queries are asked of, in seconds since 1970; nil before there is one.
    private let moment = Mutex<Double?>(nil)

    /// What a Prometheus has to be told before it does it.
    enum Feature: String, Sendable, CaseIterable {
        /// Scrapes by protobuf where it can, and keeps native histograms.
        case nativeHistograms = "native-histograms"
        case exemplarStorage = "exemplar-storage"
    }

    /// Starts it, and waits until it answers.
    init(scraping target: String, features: [Feature] = []) async throws {
        folder = try TemporaryFolder()
        let port = try FreePort.any()
        url = "http://127.0.0.1:\(port)"
        let configuration = try folder.write(
            "prometheus.yml",
            """
            global: {scrape_interval: 3s, scrape_timeout: 3s}
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
            ] + features.map { "--enable-feature=\($0.rawValue)" })
        let url = url
        try await program.until("Prometheus is ready") { await HTTP.tryGet(url + "/-/ready")?.status == 200 }
    }

    /// Waits until the target has been scraped, Prometheus is content with what it read, and its samples can be found.
    ///
    /// - Parameter sign: the series that is 1 after a scrape that went well.
    func untilScraped(by sign: String = "up") async throws {
        let url = url
        try await program.until("the target is up") {
            guard let answer = await HTTP.tryGet(url + "/api/v1/targets") else { return false }
            let targets = try JSONDecoder().decode(Answer<Targets>.self, from: answer.body).data.activeTargets
            // A server that shares its process with other tests may be late now and then; what is wrong stays wrong.
            if let error = targets.first?.lastError, !error.isEmpty, !error.contains("deadline exceeded") {
                throw ProgramError("the scrape failed: \(error)")
            }
            // It says so of the target before it has stored the samples; those of one scrape come to light together.
            guard targets.first?.health == "up",
                let up = try await ask("query", ["query": "\(sign)[5m]"], for: Matrix.self).result.first,
                let time = up.times(of: 1).last
            else { return false }
            moment.withLock { $0 = time }
            return true
        }
    }

    /// The samples that an instant query finds; native histograms are not among them.
    func query(_ expression: String) async throws -> [ReadSample] {
        try await vector(expression).compactMap { element in
            guard let value = element.value else { return nil }
            return ReadSample(name: element.name, labelsWithBound: element.labels, value: value)
        }
    }

    /// The native histograms that an instant query finds.
    func nativeHistograms(_ expression: String) async throws -> [NativeHistogram] {
        try await vector(expression).compactMap(\.histogram)
    }

    /// The exemplars that are kept for a series.
    func exemplars(_ expression: String) async throws -> [StoredExemplar] {
        let now = Date().timeIntervalSince1970
        return try await ask(
            "query_exemplars", ["query": expression, "start": "\(now - 3600)", "end": "\(now + 3600)"],
            for: [SeriesExemplars].self
        ).flatMap { series in
            series.exemplars.map { StoredExemplar(series: series.seriesLabels, exemplar: $0) }
        }
    }

    /// The expression as Prometheus' own formatter sets it; nil if it does not read it.
    func formatted(_ expression: String) async throws -> String? {
        let text = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try await HTTP.get(url + "/api/v1/format_query?query=\(text)")
        guard answer.status == 200 else { return nil }
        return try JSONDecoder().decode(Answer<String>.self, from: answer.body).data
    }

    private func vector(_ expression: String) async throws -> [Vector.Element] {
        var parameters = ["query": expression]
        if let moment = moment.withLock(\.self) { parameters["time"] = "\(moment)" }
        return try await ask("query", parameters, for: Vector.self).result
    }

    private func ask<Content: Decodable>(
        _ path: String, _ parameters: [String: String], for content: Content.Type
    ) async throws -> Content {
        let query = parameters.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }
        let answer = try await HTTP.get(url + "/api/v1/\(path)?" + query.joined(separator: "&"))
        guard answer.status == 200 else { throw ProgramError("\(parameters): \(answer.text)") }
        return try JSONDecoder().decode(Answer<Content>.self, from: answer.body).data
    }

    private struct Answer<Content: Decodable>: Decodable {
        var data: Content
    }

    /// The samples that are stored, as pairs of a time and a text.
    private struct Matrix: Decodable {
        struct Series: Decodable {
            var values: [[Sample]]

            func times(of value: Double) -> [Double] {
                values.compactMap { pair in
                    guard pair.count == 2, pair[1].number == value else { return nil }
                    return pair[0].number
                }
            }
        }
        struct Sample: Decodable {
            var number: Double?

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                number = try (try? container.decode(Double.self)) ?? Double(container.decode(String.self))
            }
        }
        var result: [Series]
    }

    private struct Targets: Decodable {
        struct Target: Decodable {
            var health: String
            var lastError: String
        }
        var activeTargets: [Target]
    }
}
