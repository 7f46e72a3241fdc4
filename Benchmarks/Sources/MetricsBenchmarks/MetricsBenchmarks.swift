import Measuring
import MetricsFigures

/// The part of the table that needs no networking: it builds in a fraction of the time.
@main
enum MetricsBenchmarks {
    static func main() throws {
        try Benchmarks.run(MetricsFigures.all)
    }
}
