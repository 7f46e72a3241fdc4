/// The labels of a series: names unique and sorted, no empty value, so that two sets of the same labels are equal however
/// they were written.
///
/// The escaped text is made once and kept, since every scrape needs it: `method="GET",route="/"`.
public struct LabelSet: Hashable, Sendable, CustomStringConvertible {
    /// One name and value.
    public struct Pair: Hashable, Sendable {
        public let name: String
        public let value: String
    }

    /// Shared by all copies: a snapshot of many series retains one object for each.
    private final class Storage: Sendable {
        let pairs: [Pair]
        let escaped: [UInt8]
        let hasLegacyNames: Bool

        init(pairs: [Pair]) {
            self.pairs = pairs
            hasLegacyNames = pairs.allSatisfy(\.name.isLegacyLabelName)
            var bytes: [UInt8] = []
            for pair in pairs { TextEscaping.appendPair(name: pair.name, value: pair.value, to: &bytes) }
            escaped = bytes
        }
    }

    private let storage: Storage

    /// The labels, sorted by name.
    public var pairs: [Pair] { storage.pairs }
    /// The labels as all text formats write them between the braces; empty without labels.
    public var escaped: [UInt8] { storage.escaped }
    public var isEmpty: Bool { storage.pairs.isEmpty }
    /// Whether every reader knows the names; others are in quotes in ``escaped``.
    var hasLegacyNames: Bool { storage.hasLegacyNames }

    /// No labels.
    public static let empty = LabelSet(sorted: [])

    /// Names must be checked, unique and sorted, and values not empty.
    init(sorted pairs: [Pair]) {
        storage = Storage(pairs: pairs)
    }

    /// Sorts the labels and leaves out the empty ones, which are the same as absent ones.
    ///
    /// Throws ``RejectionReason/invalidLabels`` for an illegal name or one given twice.
    public init(_ labels: some Sequence<(key: String, value: String)>) throws(MetricsError) {
        try self.init(labels) { name throws(ModelError) in _ = try LabelName(name) }
    }

    /// As above, for names that may be any text (`LabelName(utf8:)`).
    public init(utf8 labels: some Sequence<(key: String, value: String)>) throws(MetricsError) {
        try self.init(labels) { name throws(ModelError) in _ = try LabelName(utf8: name) }
    }

    private init(
        _ labels: some Sequence<(key: String, value: String)>, check: (String) throws(ModelError) -> Void
    ) throws(MetricsError) {
        var pairs: [Pair] = []
        for (name, value) in labels {
            do {
                try check(name)
            } catch {
                throw MetricsError(.invalidLabels, error.message)
            }
            pairs.append(Pair(name: name, value: value))
        }
        // By bytes, which names in UTF-8 differ by.
        pairs.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (pair, next) in zip(pairs, pairs.dropFirst()) where pair.name.utf8.elementsEqual(next.name.utf8) {
            throw MetricsError(.invalidLabels, "label \"\(pair.name)\" is given twice")
        }
        self.init(sorted: pairs.filter { !$0.value.isEmpty })
    }

    /// The value of a label, nil when absent.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    // The escaped bytes say everything: comparing strings would take "é" in its two spellings for one value, Prometheus
    // takes them for two.
    public static func == (left: LabelSet, right: LabelSet) -> Bool {
        left.storage === right.storage || left.escaped == right.escaped
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(storage.escaped) }

    public var description: String { "{\(String(decoding: escaped, as: UTF8.self))}" }
}

extension LabelSet {
    /// The order of series in a family: by their escaped text, byte by byte.
    static func precedes(_ left: LabelSet, _ right: LabelSet) -> Bool {
        left.escaped.lexicographicallyPrecedes(right.escaped)
    }
}
