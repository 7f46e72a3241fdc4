public import AtalayaConfig
public import AtalayaLogs
public import AtalayaMetrics
import AtalayaModel

/// Turns the records of one tail into metrics, by the rules of the configuration.
///
/// A record that meets all conditions of a rule, and whose field its pattern matches, makes its counter grow by 1 (or by the rule's value), sets its gauge,
/// or is observed by its histogram. A rule whose value is missing from the record, or no number, changes nothing. Every
/// rule is applied to every record once, before the record is sent. What it has come to is kept in the checkpoint, so that
/// the metrics go on from there after a restart, whatever ended the process.
public struct LogMetrics: Sendable {
    private let rules: [CompiledRule]

    /// The rules for a source among the metrics of a configuration.
    ///
    /// - Throws: `MetricsError` when the registry refuses a metric.
    public init(metrics: [SidecarConfiguration.Metric], source: String, registry: MetricsRegistry) throws {
        var rules: [CompiledRule] = []
        for metric in metrics {
            for rule in metric.rules where rule.source == source {
                let descriptor = try Self.admittingOther(metric.descriptor)
                rules.append(
                    try CompiledRule(rule, metric: metric.descriptor, change: try MetricChange(descriptor, registry)))
            }
        }
        self.rules = rules
    }

    /// What a log says may lie outside of a declared domain; then it is counted as `other`, so the registry must take
    /// that.
    private static func admittingOther(_ metric: MetricDescriptor) throws -> MetricDescriptor {
        let labels = try metric.labels.map { label in
            guard let values = label.values, !values.contains(Self.other) else { return label }
            return try LabelDescriptor(label.name.rawValue, values: values + [Self.other], help: label.help)
        }
        return try MetricDescriptor(
            metric.name.rawValue, kind: metric.kind, help: metric.help, unit: metric.unit, labels: labels,
            buckets: metric.buckets)
    }

    static let other = "other"

    /// Whether there is nothing to do, so that records need not be parsed for it.
    public var isEmpty: Bool { self.rules.isEmpty }

    public func observe(_ record: LogRecord) {
        var tallies = LogTallies()
        self.observe(record, into: &tallies)
    }

    /// Changes the metrics, and notes it for the checkpoint.
    func observe(_ record: LogRecord, into tallies: inout LogTallies) {
        for rule in self.rules where rule.applies(to: record) {
            rule.apply(record, &tallies)
        }
    }

    /// Goes on where an earlier process has left off, as far as the metrics are still the same.
    func restore(_ saved: [Checkpoint.Tally]) -> LogTallies {
        var tallies = LogTallies()
        for tally in saved {
            let change = self.rules.first { $0.change.metric == tally.metric }?.change
            if change?.restore(tally) == true { tallies.restore(tally) }
        }
        return tallies
    }
}

/// A rule with its paths split and its labels in the metric's order.
struct CompiledRule: Sendable {
    private struct Condition: Sendable {
        let field: RecordPath
        let values: Set<String>
    }

    private struct Label: Sendable {
        let field: RecordPath?
        let constant: String
        let domain: Set<String>?
    }

    /// Fields of the record, and before them the captures of the rule's pattern.
    private struct Fields {
        let record: LogRecord
        var captures: [String: String] = [:]

        func value(_ path: RecordPath) -> LogValue? {
            self.captures[path.text].map(LogValue.string) ?? path.value(in: self.record)
        }
    }

    private let conditions: [Condition]
    private let pattern: Pattern?
    private let field: RecordPath
    private let value: RecordPath?
    private let labels: [Label]
    let change: MetricChange

    /// - Throws: `PatternError` for a pattern that is none.
    init(_ rule: SidecarConfiguration.Rule, metric: MetricDescriptor, change: MetricChange) throws {
        self.pattern = try rule.pattern.map { try Pattern($0) }
        self.field = RecordPath(rule.field ?? "message")
        self.conditions = rule.when.map { Condition(field: RecordPath($0.field), values: Set($0.values)) }
        self.value = rule.value.map { RecordPath($0) }
        self.change = change
        self.labels = metric.labels.map { declared in
            let domain = declared.values.map { Set($0) }
            switch rule.labels.first(where: { $0.label == declared.name.rawValue })?.origin {
            case .field(let field): return Label(field: RecordPath(field), constant: "", domain: domain)
            case .constant(let constant): return Label(field: nil, constant: constant, domain: domain)
            case nil: return Label(field: nil, constant: "", domain: nil)
            }
        }
    }

    func applies(to record: LogRecord) -> Bool {
        self.conditions.allSatisfy { condition in
            guard let text = condition.field.value(in: record)?.plainText else { return false }
            return condition.values.contains(text)
        }
    }

    func apply(_ record: LogRecord, _ tallies: inout LogTallies) {
        var fields = Fields(record: record)
        if let pattern = self.pattern {
            guard let text = self.field.value(in: record)?.plainText, let match = pattern.firstMatch(in: text) else {
                return
            }
            for (index, name) in pattern.captureNames.enumerated() {
                if let name, let range = match[index + 1] {
                    fields.captures[name] = LineText(text.utf8.span.extracting(range)).string
                }
            }
        }
        var amount: Double?
        if let value = self.value {
            guard let number = fields.value(value)?.number else { return }
            amount = number
        }
        let labels = self.labels.map { label in
            guard let field = label.field else { return label.constant }
            let text = fields.value(field)?.plainText ?? ""
            // A closed domain stays closed whatever the log says.
            if let domain = label.domain, !text.isEmpty, !domain.contains(text) { return LogMetrics.other }
            return text
        }
        self.change.apply(amount, labels: labels, to: &tallies)
    }
}

extension LogValue {
    /// The value as a number, texts like `"0.25"` included.
    var number: Double? {
        if case .string(let text) = self { return Double(text) }
        return self.doubleValue
    }
}
