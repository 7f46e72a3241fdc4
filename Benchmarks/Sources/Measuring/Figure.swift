/// A line of the table: something we do, held against what the machine allows, and against what others do.
///
/// A number of nanoseconds says more about the machine than about the code. So each figure brings its physical limit: the least
/// work that any implementation would have to do, written down bare. All sides run in turns, and their ratios travel between
/// machines. To add a figure: one file, and one line in the list of its target.
package protocol Figure: Sendable {
    var name: String { get }

    /// What the limit is, in a few words.
    var limit: String { get }

    var unit: Unit { get }

    /// The name by which the peers know the operation; nil where they have none.
    var peerOperation: String? { get }

    var targets: [Target] { get }

    /// Builds what both sides need; not timed.
    func prepare() throws -> Contest
}

extension Figure {
    package var unit: Unit { .nanoseconds }
    package var peerOperation: String? { nil }
}

/// The two sides of a figure. Each call does the work once and says what one operation cost.
package struct Contest {
    package var ours: () throws -> Cost
    package var limit: () throws -> Cost

    package init(ours: @escaping () throws -> Cost, limit: @escaping () throws -> Cost) {
        self.ours = ours
        self.limit = limit
    }
}

/// What a figure counts for one operation.
package enum Unit: String, Sendable {
    case nanoseconds
    case bytes
}
