public import AtalayaModel

/// Adds fields with texts that are known beforehand, in place of fields of the same name.
public struct AddFilter: RecordFilter {
    public static let kind = LogFilterKind.add

    private let fields: [LogField]

    public init(_ declaration: LogFilter) throws(LogsError) {
        fields = declaration.pairs("fields").map { LogField($0.name, .string($0.value)) }
        if fields.isEmpty { throw declaration.missing("fields") }
    }

    public func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        for field in fields {
            if let index = record.fields.firstIndex(where: { $0.key == field.key }) {
                record.fields[index] = field
            } else {
                record.fields.append(field)
            }
        }
        return nil
    }
}
