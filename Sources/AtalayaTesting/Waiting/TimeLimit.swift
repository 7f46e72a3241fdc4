/// Something did not happen in time.
public struct TimeLimitExceeded: Error, CustomStringConvertible {
    public let description: String
}

/// Runs an operation and fails the caller when it takes longer than the limit: the bound on every wait in a test.
///
/// The limit is no measurement. It is far longer than the operation ever takes, so that a slow machine does not fail
/// the test.
public func withTimeLimit<Value: Sendable>(
    _ limit: Duration = .seconds(300),
    _ what: String = "the operation",
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TimeLimitExceeded(description: "\(what) took longer than \(limit)")
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}

/// Waits until a condition holds, and throws ``TimeLimitExceeded`` when it does not in time.
public func waitUntil(
    _ what: String,
    limit: Duration = .seconds(300),
    _ condition: @escaping @Sendable () async throws -> Bool
) async throws {
    try await withTimeLimit(limit, what) {
        while try await !condition() {
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
