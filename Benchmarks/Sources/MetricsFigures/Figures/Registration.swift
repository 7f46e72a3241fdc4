import AtalayaMetrics
import Measuring

/// A hundred thousand series made from nothing.
struct Registration: Figure {
    let name = "registering 100,000 series, for each"
    let limit = "an object for each string in a Dictionary"
    let peerOperation: String? = "registration"
    let targets = [Target.amount(atMost: 1_000, .nanoseconds)]

    func prepare() throws -> Contest {
        let labels = (0..<ManySeries.count).map(ManySeries.labelValues)
        let keys = labels.map { $0.joined(separator: "\u{0}") }
        return Contest(
            ours: {
                let registry = ManySeries.emptyRegistry()
                let family = try registry.makeCounterFamily(ManySeries.descriptor)
                return Cost.measure(operations: labels.count) {
                    for values in labels { blackHole(family.with(values: values)) }
                }
            },
            limit: {
                var series: [String: BareCounter] = [:]
                let cost = Cost.measure(operations: keys.count) {
                    for key in keys { series[key] = BareCounter() }
                }
                blackHole(series)
                return cost
            })
    }
}
