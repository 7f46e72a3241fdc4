import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on writing a collector")
struct WriteACollectorTests {
    struct Pool: Sendable {
        var idle = 3
        var busy = 5
        var waits: UInt64 = 7
    }

    struct PoolCollector: Collector {
        let connections: MetricDescriptor
        let waits: MetricDescriptor
        let pool: @Sendable () throws -> Pool

        init(pool: @escaping @Sendable () throws -> Pool) throws {
            connections = try .gauge(
                "pool_connections", help: "Connections of the pool.",
                labels: [LabelDescriptor("state", values: ["idle", "busy"])])
            waits = try .counter("pool_waits_total", help: "Requests that had to wait for a connection.")
            self.pool = pool
        }

        func collect(into builder: inout SnapshotBuilder) throws {
            let pool = try pool()
            builder.gauge(connections, Double(pool.idle), labels: ["state": "idle"])
            builder.gauge(connections, Double(pool.busy), labels: ["state": "busy"])
            builder.counter(waits, pool.waits)
        }
    }

    struct PoolIsGone: Error {}

    @Test("collects what is known at the time of a scrape")
    func collector() throws {
        let registry = MetricsRegistry()
        let id = try registry.addCollector(PoolCollector { Pool() })
        let exposed = registry.text(PlainTextFormat())
        #expect(exposed.contains("pool_connections{state=\"busy\"} 5"))
        #expect(exposed.contains("pool_waits_total 7\n"))

        registry.unregister(id)
        #expect(!registry.text(PlainTextFormat()).contains("pool_"))
    }

    @Test("asks a closure for a single number")
    func callback() throws {
        let registry = MetricsRegistry()
        let queue = [1, 2, 3]
        try registry.addCallback(.gauge("queue_length", help: "Jobs that wait.")) { Double(queue.count) }
        #expect(registry.text(PlainTextFormat()).contains("queue_length 3"))
    }

    @Test("leaves out what a failing collector had added, and says so")
    func failure() throws {
        let registry = MetricsRegistry()
        try registry.addCollector(PoolCollector { throw PoolIsGone() })
        #expect(!registry.text(PlainTextFormat()).contains("pool_"))
        #expect(
            registry.text(PlainTextFormat()).contains(
                "atalaya_metrics_rejections_total{reason=\"collector_failed\"} 2\n"))
    }
}
