/// A line of the table: something we do, held against what the machine allows.
///
/// A number of nanoseconds says more about the machine than about the code. So each figure brings its physical limit: the least
/// work that any implementation would have to do, written down bare. Both run in turns, and their ratio travels between machines.
/// To add a figure: one file in `Figures/`, one line in `Figures.all`.
protocol Figure: Sendable {
    var name: String { get }

    /// What the figure is held against, in a few words.
    var limit: String { get }

    var target: Target { get }

    /// Builds what both sides need; not timed.
    func prepare() throws -> Contest
}

/// The two sides of a figure. Each call does the work once and says what one operation cost.
struct Contest {
    var ours: () throws -> Cost
    var limit: () throws -> Cost
}

/// What the issue of a room asks for.
struct Target: Sendable {
    enum Bound: Sendable {
        /// At most this many times the limit.
        case ratio(Double)
        case nanoseconds(Double)
        /// Held against a library that is not measured here.
        case elsewhere
    }

    var bound: Bound
    var description: String

    static func ratio(atMost ratio: Double) -> Target {
        Target(bound: .ratio(ratio), description: "≤ \(ratio) ×")
    }

    static func nanoseconds(atMost nanoseconds: Double) -> Target {
        Target(bound: .nanoseconds(nanoseconds), description: "≤ \(Int(nanoseconds)) ns")
    }

    /// “At least 0.90 of bare deflate per CPU second” is at most 1 / 0.90 of its time.
    static func throughput(atLeast share: Double) -> Target {
        Target(bound: .ratio(1 / share), description: "≥ \(share) of its speed")
    }

    static func elsewhere(_ description: String) -> Target {
        Target(bound: .elsewhere, description: description)
    }
}
