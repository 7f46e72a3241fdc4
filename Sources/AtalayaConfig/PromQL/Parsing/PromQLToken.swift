/// One word or sign of PromQL.
struct PromQLToken {
    enum Kind: Hashable {
        case end
        /// A name without a colon that is no keyword here.
        case identifier
        /// A name with a colon.
        case metricIdentifier
        case keyword(PromQLKeyword)
        case aggregator
        /// A word in which Grafana replaces a variable: `$name`, `node_${x}_total`, `${n}m`.
        case templated
        case number(Double)
        /// In milliseconds.
        case duration(Int64)
        case string
        case sign(PromQLOperator)
        case assign, matches, matchesNot
        case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
        case comma, colon, at
    }

    var kind: Kind
    var place: PromQLPlace
}

/// Words with a meaning of their own outside of braces and brackets, in any case of letters.
enum PromQLKeyword: String, CaseIterable {
    case offset, by, without, on, ignoring, bool, start, end, step, range, anchored, smoothed, fill
    case groupLeft = "group_left"
    case groupRight = "group_right"
    case fillLeft = "fill_left"
    case fillRight = "fill_right"
    case maxOf = "max_of"
    case minOf = "min_of"

    /// Whether a metric may be called so. The operators `and`, `or` and `unless` may, `atan2` may not.
    var canNameMetric: Bool {
        switch self {
        case .on, .ignoring, .bool, .groupLeft, .groupRight: false
        default: true
        }
    }

    /// Whether a label in `by (…)` may be called so.
    var canNameLabel: Bool { self != .without }

    /// Whether a function may be called so.
    var canNameFunction: Bool {
        switch self {
        case .start, .end, .step, .range, .maxOf, .minOf: true
        default: false
        }
    }

    /// The first version in which the word is more than a name.
    var since: TargetVersion? {
        switch self {
        case .anchored, .smoothed: TargetVersion(3, 7)
        case .fill, .fillLeft, .fillRight: TargetVersion(3, 10)
        case .step: TargetVersion(3, 6)
        case .range: TargetVersion(3, 10)
        case .maxOf, .minOf: TargetVersion(3, 13)
        default: nil
        }
    }
}

/// Every word that is not a plain name.
enum PromQLWords {
    enum Meaning {
        case keyword(PromQLKeyword)
        case aggregator(PromQLAggregator)
        case sign(PromQLOperator)
        case infinity, notANumber
    }

    static let lengthMax = 12

    private static let meanings: [String: Meaning] = {
        var meanings: [String: Meaning] = [
            "and": .sign(.and), "or": .sign(.or), "unless": .sign(.unless), "atan2": .sign(.atan2), "inf": .infinity,
            "nan": .notANumber,
        ]
        for keyword in PromQLKeyword.allCases { meanings[keyword.rawValue] = .keyword(keyword) }
        for aggregator in PromQLAggregator.all { meanings[aggregator.name] = .aggregator(aggregator) }
        return meanings
    }()

    /// What a word means to a version of Prometheus.
    static func meaning(of word: String, in version: TargetVersion) -> Meaning? {
        guard word.utf8.count <= lengthMax, let meaning = meanings[word.lowercased()] else { return nil }
        let since =
            switch meaning {
            case .keyword(let keyword): keyword.since
            case .aggregator(let aggregator): aggregator.availability.since
            case .sign, .infinity, .notANumber: nil as TargetVersion?
            }
        if let since, version < since { return nil }
        return meaning
    }
}
