public import AtalayaMetrics

extension DurationObserver {
    /// Observes how long some work takes, whether it succeeds or throws, by a clock that runs on while the machine sleeps.
    ///
    /// ```swift
    /// let rows = try queryDuration.time { try database.query() }
    /// ```
    public func time<Result, Failure: Error>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try time(on: ContinuousClock(), work)
    }

    /// As above, for work that waits. The time it was suspended counts.
    public func time<Result, Failure: Error>(
        _ work: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await time(on: ContinuousClock(), work)
    }
}
