/// The time of a log record: seconds and nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// It is a wall-clock time and goes over the wire as Fluentd's `EventTime`. Timeouts and backoff never use it: they are
/// measured on a monotonic clock, so that a jump of the wall clock cannot disturb delivery.
public struct LogTime: Hashable, Sendable, Comparable {
    /// Whole seconds since the epoch, rounded down: half a second before 1970 is `-1` and 500,000,000 nanoseconds.
    public var seconds: Int64
    /// Nanoseconds after `seconds`, 0 through 999,999,999.
    public var nanoseconds: UInt32

    /// Makes a time. A `nanoseconds` of a second or more carries into `seconds`, so that every value is in one form.
    public init(seconds: Int64, nanoseconds: UInt32 = 0) {
        let (sum, overflow) = seconds.addingReportingOverflow(Int64(nanoseconds / 1_000_000_000))
        self.seconds = overflow ? .max : sum
        self.nanoseconds = nanoseconds % 1_000_000_000
    }

    public static func < (left: LogTime, right: LogTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
