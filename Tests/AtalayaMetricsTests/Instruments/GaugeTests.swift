import AtalayaMetrics
import Testing

struct GaugeTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func gauge() throws -> Gauge { try registry.makeGauge(.gauge("a", help: "")) }

    @Test("Goes up and down")
    func changes() throws {
        let gauge = try gauge()
        gauge.set(10)
        gauge.increment()
        gauge.increment(by: 2.5)
        gauge.decrement()
        gauge.decrement(by: 20)
        #expect(gauge.value == -7.5)
    }

    @Test("Takes durations in seconds")
    func durations() throws {
        let gauge = try gauge()
        gauge.set(.milliseconds(1500))
        #expect(gauge.value == 1.5)
        gauge.set(.seconds(-2))
        #expect(gauge.value == -2)
    }

    @Test(
        "May be set to anything, but not changed by what could not be undone",
        arguments: [Double.nan, .infinity, -.infinity])
    func specialValues(value: Double) throws {
        let gauge = try gauge()
        gauge.set(3)
        gauge.increment(by: value)
        gauge.decrement(by: value)
        #expect(gauge.value == 3)
        #expect(registry.rejectionCount(value.isNaN ? .notANumber : .notFinite) == 2)
        gauge.set(value)
        #expect(gauge.value.isNaN == value.isNaN)
    }
}
