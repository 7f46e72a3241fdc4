public import AtalayaModel

/// Gives fields other names. They keep their place; a field that has the new name already goes.
public struct RenameFilter: RecordFilter {
    public static let kind = LogFilterKind.rename

    private let names: [(path: RecordPath, name: String)]

    public init(_ declaration: LogFilter) throws(LogsError) {
        names = declaration.pairs("fields").map { (RecordPath($0.name), $0.value) }
        if names.isEmpty { throw declaration.missing("fields") }
    }

    public func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        for (path, name) in names {
            path.edit(in: &record) { fields, index in
                if fields[index].key == name { return }
                fields[index].key = name
                var place = 0
                fields.removeAll { field in
                    defer { place += 1 }
                    return field.key == name && place != index
                }
            }
        }
        return nil
    }
}
