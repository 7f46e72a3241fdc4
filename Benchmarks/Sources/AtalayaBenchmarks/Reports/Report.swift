/// Shows measurements.
protocol Report: Sendable {
    var name: String { get }
    func text(_ measurements: [Measurement]) -> String
}

/// The ways to show measurements, as a list.
enum Reports {
    static let all: [any Report] = [TableReport(), JSONReport()]
}
