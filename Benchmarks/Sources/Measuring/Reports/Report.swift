/// Shows measurements.
protocol Report: Sendable {
    func text(_ measurements: [Measurement]) -> String
}
