/// What a figure should reach.
package struct Target: Sendable {
    /// What a ratio is one of.
    package enum Rival: Sendable, Equatable {
        case limit
        case peer(String)
    }

    enum Bound: Sendable {
        /// At most this many times what the rival pays.
        case ratio(Double, Rival)
        /// At most this much, whatever the limit.
        case amount(Double)
        /// At most this much more than the limit.
        case beyondLimit(Double)
    }

    var bound: Bound
    package var description: String

    package static func ratio(atMost ratio: Double) -> Target {
        Target(bound: .ratio(ratio, .limit), description: "≤ \(ratio) × limit")
    }

    package static func ratio(atMost ratio: Double, of peer: String) -> Target {
        Target(bound: .ratio(ratio, .peer(peer)), description: "≤ \(ratio) × \(peer)")
    }

    /// “At least ten times as fast” is at most a tenth of the time.
    package static func speed(atLeast factor: Double, timesThatOf peer: String) -> Target {
        Target(bound: .ratio(1 / factor, .peer(peer)), description: "\(Int(factor)) × as fast as \(peer)")
    }

    /// “At least 0.90 of bare deflate per CPU second” is at most 1 / 0.90 of its time.
    package static func throughput(atLeast share: Double) -> Target {
        Target(bound: .ratio(1 / share, .limit), description: "≥ \(share) of its speed")
    }

    package static func amount(atMost amount: Double, _ unit: Unit) -> Target {
        Target(bound: .amount(amount), description: "≤ \(Int(amount)) \(unit.short)")
    }

    package static func beyondLimit(atMost amount: Double, _ unit: Unit) -> Target {
        Target(bound: .beyondLimit(amount), description: "≤ limit + \(Int(amount)) \(unit.short)")
    }

    /// Nil where it cannot be judged: the peer was not measured, or the machine never gave what the figure needs.
    func isMet(by measurement: Measurement) -> Bool? {
        let ours = measurement.ours.minimum
        guard ours.isFinite else { return nil }
        switch bound {
        case .ratio(let most, let rival):
            return measurement.summary(of: rival).flatMap { $0.minimum.isFinite ? ours <= most * $0.minimum : nil }
        case .amount(let most):
            return ours <= most
        case .beyondLimit(let most):
            return measurement.limit.minimum.isFinite ? ours - measurement.limit.minimum <= most : nil
        }
    }
}

extension Unit {
    package var short: String {
        switch self {
        case .nanoseconds: "ns"
        case .bytes: "bytes"
        }
    }
}
