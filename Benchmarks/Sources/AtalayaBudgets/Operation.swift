/// Something that services do often, and that therefore has a budget of instructions and allocations.
///
/// To add one: a line in a list of `Operations/`, and `make bench-budgets RECORD=1`.
struct Operation: Sendable {
    /// The key in `Budgets.json`.
    let name: String
    /// How often it is done for a measurement: enough for what happens once to vanish in the rounding.
    let times: Int
    /// Builds what the operation needs; what it returns does it so many times.
    let prepare: @Sendable () throws -> (_ times: Int) -> Void

    init(_ name: String, times: Int = 1000, prepare: @escaping @Sendable () throws -> (Int) -> Void) {
        self.name = name
        self.times = times
        self.prepare = prepare
    }
}

/// Everything that has a budget.
enum Operations {
    static let all = instruments + scrapes + bridges + logLines
}
