import AtalayaMetrics
import AtalayaModel
import Synchronization

/// The instruments of one kind that swift-metrics has asked for.
///
/// Most questions are answered by the cache. The rest take a lock here and then the registry's; the registry never calls
/// back, so they cannot meet the other way round.
final class BridgedInstruments<Handler: BridgedHandler>: Sendable {
    private struct Family {
        let instruments: InstrumentFamily<Handler.Child>
        /// In the order of the descriptor.
        let labels: [String]
    }

    private struct State {
        /// By the name that their label has at first; nil where the registry refused.
        var families: [String: Family?] = [:]
        var handlers: [BridgedSeries: Handler] = [:]
    }

    private let kind: MetricNaming.Kind
    private let configuration: SwiftMetricsConfiguration
    private let familiesMax: Int
    private let refusals: BridgeRefusals
    private let describe: @Sendable (_ label: String, _ name: String, [LabelDescriptor]) throws -> MetricDescriptor
    private let define: @Sendable (MetricDescriptor) throws -> InstrumentFamily<Handler.Child>
    private let cache: HandlerCache<Handler>
    private let state = Mutex(State())

    /// - Parameters:
    ///   - describe: A descriptor from the label of swift-metrics, the name and the labels.
    ///   - define: Makes the family in the registry, or throws.
    init(
        _ kind: MetricNaming.Kind, configuration: SwiftMetricsConfiguration, familiesMax: Int, refusals: BridgeRefusals,
        describe: @escaping @Sendable (_ label: String, _ name: String, [LabelDescriptor]) throws -> MetricDescriptor,
        define: @escaping @Sendable (MetricDescriptor) throws -> InstrumentFamily<Handler.Child>
    ) {
        self.kind = kind
        self.configuration = configuration
        self.familiesMax = familiesMax
        self.refusals = refusals
        self.describe = describe
        self.define = define
        self.cache = HandlerCache(entriesMax: configuration.handlersMax)
    }

    /// The handler of a label and dimensions. Equal ones, in whatever order, give the same handler until it is destroyed.
    func handler(of label: String, _ dimensions: [(String, String)]) -> Handler {
        self.cache.handler(of: label, dimensions) ?? self.make(label, dimensions)
    }

    @inline(never)
    private func make(_ label: String, _ dimensions: [(String, String)]) -> Handler {
        let plain = MetricNaming.name(of: label, as: self.kind)
        var labels = MetricNaming.labels(dimensions)
        return self.state.withLock { state in
            let family = self.family(plain, label, labels.keys.sorted(), &state)
            if let family {
                let declared = labels.filter { family.labels.contains($0.key) }
                if declared.count < labels.count { self.refusals.count(.undeclaredLabel) }
                labels = declared
            }
            let series = BridgedSeries(name: family?.instruments.descriptor.name.rawValue ?? plain, labels: labels)
            if let known = state.handlers[series] {
                self.cache.insert(known, for: label, dimensions)
                return known
            }
            let instrument = family.map { family in
                family.instruments.with(values: family.labels.map { labels[$0] ?? "" })
            }
            let handler = Handler(instrument, series: series, refusals: self.refusals)
            if state.handlers.count < self.configuration.handlersMax {
                state.handlers[series] = handler
                self.cache.insert(handler, for: label, dimensions)
            }
            return handler
        }
    }

    /// The family of a name, which the first use of the name defines.
    private func family(_ plain: String, _ label: String, _ labels: [String], _ state: inout State) -> Family? {
        if let known = state.families[plain] { return known }
        let made = self.makeFamily(label, name: plain, labels) ?? self.quarantined(label, labels)
        if made == nil { self.refusals.count(.conflict) }
        if state.families.count < self.familiesMax { state.families[plain] = .some(made) }
        return made
    }

    /// What a label gets whose name another metric has: data under another name is better than none.
    private func quarantined(_ label: String, _ labels: [String]) -> Family? {
        self.makeFamily(label, name: MetricNaming.name(of: label, as: self.kind, isTaken: true), labels)
    }

    private func makeFamily(_ label: String, name: String, _ labels: [String]) -> Family? {
        let more = self.configuration.dimensions(for: label, name: name).map(MetricNaming.label)
        let labels = Set(labels + more).sorted()
        guard let descriptors = try? labels.map({ try LabelDescriptor($0) }),
            let descriptor = try? self.describe(label, name, descriptors),
            let instruments = try? self.define(descriptor)
        else { return nil }
        return Family(instruments: instruments, labels: labels)
    }

    /// Takes the series of a handler out, if it is the handler that is handed out for it.
    func destroy(_ handler: Handler) {
        self.state.withLock { state in
            guard !handler.isDestroyed, state.handlers[handler.series] === handler else { return }
            state.handlers[handler.series] = nil
            handler.markDestroyed()
            let family = state.families.values.lazy.compactMap(\.self)
                .first { $0.instruments.descriptor.name.rawValue == handler.series.name }
            family?.instruments.remove(labels: handler.series.labels)
        }
    }
}
