public import AtalayaModel

/// Drops the records that meet all conditions.
public struct DropFilter: RecordFilter {
    public static let kind = LogFilterKind.drop

    private let selector: RecordSelector

    public init(_ declaration: LogFilter) throws(LogsError) {
        selector = try RecordSelector(declaration)
        // Without conditions everything would be dropped, which nobody means who writes it.
        if selector.isEmpty { throw declaration.missing("where") }
    }

    public func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        selector.selects(record) ? .filtered : nil
    }
}
