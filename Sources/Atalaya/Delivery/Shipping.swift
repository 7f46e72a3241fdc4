/// An output and the sources that feed it, running, until they are finished in good order: first the sources, then what
/// the output holds.
///
/// The tasks are not children of whoever starts them, because they have to outlive his cancellation by the time of the
/// drain. ``finish(within:)`` waits for all of them.
struct Shipping: Sendable {
    private let output: any LogOutput
    private let delivering: Task<Void, Never>
    private let feeding: Task<Void, any Error>

    /// - Parameter sources: Runs the sources; returns when they are at their end, or cancelled.
    init(output: any LogOutput, sources: @escaping @Sendable () async throws -> Void) {
        self.output = output
        self.delivering = Task { await output.run() }
        self.feeding = Task { try await sources() }
    }

    /// Waits for the sources to end, delivers what is held, and returns inside the time.
    ///
    /// Sources that wait for room in the output are given half of the time, then they are cancelled.
    func finish(within limit: Duration) async {
        let start = ContinuousClock.now
        let feeding = self.feeding
        let impatience = Task {
            try await Pause.wait(for: limit / 2)
            feeding.cancel()
        }
        _ = await feeding.result
        impatience.cancel()
        await self.output.drain(within: max(.zero, limit - start.duration(to: .now)))
        await self.delivering.value
    }

    /// Asks the sources to stop reading.
    func stopSources() {
        self.feeding.cancel()
    }

    /// What the sources ended with, as soon as they have.
    var end: Result<Void, any Error> {
        get async { await self.feeding.result }
    }
}
