/// Waiting for as long as somebody configured.
enum Pause {
    /// `Task.sleep` traps on durations that cannot be added to the time of its clock; nobody tells a year from for ever.
    static let max: Duration = .seconds(365 * 86_400)

    /// Waits; at once back for zero and less.
    ///
    /// - Throws: `CancellationError`.
    static func wait(for duration: Duration) async throws {
        try await Task.sleep(for: Swift.min(Swift.max(duration, .zero), Self.max))
    }
}
