/// How long to wait before the next attempt: longer after each failure, up to a cap, and never the same for everyone.
///
/// The wait of the n-th attempt is a random time between half of `base · 2ⁿ` (or of `cap`, when that is less) and the
/// whole of it. The random half keeps a crowd of clients from coming back in one moment when a server restarts; the
/// fixed half keeps one client from hammering.
public struct Backoff: Hashable, Sendable {
    /// The longest first wait.
    public let base: Duration
    /// The longest wait there is.
    public let cap: Duration
    /// Failures since the last success.
    public private(set) var failures = 0

    /// Makes a backoff. A base below 1 ms is taken as 1 ms, a cap below the base as the base.
    public init(base: Duration = .milliseconds(100), cap: Duration = .seconds(5)) {
        self.base = max(base, .milliseconds(1))
        self.cap = max(cap, self.base)
    }

    /// Counts a failure and says how long to wait for the next attempt.
    public mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let ceiling = longestWait
        failures += 1
        // In whole numbers: floating-point durations would need the C library's mathematics, which nothing else here does.
        let half = ceiling.attoseconds / 2
        return Duration(attoseconds: half + Int128.random(in: 0...half, using: &random))
    }

    /// Forgets the failures: the next wait is a first one.
    public mutating func reset() { failures = 0 }

    private var longestWait: Duration {
        var wait = base
        for _ in 0..<failures {
            // Compared before doubling, so that no cap, however large, makes the product overflow.
            if wait > cap / 2 { return cap }
            wait *= 2
        }
        return wait
    }
}
