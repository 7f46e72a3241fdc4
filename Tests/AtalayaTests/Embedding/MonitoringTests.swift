import Atalaya
import AtalayaTesting
import Logging
import Testing

@Suite("Monitoring inside a service")
struct MonitoringTests {
    /// Runs the monitoring for the time of the body, then stops it as a service would.
    private func run(_ monitoring: Monitoring, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withTimeLimit {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await monitoring.run() }
                _ = try await monitoring.boundAddress()
                try await body()
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test("metrics are served and every log record arrives, also the last ones before the stop")
    func endToEnd() async throws {
        try await ForwardTestReceiver.with { receiver in
            let monitoring = try Monitoring(
                MonitoringConfiguration(
                    serviceName: "shop", listen: Endpoint(host: "127.0.0.1", port: 0), forward: receiver.address,
                    tag: "shop.app"))
            let logger = Logger(label: "orders") { monitoring.makeLogHandler(label: $0) }
            let orders = try monitoring.registry.makeCounter(.counter("orders_total", help: "Orders taken."))
            logger.info("before the start")
            try await self.run(monitoring) {
                orders.increment(by: 2)
                for number in 0..<100 { logger.info("order", metadata: ["number": "\(number)"]) }
                let port = try #require(try await monitoring.boundAddress()).port
                let text = try await LoopbackConnection.get("/metrics", port: port)
                #expect(text.contains("\norders_total 2\n"))
                #expect(text.contains("\natalaya_log_records_unaccounted{source=\"shop\"} 0\n"))
            }
            #expect(receiver.store.records.count == 101)
            #expect(receiver.store.batches.allSatisfy { $0.tag == "shop.app" })
            #expect(receiver.violations.isEmpty)
            #expect(monitoring.accounts.acknowledgedRecords == 101)
            #expect(monitoring.accounts.unaccountedRecords == 0)
        }
    }

    @Test("an aggregator that is away holds up neither the service nor its end, and the loss is on the books")
    func aggregatorAway() async throws {
        let address = try await ForwardTestReceiver.with { $0.address }
        var configuration = MonitoringConfiguration(
            serviceName: "shop", listen: Endpoint(host: "127.0.0.1", port: 0), forward: address)
        configuration.queueRecordsMax = 10
        configuration.drainTimeout = .milliseconds(100)
        let monitoring = try Monitoring(configuration)
        let logger = Logger(label: "orders") { monitoring.makeLogHandler(label: $0) }
        try await self.run(monitoring) {
            for _ in 0..<50 { logger.info("order") }
        }
        let ledger = monitoring.accounts.ledger
        #expect(ledger.isBalanced)
        let shop = try #require(ledger.sources.first).ledger
        #expect(shop.read.records == 50)
        #expect(shop.dropped[.undelivered] != nil)
        #expect(shop.droppedTotal == shop.read)
    }

    @Test("while it drains the service is not ready, and everything else is served")
    func drain() async throws {
        let address = try await ForwardTestReceiver.with { $0.address }
        var configuration = MonitoringConfiguration(
            serviceName: "shop", listen: Endpoint(host: "127.0.0.1", port: 0), forward: address)
        configuration.drainTimeout = .seconds(300)
        let monitoring = try Monitoring(configuration)
        Logger(label: "orders") { monitoring.makeLogHandler(label: $0) }.info("order")
        try await withTimeLimit(.seconds(300)) {
            let running = Task { try await monitoring.run() }
            let port = try #require(try await monitoring.boundAddress()).port
            running.cancel()
            #expect(!monitoring.readiness.isReady)
            #expect(try await LoopbackConnection.get("/-/ready", port: port).hasPrefix("HTTP/1.1 503 "))
            #expect(try await LoopbackConnection.get("/-/healthy", port: port).hasPrefix("HTTP/1.1 200 "))
            let metrics = try await LoopbackConnection.get("/metrics", port: port)
            #expect(metrics.contains("\natalaya_log_records_acknowledged_total{source=\"shop\"} 0\n"))
            try await ForwardTestReceiver.with(port: address.port) { _ in try await running.value }
            #expect(monitoring.accounts.acknowledgedRecords == 1)
            await #expect(throws: (any Error).self) { try await LoopbackConnection.get("/metrics", port: port) }
        }
    }

    @Test("a port in use is thrown")
    func portInUse() async throws {
        let first = try Monitoring(
            MonitoringConfiguration(serviceName: "a", listen: Endpoint(host: "127.0.0.1", port: 0)))
        try await self.run(first) {
            let address = try #require(try await first.boundAddress())
            let second = try Monitoring(MonitoringConfiguration(serviceName: "b", listen: address))
            let error = await #expect(throws: ShellError.self) { try await second.run() }
            #expect(error?.description == "\(address): address already in use")
        }
    }
}
