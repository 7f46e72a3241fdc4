import Measuring
import MetricsFigures

/// The whole table.
@main
enum AtalayaBenchmarks {
    static func main() throws {
        // The figures of the whole way start this program again as their aggregator.
        if CommandLine.arguments.dropFirst().first == Aggregator.argument { try Aggregator.run() }
        try Benchmarks.run(MetricsFigures.all + ServiceFigures.all)
    }
}
