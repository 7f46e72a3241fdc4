import AtalayaMetrics
import Measuring

/// Three label values that are known only now: find the series, add one.
struct LabelLookup: Figure {
    let name = "lookup by three label values, and increment"
    let limit = "hash of the three strings, and a bare add"
    let peerOperation: String? = "label lookup"
    let targets = [Target.ratio(atMost: 0.5, of: "client_golang")]

    private static let operations = 200_000

    func prepare() throws -> Contest {
        let family = try MetricsRegistry().makeCounterFamily(ManySeries.descriptor)
        let methods = ["GET", "POST", "PUT", "DELETE"]
        let routes = (0..<16).map { "/deployments/\($0)" }
        let statuses = ["200", "201", "404", "500"]
        let bare = BareCounter()
        return Contest(
            ours: {
                Cost.measure(operations: Self.operations) {
                    for index in 0..<Self.operations {
                        family.with(methods[index & 3], routes[index >> 2 & 15], statuses[index >> 6 & 3]).increment()
                    }
                }
            },
            limit: {
                Cost.measure(operations: Self.operations) {
                    for index in 0..<Self.operations {
                        var hasher = Hasher()
                        hasher.combine(methods[index & 3])
                        hasher.combine(routes[index >> 2 & 15])
                        hasher.combine(statuses[index >> 6 & 3])
                        blackHole(hasher.finalize())
                        bare.add(times: 1)
                    }
                }
            })
    }
}
