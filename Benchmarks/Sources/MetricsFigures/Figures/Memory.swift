import AtalayaMetrics
import Measuring

/// What a series costs for as long as it lives. The bytes of its label values are its own affair and are taken off.
struct CounterMemory: Figure {
    let name = "memory of a counter series, three labels"
    let limit = "an object with one atomic in an array"
    let unit = Unit.bytes
    let peerOperation: String? = "memory"
    let targets = [Target.amount(atMost: 300, .bytes)]

    func prepare() throws -> Contest {
        Contest(
            ours: {
                try Cost.retained(operations: ManySeries.count, less: CounterMemory.labelBytes) {
                    try ManySeries.filledRegistry()
                }
            },
            limit: { Self.bareCost })
    }

    static var bareCost: Cost {
        Cost.retained(operations: ManySeries.count) {
            Holder((0..<ManySeries.count).map { _ in BareCounter() })
        }
    }

    static let labelBytes = (0..<ManySeries.count).reduce(0) { sum, index in
        sum + ManySeries.labelValues(index).reduce(0) { $0 + $1.utf8.count }
    }

    private final class Holder {
        let counters: [BareCounter]
        init(_ counters: [BareCounter]) { self.counters = counters }
    }
}

/// The same after a scrape, which leaves behind what makes the next one fast: the bytes of each line that never change.
struct ScrapedCounterMemory: Figure {
    let name = "memory of a counter series after a scrape"
    let limit = "an object with one atomic in an array"
    let unit = Unit.bytes
    let targets = [Target.amount(atMost: 300, .bytes)]

    func prepare() throws -> Contest {
        Contest(
            ours: {
                try Cost.retained(operations: ManySeries.count, less: CounterMemory.labelBytes) {
                    let registry = try ManySeries.filledRegistry()
                    blackHole(MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil).body.count)
                    return registry
                }
            },
            limit: { CounterMemory.bareCost })
    }
}
