extension Gauge {
    /// Counts some work as in progress for as long as it runs, however it ends.
    public func trackInProgress<Result, Failure: Error>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        increment()
        defer { decrement() }
        return try work()
    }

    /// As above, for work that waits.
    public func trackInProgress<Result, Failure: Error>(
        _ work: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        increment()
        defer { decrement() }
        return try await work()
    }

    /// Replaces the value by a moment, in seconds since 1970: when something was last done.
    public func set(_ time: UnixTime) {
        set(time.seconds)
    }
}

extension Counter {
    /// Counts the errors that some work throws, which are thrown on.
    public func countErrors<Result, Failure: Error>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do {
            return try work()
        } catch {
            increment()
            throw error
        }
    }

    /// As above, for work that waits. Being cancelled is an error like others if the work throws it.
    public func countErrors<Result, Failure: Error>(
        _ work: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        do {
            return try await work()
        } catch {
            increment()
            throw error
        }
    }
}
