import Atalaya
import AtalayaTesting
import CoreMetrics
import Instrumentation
import Synchronization
import Testing

@Suite("Exemplars from the service context")
struct TraceIdentityTests {
    /// As a tracer has one.
    private enum SpanKey: ServiceContextKey {
        typealias Value = TraceIdentity
    }

    private static func context(_ trace: String, _ span: String) -> ServiceContext {
        var context = ServiceContext.topLevel
        context[SpanKey.self] = TraceIdentity(traceID: trace, spanID: span)
        return context
    }

    private func makeRegistry(_ onCall: @escaping @Sendable () -> Void = {}) -> MetricsRegistry {
        var configuration = RegistryConfiguration()
        configuration.exemplarSampler = .serviceContext(now: { UnixTime(nanoseconds: 1_000_000_000) }) { context in
            onCall()
            return context[SpanKey.self]
        }
        return MetricsRegistry(configuration: configuration)
    }

    private func exemplars(_ registry: MetricsRegistry) -> [ParsedSample.Exemplar] {
        ExpositionReport(registry, accept: "application/openmetrics-text;version=1.0.0").families
            .flatMap(\.samples).compactMap(\.exemplar)
    }

    @Test("the trace and span of the task's context become labels of the exemplar")
    func taken() throws {
        let registry = self.makeRegistry()
        let counter = try registry.makeCounter(.counter("jobs_total", help: "Jobs."))
        ServiceContext.withValue(Self.context("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")) {
            counter.increment()
        }
        let exemplar = try #require(self.exemplars(registry).first)
        #expect(
            exemplar.labels.sorted { $0.name < $1.name } == [
                .init(name: "span_id", value: "00f067aa0ba902b7"),
                .init(name: "trace_id", value: "4bf92f3577b34da6a3ce929d0e0e4736"),
            ])
        #expect(exemplar.value == 1)
        #expect(exemplar.timestamp == 1)
    }

    @Test("a histogram keeps one for the bucket that was hit, also through swift-metrics")
    func histogram() throws {
        let registry = self.makeRegistry()
        let factory = SwiftMetricsFactory(registry: registry)
        ServiceContext.withValue(Self.context("t", "s")) {
            factory.makeTimer(label: "wait", dimensions: []).recordNanoseconds(20_000_000)
        }
        #expect(self.exemplars(registry).map(\.value) == [0.02])
    }

    @Test("without a context, or without a span in it, there is none")
    func none() throws {
        let registry = self.makeRegistry()
        let counter = try registry.makeCounter(.counter("jobs_total", help: "Jobs."))
        counter.increment()
        ServiceContext.withValue(.topLevel) { counter.increment() }
        #expect(self.exemplars(registry).isEmpty)
    }

    @Test("the context is asked at a bounded rate")
    func bounded() throws {
        let calls = Mutex(0)
        let registry = self.makeRegistry { calls.withLock { $0 += 1 } }
        let counter = try registry.makeCounter(.counter("jobs_total", help: "Jobs."))
        ServiceContext.withValue(Self.context("t", "s")) {
            for _ in 0..<10_000 { counter.increment() }
        }
        // The clock of this test stands still.
        #expect(calls.withLock { $0 } == 1)
    }

    @Test("identifiers that no exemplar can hold are dropped", arguments: HostileValues.strings)
    func hostile(text: String) throws {
        let registry = self.makeRegistry()
        let counter = try registry.makeCounter(.counter("jobs_total", help: "Jobs."))
        ServiceContext.withValue(Self.context(text, text)) { counter.increment() }
        #expect(counter.value == 1)
        #expect(ExpositionReport(registry, accept: "application/openmetrics-text;version=1.0.0").problems == [])
    }
}
