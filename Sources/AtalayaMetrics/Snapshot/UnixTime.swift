/// A moment, counted from the beginning of 1970 in UTC without leap seconds; exact to the nanosecond, from 1677 to 2262.
public struct UnixTime: Hashable, Comparable, Sendable {
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The moment so long after the epoch, or the nearest one that can be told.
    public init(sinceEpoch duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        nanoseconds = overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }

    /// Whole seconds, rounded down, and the nanoseconds after them, 0 to 999,999,999: what protobuf's `Timestamp` holds.
    public var components: (seconds: Int64, nanoseconds: Int32) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return remainder < 0
            ? (quotient - 1, Int32(truncatingIfNeeded: remainder + 1_000_000_000))
            : (quotient, Int32(truncatingIfNeeded: remainder))
    }

    /// Whole milliseconds since the epoch, rounded down: how Prometheus tells time.
    public var milliseconds: Int64 {
        let (seconds, nanoseconds) = components
        return seconds * 1_000 + Int64(nanoseconds / 1_000_000)
    }

    /// Seconds since the epoch, which a double tells to about a quarter of a microsecond.
    public var seconds: Double {
        let (seconds, nanoseconds) = components
        return Double(seconds) + Double(nanoseconds) / 1e9
    }

    /// So much later, or the nearest moment that can be told.
    public func advanced(by duration: Duration) -> UnixTime {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(UnixTime(sinceEpoch: duration).nanoseconds)
        return UnixTime(nanoseconds: overflow ? (nanoseconds < 0 ? .min : .max) : sum)
    }

    public static func < (left: UnixTime, right: UnixTime) -> Bool { left.nanoseconds < right.nanoseconds }
}
