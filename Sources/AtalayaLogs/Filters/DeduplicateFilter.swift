public import AtalayaModel

/// Drops records that repeat one before. The next one that goes through says in the field `repeated` how many were
/// dropped since.
///
/// Records are equal when the fields of `by` are, or all fields; the time does not count. They are compared by a hash
/// with a key of the process, which nobody can aim at. At most ``recordsMax`` different records are remembered; those
/// beyond go through.
public struct DeduplicateFilter: RecordFilter {
    public static let kind = LogFilterKind.deduplicate

    /// The most different records that are remembered at a time.
    public static let recordsMax = 10_000

    private struct Seen: Sendable {
        var at: Duration
        var dropped: Int64
    }

    private let by: [RecordPath]
    /// `nil`: only the record right before counts.
    private let window: Duration?
    private var seen: [Int: Seen] = [:]

    public init(_ declaration: LogFilter) {
        by = declaration.paths("by")
        window = declaration.duration("window")
    }

    public mutating func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        var hasher = Hasher()
        if by.isEmpty { hasher.combine(record.fields) } else { hasher.combine(by.map { $0.value(in: record) }) }
        let key = hasher.finalize()
        guard let window else { return applyToSequence(key, to: &record, at: now) }
        if let before = seen[key] {
            if now - before.at < window {
                seen[key]?.dropped += 1
                return .duplicate
            }
            note(before.dropped, in: &record)
        } else if seen.count >= Self.recordsMax {
            seen = seen.filter { now - $0.value.at < window }
            if seen.count >= Self.recordsMax { return nil }
        }
        seen[key] = Seen(at: now, dropped: 0)
        return nil
    }

    /// Only the last record is remembered, so the one that ends a run of repetitions tells their number.
    private mutating func applyToSequence(_ key: Int, to record: inout LogRecord, at now: Duration) -> DropReason? {
        if seen[key] != nil {
            seen[key]?.dropped += 1
            return .duplicate
        }
        note(seen.values.first?.dropped ?? 0, in: &record)
        seen = [key: Seen(at: now, dropped: 0)]
        return nil
    }

    private func note(_ dropped: Int64, in record: inout LogRecord) {
        if dropped > 0 { record.fields.append(LogField("repeated", .integer(dropped))) }
    }
}
