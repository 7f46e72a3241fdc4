import Foundation
import Testing

/// The compiler is asked itself what it thinks of queries that mean nothing.
@Suite("Typed queries")
struct TypedQueryTests {
    /// Lines that must not compile say so; all others must.
    private static let source = """
        import AtalayaConfig

        enum RequestLabel: String, SeriesLabel { case route, status }

        func queries() throws {
            let requests = try CounterSeries<RequestLabel>("http_requests_total", help: "Requests.")
            let duration = try HistogramSeries<RequestLabel>("http_request_duration_seconds", help: "Time.", unit: .seconds)
            let running = try GaugeSeries<NoLabel>("deployments_running", help: "Deployments now.")

            _ = requests.over(.minutes(5)).rate().sum(by: .route, target: [.job]) > 5
            _ = running.over(.hours(1)).derivative()
            _ = duration.over(.minutes(5)).quantile(0.99, by: .route)
            _ = running.value + 1

            _ = running.over(.minutes(5)).rate()  // no: a gauge has no rate
            _ = requests.over(.minutes(5)).derivative()  // no: a counter has no derivative
            _ = requests.value  // no: what a counter has reached means nothing
            _ = requests.over(.minutes(5)).quantile(0.99)  // no: a counter has no buckets
            _ = duration.value  // no: a histogram is many series
            _ = requests.rate()  // no: a rate needs a range
            _ = requests.over(.minutes(5)).rate().sum(by: .path)  // no: nobody declared the label
            _ = requests.where(.path, .equals("/"))  // no: nobody declared the label
            _ = running.value.sum(by: .route)  // no: the metric has no labels
            _ = requests.over(.minutes(5)).sum()  // no: a range is not an instant
            _ = requests.over(.minutes(5)).rate().over(.minutes(5))  // no: a rate has no range
            _ = requests.over(.minutes(5)) > 5  // no: a range cannot be compared
            _ = requests.over(.minutes(5)).rate() / running.value  // no: other labels, and nobody says which belong together
            _ = requests.over("5m")  // no: a text is not a duration
            _ = PromQuery.typed(requests.over(.minutes(5)))  // no: a panel shows instants
        }

        """

    private static let compiler: String? = (Checkout.environment("PATH") ?? "").split(separator: ":")
        .map { "\($0)/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private static let modules = Checkout.binaries + "/Modules"

    @Test(
        "do not compile when they mean nothing, and do when they mean something",
        .enabled(
            if: compiler != nil && Checkout.exists(modules + "/AtalayaConfig.swiftmodule"), "swiftc and its modules"))
    func compilation() async throws {
        let place = try TemporaryFolder()
        let file = try place.write("queries.swift", Self.source)
        let compiler = try #require(Self.compiler)
        let outcome = try await RunningProgram.run(
            compiler, ["-typecheck", "-swift-version", "6", "-I", Self.modules, file], within: .seconds(120))
        let refused = outcome.errorLines.compactMap { line -> Int? in
            let parts = line.components(separatedBy: ": error: ")[0].split(separator: ":")
            return line.contains(": error: ") && parts.count == 3 ? Int(parts[1]) : nil
        }
        let expected = Self.source.components(separatedBy: "\n").enumerated()
            .filter { $0.element.contains("// no: ") }.map { $0.offset + 1 }
        #expect(Set(refused) == Set(expected), "\(outcome.errors)")
        #expect(outcome.exitCode == 1)
    }
}
