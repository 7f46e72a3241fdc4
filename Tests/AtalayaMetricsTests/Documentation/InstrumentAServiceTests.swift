import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on instrumenting a service")
struct InstrumentAServiceTests {
    struct ShopMetrics: Sendable {
        let orders: CounterFamily
        let payment: Histogram
        let baskets: Gauge

        init(registry: MetricsRegistry) throws {
            let channel = try LabelDescriptor("channel", values: ["web", "app"], help: "Where it was ordered.")
            orders = try registry.makeCounterFamily(
                .counter("shop_orders_total", help: "Orders placed.", labels: [channel]))
            payment = try registry.makeHistogram(
                .histogram("shop_payment_duration_seconds", help: "How long the bank took.", unit: .seconds))
            baskets = try registry.makeGauge(.gauge("shop_baskets", help: "Baskets with something in them."))
        }
    }

    struct Shop {
        let metrics: ShopMetrics
        let webOrders: Counter

        init(metrics: ShopMetrics) {
            self.metrics = metrics
            webOrders = metrics.orders.with("web")
        }

        func order() {
            webOrders.increment()
            metrics.payment.time(on: ContinuousClock()) { pay() }
        }

        func pay() {}
    }

    @Test("counts, measures and answers a scrape")
    func page() throws {
        let registry = MetricsRegistry()
        let metrics = try ShopMetrics(registry: registry)
        let endpoint = MetricsEndpoint(registry: registry)

        Shop(metrics: metrics).order()
        metrics.baskets.set(3)

        let response = endpoint.respond(accept: nil, acceptEncoding: nil)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(response.status == 200)
        #expect(text.contains("shop_orders_total{channel=\"web\"} 1\n"))
        #expect(text.contains("shop_payment_duration_seconds_count 1\n"))
        #expect(text.contains("shop_baskets 3"))
    }

    @Test("lists what was refused")
    func diagnostics() throws {
        let registry = MetricsRegistry()
        let orders = try ShopMetrics(registry: registry).orders
        orders.with("fax").increment()
        for diagnostic in registry.diagnostics {
            print(diagnostic)
        }
        #expect(registry.rejectionCount(.labelValueUndeclared) == 1)
        #expect(registry.diagnostics.count == 1)
    }
}
