/// A figure after its rounds.
package struct Measurement {
    package var figure: any Figure
    package var ours: Summary
    package var limit: Summary
    /// By the name of the peer; only those that have the operation.
    package var peers: [String: Summary]

    /// Minimum and median of the rounds, for one operation.
    package struct Summary {
        package var minimum: Double
        package var median: Double

        init(_ costs: [Cost]) {
            let sorted = costs.map(\.amount).sorted()
            minimum = sorted.first ?? .nan
            median = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
        }
    }

    /// Of the minima: noise only ever adds. Nil where one of them was not measured.
    func ratio(to rival: Target.Rival) -> Double? {
        guard let theirs = summary(of: rival)?.minimum, theirs.isFinite, ours.minimum.isFinite else { return nil }
        return ours.minimum / theirs
    }

    func summary(of rival: Target.Rival) -> Summary? {
        switch rival {
        case .limit: limit
        case .peer(let name): peers[name]
        }
    }

    /// All sides take turns, so that a slow moment of the machine meets every one of them. A round of warming up comes first.
    package static func take(_ figure: any Figure, rounds: Int, peers: [Peer]) throws -> Measurement {
        let contest = try figure.prepare()
        var ours: [Cost] = []
        var limit: [Cost] = []
        var others: [String: [Cost]] = [:]
        for _ in 0...rounds {
            ours.append(try contest.ours())
            limit.append(try contest.limit())
            guard let operation = figure.peerOperation else { continue }
            for peer in peers {
                guard let cost = try peer.round(of: operation) else { continue }
                others[peer.name, default: []].append(cost)
            }
        }
        return Measurement(
            figure: figure, ours: Summary(Array(ours.dropFirst())), limit: Summary(Array(limit.dropFirst())),
            peers: others.mapValues { Summary(Array($0.dropFirst())) })
    }
}
