public import AtalayaModel

/// Takes fields out.
public struct RemoveFilter: RecordFilter {
    public static let kind = LogFilterKind.remove

    private let paths: [RecordPath]

    public init(_ declaration: LogFilter) throws(LogsError) {
        paths = declaration.paths("fields")
        if paths.isEmpty { throw declaration.missing("fields") }
    }

    public func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        for path in paths {
            // A name may stand more than once.
            var isFound = true
            while isFound {
                isFound = path.edit(in: &record) { fields, index in fields.remove(at: index) }
            }
        }
        return nil
    }
}
