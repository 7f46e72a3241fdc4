import AtalayaMetrics
import Measuring

/// Labels that are a type made of enums: find the series by its bits, add one.
struct TypedLookup: Figure {
    let name = "lookup by typed labels, and increment"
    let limit = "increment of a kept counter"
    let targets = [Target.ratio(atMost: 2)]

    private static let operations = 1_000_000

    struct RequestLabels: TypedLabels {
        enum Method: String, CaseIterable, LabelValue { case get, post, put, delete }
        enum Status: String, CaseIterable, LabelValue { case ok, created, missing, failed }

        var method: Method
        var status: Status
        var isCached: Bool

        static let labels = [
            LabelField("method", \RequestLabels.method), LabelField("status", \RequestLabels.status),
            LabelField("cached", \RequestLabels.isCached),
        ]
    }

    func prepare() throws -> Contest {
        let requests = try MetricsRegistry().makeCounter(
            .counter("http_requests_total", help: "Requests answered."), labels: RequestLabels.self)
        let kept = try MetricsRegistry().makeCounter(.counter("jobs_total", help: "Jobs."))
        let sets = RequestLabels.Method.allCases.flatMap { method in
            RequestLabels.Status.allCases.map { RequestLabels(method: method, status: $0, isCached: false) }
        }
        return Contest(
            ours: {
                Cost.measure(operations: Self.operations) {
                    for index in 0..<Self.operations { requests.increment(for: sets[index & 15]) }
                }
            },
            limit: {
                Cost.measure(operations: Self.operations) { CounterIncrement.increment(kept, times: Self.operations) }
            })
    }
}
