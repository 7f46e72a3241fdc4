import Atalaya
import AtalayaModel
import AtalayaTesting
import Metrics
import Testing

/// Libraries at their worst. Reaching the end is half of the expectation, since a trap would end the test run; the other
/// half is that what comes out is a legal exposition.
@Suite("Hostile use of the swift-metrics backend")
struct HostileUseTests {
    private func use(_ factory: SwiftMetricsFactory, _ label: String, _ dimensions: [(String, String)]) {
        for amount in [Int64.min, -1, 0, 1, .max] {
            factory.makeCounter(label: label, dimensions: dimensions).increment(by: amount)
            factory.makeTimer(label: label, dimensions: dimensions).recordNanoseconds(amount)
            factory.makeRecorder(label: label, dimensions: dimensions, aggregate: true).record(amount)
            factory.makeRecorder(label: label, dimensions: dimensions, aggregate: false).record(amount)
            factory.makeMeter(label: label, dimensions: dimensions).set(amount)
        }
        for amount in HostileValues.doubles {
            factory.makeFloatingPointCounter(label: label, dimensions: dimensions).increment(by: amount)
            factory.makeRecorder(label: label, dimensions: dimensions, aggregate: true).record(amount)
            let meter = factory.makeMeter(label: label, dimensions: dimensions)
            meter.increment(by: amount)
            meter.decrement(by: amount)
            meter.set(amount)
        }
        let counter = factory.makeCounter(label: label, dimensions: dimensions)
        counter.reset()
        factory.destroyCounter(counter)
        factory.destroyCounter(counter)
        counter.increment(by: 1)
        factory.makeCounter(label: label, dimensions: dimensions).increment(by: 1)
        factory.makeTimer(label: label, dimensions: dimensions).preferDisplayUnit(.days)
    }

    @Test("labels and dimensions of every sort, with room and without", arguments: [false, true])
    func everything(isTiny: Bool) {
        let registry = MetricsRegistry(configuration: isTiny ? Self.tiny : RegistryConfiguration())
        let factory = SwiftMetricsFactory(registry: registry)
        for label in HostileValues.strings {
            for other in HostileValues.strings {
                self.use(factory, label, [(other, label), (other, ""), (label, other), ("le", other)])
            }
            self.use(factory, label, [])
            self.use(factory, label, HostileValues.strings.map { ($0, $0) })
        }
        for accept in [nil, "application/openmetrics-text;version=1.0.0"] {
            #expect(ExpositionReport(registry, accept: accept).problems == [])
        }
    }

    /// Where there is room for nothing.
    private static let tiny: RegistryConfiguration = {
        var configuration = RegistryConfiguration()
        configuration.familiesMax = 1
        configuration.seriesMax = 1
        configuration.labelsMax = 0
        configuration.labelValueBytesMax = 0
        return configuration
    }()

    @Test("configurations of every sort", arguments: HostileValues.integers)
    func configurations(number: Int) {
        var configuration = SwiftMetricsConfiguration()
        configuration.handlersMax = number
        configuration.buckets = .unbounded
        // A few: where there is room for no family, all of it is tried again at every use.
        for text in HostileValues.strings.prefix(5) + ["*", "["] {
            configuration.help[text] = text
            configuration.dimensions[text] = Array(HostileValues.strings.prefix(20))
            configuration.histograms.append(.init(text, buckets: .unbounded))
            configuration.histograms.append(.init(text, native: .default))
        }
        var limits = RegistryConfiguration()
        limits.familiesMax = number
        limits.seriesMax = number
        limits.seriesPerFamilyMax = number
        limits.labelsMax = number
        limits.labelValueBytesMax = number
        limits.diagnosticsMax = number
        let registry = MetricsRegistry(configuration: limits)
        let factory = SwiftMetricsFactory(registry: registry, configuration: configuration)
        for label in HostileValues.strings.prefix(20) { self.use(factory, label, [("a", label)]) }
        #expect(ExpositionReport(registry).problems == [])
    }
}
