import AtalayaModel
import Synchronization

/// Keeps what arrives by statsd, and gives it to every snapshot.
///
/// ```swift
/// let store = StatsdStore()
/// try registry.addCollector(store)
/// store.receive(datagram)
/// ```
/// | statsd | becomes |
/// |---|---|
/// | `requests:1\|c` | a counter `requests_total`, divided by the rate |
/// | `queue:7\|g`, `queue:-2\|g` | a gauge `queue`; with a sign its value is added |
/// | `query:320\|ms` | a histogram `query_seconds`, in seconds; one of so many counts for all of them |
/// | `size:12\|h`, `size:12\|d` | a histogram `size`, as it is |
/// | `users:ann\|s` | a gauge `users`: how many different values there were since the start |
///
/// What a name may not have becomes `_`; tags become labels in the same way. A name belongs to the type it came with first.
/// What is not taken is counted by reason (``refusals``).
public final class StatsdStore: Collector {
    /// What is kept at most.
    public struct Limits: Hashable, Sendable {
        public var seriesMax = 10_000
        /// Different values of one set.
        public var setValuesMax = 10_000
        /// A longer tag is cut.
        public var labelValueBytesMax = 200
        public var buckets = HistogramBuckets.default

        public init() {}
    }

    private enum Value {
        case number(Double)
        case histogram(counts: [Double], sum: Double)
        case set(Set<String>)
    }

    private struct Metric {
        let kind: StatsdSample.Kind
        let descriptor: MetricDescriptor
        var series: [LabelSet: Value] = [:]
    }

    private struct State {
        /// By the name in Prometheus.
        var metrics: [String: Metric] = [:]
        var seriesCount = 0
        var samples: UInt64 = 0
        var refusals: [StatsdReason: UInt64] = [:]
    }

    private let limits: Limits
    private let state: Lock<State>

    public init(limits: Limits = Limits()) {
        self.limits = limits
        state = Lock(State())
    }

    /// How much was not taken, by reason.
    public var refusals: [StatsdReason: UInt64] { state.withLock { $0.refusals } }
    /// How many samples were taken.
    public var sampleCount: UInt64 { state.withLock { $0.samples } }

    /// Takes a datagram: lines with a line break between them.
    public func receive(_ datagram: [UInt8]) {
        for line in datagram.split(separator: UInt8(ascii: "\n")) {
            switch StatsdLine.parse(line.last == UInt8(ascii: "\r") ? line.dropLast() : line) {
            case .success(let samples): for sample in samples { take(sample) }
            case .failure(let refusal): refuse(refusal.reason)
            }
        }
    }

    private func refuse(_ reason: StatsdReason) {
        state.withLock { $0.refusals[reason, default: 0] += 1 }
    }

    private func take(_ sample: StatsdSample) {
        let labels: LabelSet
        let descriptor: MetricDescriptor
        do {
            labels = try self.labels(sample.tags)
            descriptor = try Self.descriptor(of: sample, buckets: limits.buckets)
        } catch {
            return refuse(.invalidName)
        }
        let name = descriptor.name.rawValue
        let limits = limits
        state.withLock { state in
            var metric = state.metrics[name] ?? Metric(kind: sample.kind, descriptor: descriptor)
            guard metric.kind == sample.kind else {
                state.refusals[.typeConflict, default: 0] += 1
                return
            }
            let old = metric.series[labels]
            guard old != nil || state.seriesCount < limits.seriesMax else {
                state.refusals[.limit, default: 0] += 1
                return
            }
            switch Self.change(old, by: sample, limits) {
            case .success(let new):
                // Taken out, so that what is changed is not copied.
                state.metrics[name] = nil
                metric.series[labels] = new
                state.metrics[name] = metric
                state.samples += 1
                if old == nil { state.seriesCount += 1 }
            case .failure(let refusal):
                state.refusals[refusal.reason, default: 0] += 1
            }
        }
    }

    /// The value after a sample.
    private static func change(
        _ old: Value?, by sample: StatsdSample, _ limits: Limits
    ) -> Result<Value, StatsdRefusal> {
        if sample.kind == .set {
            var values: Set<String> = []
            if case .set(let known) = old { values = known }
            guard values.contains(sample.text) || values.count < limits.setValuesMax else {
                return .failure(.init(.limit))
            }
            values.insert(sample.text)
            return .success(.set(values))
        }
        guard let number = ScannedNumber.parse(Array(sample.text.utf8)[...]), number.isFinite else {
            return .failure(.init(.invalidValue))
        }
        switch sample.kind {
        case .counter:
            guard number >= 0 else { return .failure(.init(.invalidValue)) }
            guard case .number(let sum) = old else { return .success(.number(number / sample.rate)) }
            return .success(.number(sum + number / sample.rate))
        case .gauge:
            let isChange = sample.text.hasPrefix("+") || sample.text.hasPrefix("-")
            guard isChange, case .number(let value) = old else { return .success(.number(number)) }
            return .success(.number(value + number))
        case .timer, .histogram, .distribution, .set:
            let observed = sample.kind == .timer ? number / 1_000 : number
            let bounds = limits.buckets.upperBounds
            var (counts, sum) = ([Double](repeating: 0, count: bounds.count + 1), 0.0)
            if case .histogram(let known, let total) = old { (counts, sum) = (known, total) }
            counts[BucketSearch.index(of: observed, in: bounds)] += 1 / sample.rate
            return .success(.histogram(counts: counts, sum: sum + observed / sample.rate))
        }
    }

    // MARK: Names

    private func labels(_ tags: [(name: String, value: String)]) throws -> LabelSet {
        var pairs: [String: String] = [:]
        for tag in tags {
            // The last of two tags of a name counts, as with DogStatsD.
            pairs[Self.legal(tag.name, allowingColons: false)] = String(
                decoding: tag.value.utf8.prefix(limits.labelValueBytesMax), as: UTF8.self)
        }
        return try LabelSet(pairs.map { (key: $0.key, value: $0.value) })
    }

    private static func descriptor(of sample: StatsdSample, buckets: HistogramBuckets) throws -> MetricDescriptor {
        let name = legal(sample.name, allowingColons: true)
        let help = "By statsd: \(sample.name)"
        switch sample.kind {
        case .counter:
            return try .counter(name.hasSuffix("_total") ? name : name + "_total", help: help)
        case .gauge, .set:
            return try .gauge(name, help: help)
        case .timer:
            return try .histogram(
                name.hasSuffix("_seconds") ? name : name + "_seconds", help: help, unit: .seconds, buckets: buckets)
        case .histogram, .distribution:
            return try .histogram(name, help: help, buckets: buckets)
        }
    }

    /// Letters, digits and `_` as they are, anything else as `_`; a digit in front gets one before it.
    private static func legal(_ name: String, allowingColons: Bool) -> String {
        let scalars = name.unicodeScalars.map { scalar -> Character in
            let isLegal =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar))
            return isLegal || allowingColons && scalar == ":" ? Character(scalar) : "_"
        }
        let text = String(scalars)
        return text.first?.isNumber == true ? "_" + text : text
    }

    // MARK: Reading

    public func collect(into builder: inout SnapshotBuilder) {
        for metric in state.withLock({ Array($0.metrics.values) }) {
            for (labels, value) in metric.series {
                builder.add(
                    metric.descriptor, MetricSeries(labels: labels, value: Self.read(value, limits.buckets)))
            }
        }
    }

    private static func read(_ value: Value, _ buckets: HistogramBuckets) -> SeriesValue {
        switch value {
        case .number(let number): .number(.double(number))
        case .set(let values): .number(.integer(UInt64(values.count)))
        case .histogram(let counts, let sum):
            // One of three counts for three and a third: rounded only here, so that nothing is lost on the way.
            .histogram(
                HistogramValue(
                    upperBounds: buckets.upperBounds,
                    bucketCounts: counts.map { UInt64(exactly: $0.rounded()) ?? .max >> 8 }, sum: sum))
        }
    }
}
