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

    @Test("do not compile when they mean nothing, and do when they mean something", .needsCompiler)
    func compilation() async throws { try await TypeChecked.expect(Self.source) }
}
