import Measuring
import MetricsFigures

/// The whole table.
@main
enum AtalayaBenchmarks {
    static func main() throws {
        try Benchmarks.run(MetricsFigures.all + ServiceFigures.all)
    }
}
