public import AtalayaModel

/// Keeps a share of the records. A hash decides, so that the same records are kept wherever and whenever they are read,
/// and with `by` all records of one request, or none of them.
public struct SampleFilter: RecordFilter {
    public static let kind = LogFilterKind.sample

    private let selector: RecordSelector
    private let by: [RecordPath]
    /// Hashes below it are kept.
    private let limit: Double
    private var buffer: [UInt8] = []

    public init(_ declaration: LogFilter) throws(LogsError) {
        guard let ratio = declaration.number("ratio") else { throw declaration.missing("ratio") }
        selector = try RecordSelector(declaration)
        by = declaration.paths("by")
        limit = min(max(0, ratio), 1) * 0x1p64
    }

    public mutating func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        guard selector.selects(record) else { return nil }
        buffer.removeAll(keepingCapacity: true)
        if by.isEmpty {
            try? MessagePackWriter.write(record.fields, into: &buffer)
        } else {
            for path in by { try? MessagePackWriter.write(path.value(in: record) ?? .null, into: &buffer) }
        }
        return Double(Self.mixed(ContentHash.hash(buffer))) < limit ? nil : .sampled
    }

    /// Short texts change only the low bits of the hash much; this spreads them (the finish of MurmurHash3).
    private static func mixed(_ hash: UInt64) -> UInt64 {
        var mixed = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 33)
    }
}
