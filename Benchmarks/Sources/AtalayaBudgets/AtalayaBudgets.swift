import CCounting

#if canImport(Glibc)
    import Glibc
#endif

/// Without an argument: the operations, a line each: name, how often it is done, allocations for each, between tabs.
/// With the name of one: does it inside of `budgeted_operation`, for callgrind to count.
@main
enum AtalayaBudgets {
    static func main() throws {
        guard let name = CommandLine.arguments.dropFirst().first else {
            for operation in Operations.all {
                let allocations = Double(try run(operation)) / Double(operation.times)
                print(operation.name, operation.times, allocations, separator: "\t")
            }
            return
        }
        guard let operation = Operations.all.first(where: { $0.name == name }) else { exit(2) }
        _ = try run(operation)
    }

    /// Does it after some warming up, and says how much it allocated.
    private static func run(_ operation: Operation) throws -> UInt64 {
        let body = try operation.prepare()
        body(operation.times / 10)
        let before = allocation_count()
        perform { body(operation.times) }
        let count = allocation_count() - before
        // What the operation built goes now, or it would go while the next one is counted.
        measured = {}
        return count
    }
}

/// What `budgeted_operation` does: a C function takes no closure that holds something.
nonisolated(unsafe) private var measured: () -> Void = {}

private func perform(_ operation: @escaping () -> Void) {
    measured = operation
    budgeted_operation { measured() }
}
