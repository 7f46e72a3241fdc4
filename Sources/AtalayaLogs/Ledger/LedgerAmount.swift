/// So many records and so many bytes of lines.
///
/// Sums stop at the largest number instead of overflowing: bookkeeping never stops the traffic.
public struct LedgerAmount: Hashable, Sendable {
    public var records: UInt64
    public var bytes: UInt64

    public init(records: UInt64 = 0, bytes: UInt64 = 0) {
        self.records = records
        self.bytes = bytes
    }

    public static func + (left: LedgerAmount, right: LedgerAmount) -> LedgerAmount {
        LedgerAmount(records: sum(left.records, right.records), bytes: sum(left.bytes, right.bytes))
    }

    public static func += (left: inout LedgerAmount, right: LedgerAmount) { left = left + right }

    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
