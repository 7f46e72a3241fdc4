import AtalayaZlib
import Measuring

/// The lines of the table that need the whole library, as a list.
enum ServiceFigures {
    static let all: [any Figure] = [
        GzipScrape(),
        SwiftMetricsHit(),
        LogShipping(level: .default, target: .throughput(atLeast: 0.90)),
        LogShipping(level: .fastest, target: .throughput(atLeast: 0.78)),
        JSONLineParse(),
        LogCall(),
        SpoolRecoveryTime(),
    ]
}
