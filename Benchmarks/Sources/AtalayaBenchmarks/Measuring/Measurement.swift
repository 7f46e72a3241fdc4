/// A figure after its repetitions.
struct Measurement {
    var name: String
    var limitName: String
    var target: Target
    var ours: Summary
    var limit: Summary

    /// Minimum and median of repetitions; nanoseconds for one operation.
    struct Summary {
        var minimum: Double
        var median: Double

        init(_ costs: [Cost]) {
            let sorted = costs.map(\.nanoseconds).sorted()
            minimum = sorted.first ?? .nan
            median = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
        }
    }

    /// Of the minima: noise only ever adds.
    var ratio: Double { ours.minimum / limit.minimum }

    /// Nil where the target cannot be judged here.
    var isMet: Bool? {
        guard ratio.isFinite else { return nil }
        switch target.bound {
        case .ratio(let most): return ratio <= most
        case .nanoseconds(let most): return ours.minimum <= most
        case .elsewhere: return nil
        }
    }

    /// The two sides take turns, so that a slow moment of the machine meets both.
    static func take(_ figure: any Figure, repetitions: Int) throws -> Measurement {
        let contest = try figure.prepare()
        _ = try contest.ours()
        _ = try contest.limit()
        var ours: [Cost] = []
        var limit: [Cost] = []
        for _ in 0..<repetitions {
            ours.append(try contest.ours())
            limit.append(try contest.limit())
        }
        return Measurement(
            name: figure.name, limitName: figure.limit, target: figure.target, ours: Summary(ours),
            limit: Summary(limit))
    }
}
