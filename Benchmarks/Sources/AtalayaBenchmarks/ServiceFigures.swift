import AtalayaZlib
import Measuring

/// The lines of the table that need the whole library, as a list.
enum ServiceFigures {
    static let all: [any Figure] = some + LineParsing.all

    private static let some: [any Figure] = [
        GzipScrape(),
        SwiftMetricsHit(),
        LogShipping(level: .default, target: .throughput(atLeast: 0.90)),
        LogShipping(level: .fastest, target: .throughput(atLeast: 0.78)),
        FileToAggregator(level: .default, target: .throughput(atLeast: 0.90)),
        FileToAggregator(level: .fastest, target: .throughput(atLeast: 0.78)),
        // 500 MB for each second of the processor.
        FileToAggregator(level: nil, target: .amount(atMost: 2, .nanoseconds)),
        EventJoining(),
        LogCall(),
        SpoolRecoveryTime(),
    ]
}
