import AtalayaModel

/// An expression of a file, and what is known of the place it stands in.
public struct CheckedExpression: Sendable {
    /// What is asked for with it.
    public enum Use: Hashable, Sendable {
        /// - Parameters:
        ///   - hasHold: Whether it must hold for a while (`for`).
        ///   - labels: The labels that its annotations and labels name in templates.
        case alert(hasHold: Bool, labels: [String])
        /// - Parameter labels: Those that the rule sets itself.
        case recording(labels: [String])
        case panel
    }

    public let text: String
    public let use: Use
    public let reading: PromQLReading
    /// Every selector inside, ranges included, in the order of the text; none if it could not be read.
    let selectors: [PromQLSelector]
    public let version: TargetVersion
    /// What is known of series, by name.
    public var declarations: PromQLDeclarations

    public init(
        _ text: String, use: Use, version: TargetVersion = Targets().prometheus,
        declarations: PromQLDeclarations = PromQLDeclarations()
    ) {
        let dialect = PromQLDialect(version: version, allowsGrafanaVariables: use == .panel)
        self.init(
            text, use: use, version: version, declarations: declarations, reading: PromQL.read(text, dialect: dialect))
    }

    /// An expression that was read before.
    init(
        _ text: String, use: Use, version: TargetVersion, declarations: PromQLDeclarations, reading: PromQLReading
    ) {
        self.text = text
        self.use = use
        self.version = version
        self.declarations = declarations
        self.reading = reading
        selectors = reading.expression?.selectors ?? []
    }

    public var isAlert: Bool {
        if case .alert = use { true } else { false }
    }

    public var isPanel: Bool { use == .panel }

    /// Whether a word of ASCII stands somewhere in the text: by its bytes, as `contains` takes ten times as long.
    func mentions(_ word: String) -> Bool {
        guard let first = word.utf8.first else { return true }
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: word.utf8) { return true }
            rest.removeFirst()
        }
        return false
    }

    /// Everything that is wrong or doubtful about it, in the order of the text.
    public var findings: [(rule: PromQLRule, finding: PromQLFinding)] { PromQLRules.findings(in: self) }

    /// The conditions of all selectors inside.
    var conditions: [PromQLCondition] { selectors.flatMap(\.conditions) }
}

/// What a rule found, and where in the expression.
public struct PromQLFinding: Hashable, Sendable {
    public var place: PromQLPlace
    public var message: String

    init(_ place: PromQLPlace, _ message: String) {
        self.place = place
        self.message = message
    }
}

/// Series that somebody declared, so that questions about them have an answer.
public struct PromQLDeclarations: Hashable, Sendable {
    private var byName: [String: DeclaredSeries]
    /// Names recorded from a rate.
    var recordedRates: Set<String> = []

    public init(_ series: [DeclaredSeries] = []) {
        byName = Dictionary(series.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What Prometheus writes itself about each target and each alert: gauges, with whatever labels those have.
    private static let written: Set<String> = [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
        "scrape_series_added", "scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes", "ALERTS",
        "ALERTS_FOR_STATE",
    ]

    /// The declaration of a name as it is queried; for parts of a histogram or summary that of the whole.
    public func series(_ name: String) -> DeclaredSeries? {
        if let series = byName[name] { return series }
        for suffix in ["_bucket", "_count", "_sum"] where name.hasSuffix(suffix) {
            if let series = byName[String(name.dropLast(suffix.utf8.count))], series.kind.hasParts { return series }
        }
        return nil
    }

    /// Whether the series rises and starts again at zero: by its declaration, or else by its name. Nil if neither tells.
    func isCounter(_ name: String) -> Bool? {
        if Self.written.contains(name) { return false }
        if let series = series(name) {
            switch series.kind {
            case .counter: return true
            case .histogram, .summary: return name != series.name || series.kind == .histogram
            case .gauge, .info, .stateSet, .gaugeHistogram: return false
            case .unknown: break
            }
        }
        // A name with a colon was recorded, perhaps from a rate.
        return name.hasSuffix("_total") && !name.contains(":") ? true : nil
    }

    /// The labels that the series may have; nil if nobody declared it.
    func labels(_ name: String) -> Set<String>? {
        guard let series = series(name) else { return nil }
        var labels = Set(series.labels + series.targetLabels)
        if name.hasSuffix("_bucket") { labels.insert("le") }
        if series.kind == .summary { labels.insert("quantile") }
        return labels
    }
}

extension MetricKind {
    /// Whether it is queried by `_count` and `_sum`.
    fileprivate var hasParts: Bool { hasBuckets || self == .summary }
}

extension PromQLExpression {
    /// Calls the body for this expression and all inside of it, outermost first, with those around it, nearest last.
    func visit(_ body: (PromQLExpression, _ around: [PromQLExpression]) -> Void) {
        var around: [PromQLExpression] = []
        visit(around: &around, body)
    }

    private func visit(around: inout [PromQLExpression], _ body: (PromQLExpression, [PromQLExpression]) -> Void) {
        body(self, around)
        around.append(self)
        for child in children { child.visit(around: &around, body) }
        around.removeLast()
    }

    /// Every selector inside, ranges included, in the order of the text.
    var selectors: [PromQLSelector] {
        var found: [PromQLSelector] = []
        visit { expression, _ in
            switch expression.form {
            case .selector(let selector), .range(let selector, _): found.append(selector)
            default: break
            }
        }
        return found
    }
}
