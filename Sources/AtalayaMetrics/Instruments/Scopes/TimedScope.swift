/// What observes durations: ``Histogram`` and ``Summary``.
///
/// Work is timed with a clock that is given; with `Atalaya`, the continuous clock is the default.
public protocol DurationObserver: Sendable {
    /// Counts a duration, in seconds.
    func observe(_ duration: Duration)
}

extension Histogram: DurationObserver {}
extension Summary: DurationObserver {}

extension DurationObserver {
    /// Observes how long some work takes, whether it succeeds or throws.
    ///
    /// ```swift
    /// let rows = try queryDuration.time(on: clock) { try database.query() }
    /// ```
    public func time<C: Clock, Result, Failure: Error>(
        on clock: C, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result where C.Duration == Duration {
        let start = clock.now
        defer { observe(start.duration(to: clock.now)) }
        return try work()
    }

    /// As above, for work that waits. The time it was suspended counts; where it is cancelled, so does the time until then.
    public func time<C: Clock, Result, Failure: Error>(
        on clock: C, _ work: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result where C.Duration == Duration {
        let start = clock.now
        defer { observe(start.duration(to: clock.now)) }
        return try await work()
    }
}
