/// The identity of a series within its metric: the label values, in the order of the sorted label names.
///
/// The bytes of all values in one array: one allocation to look a series up, one run to hash, and no canonical
/// equivalence between strings whose bytes differ. The separator never occurs in UTF-8.
struct SeriesKey: Hashable, Sendable {
    private static let separator: UInt8 = 0xFF

    private(set) var bytes: [UInt8] = []

    /// `byteCount` is that of all values and their separators, if it is known.
    init(byteCount: Int = 0) {
        bytes.reserveCapacity(byteCount)
    }

    mutating func append(_ value: String) {
        bytes.append(contentsOf: value.utf8)
        bytes.append(Self.separator)
    }

    /// Whether the key is that of these values; `order[i]` is where its i-th value is.
    func isEqual(to values: [String], order: [Int]?) -> Bool {
        let bytes = bytes.span
        var start = 0
        for index in values.indices {
            let value = values[order?[index] ?? index].utf8Span.span
            guard start + value.count < bytes.count else { return false }
            for offset in value.indices where value[offset] != bytes[start + offset] { return false }
            guard bytes[start + value.count] == Self.separator else { return false }
            start += value.count + 1
        }
        return start == bytes.count
    }

    /// The values again, for the label set of a new series.
    var values: [String] {
        bytes.split(separator: Self.separator, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
