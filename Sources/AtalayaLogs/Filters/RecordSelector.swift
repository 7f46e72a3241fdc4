import AtalayaModel

/// Which records a filter is about.
struct RecordSelector: Sendable {
    private let conditions: [(path: RecordPath, values: Set<String>)]
    private let pattern: Pattern?
    private let field: RecordPath

    init(_ declaration: LogFilter) throws(LogsError) {
        conditions = declaration.conditions("where").map { (RecordPath($0.field), Set($0.values)) }
        pattern = try declaration.pattern("pattern")
        field = RecordPath(declaration.text("field") ?? "message")
    }

    /// Whether it is about every record.
    var isEmpty: Bool { conditions.isEmpty && pattern == nil }

    /// Whether the record meets all conditions. A field that is missing, or is no plain value, meets none.
    func selects(_ record: LogRecord) -> Bool {
        for condition in conditions {
            guard let text = condition.path.value(in: record)?.plainText, condition.values.contains(text) else {
                return false
            }
        }
        guard let pattern else { return true }
        return field.value(in: record)?.plainText.map { pattern.matches($0) } ?? false
    }
}
