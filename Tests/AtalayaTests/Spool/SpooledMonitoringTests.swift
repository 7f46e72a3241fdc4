import Atalaya
import AtalayaTesting
import Logging
import Testing

@Suite("Monitoring with a spool")
struct SpooledMonitoringTests {
    private func configuration(_ forward: Endpoint, _ directory: String) -> MonitoringConfiguration {
        var configuration = MonitoringConfiguration(serviceName: "shop", listen: nil, forward: forward)
        configuration.spoolDirectory = directory
        configuration.spool.segmentBytes = 64 << 10
        configuration.standardCollectors = []
        return configuration
    }

    /// Runs the monitoring for the time of the body, then stops it as a service would.
    private func run(_ monitoring: Monitoring, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withTimeLimit {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await monitoring.run() }
                try await body()
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test("records of a life without an aggregator are delivered in the next one, once each, and the books balance")
    func restart() async throws {
        try await TemporaryDirectory.with { directory in
            let store = ReceivedRecords()
            let port = try await ForwardTestReceiver.with(store: store) { $0.address.port }
            var configuration = self.configuration(Endpoint(host: "127.0.0.1", port: port), directory + "/spool")
            configuration.drainTimeout = .milliseconds(50)
            let first = try Monitoring(configuration)
            let logger = Logger(label: "orders") { first.makeLogHandler(label: $0) }
            try await self.run(first) {
                for number in 0..<200 { logger.info("order", metadata: ["number": "\(number)"]) }
            }
            var shop = try #require(first.accounts.ledger.sources.first).ledger
            #expect(first.accounts.ledger.isBalanced)
            #expect(shop.read.records == 200 && shop.spooled == shop.read)

            configuration.drainTimeout = .seconds(300)
            let second = try Monitoring(configuration)
            let next = Logger(label: "orders") { second.makeLogHandler(label: $0) }
            shop = try #require(second.accounts.ledger.sources.first).ledger
            #expect(shop.read.records == 200 && shop.spooled == shop.read)
            try await ForwardTestReceiver.with(store: store, port: port) { receiver in
                try await self.run(second) {
                    next.error("one more")
                    try await receiver.store.wait(forRecords: 201)
                }
                #expect(receiver.violations.isEmpty)
            }
            #expect(store.records.count == 201)
            #expect(second.accounts.ledger.isBalanced && second.accounts.acknowledgedRecords == 201)
            #expect(second.accounts.spooledRecords == 0)
        }
    }

    @Test("what an aggregator does not answer in time is kept, and comes again with the same id")
    func unanswered() async throws {
        try await TemporaryDirectory.with { directory in
            let store = ReceivedRecords()
            let port = try await ForwardTestReceiver.with(.droppingAcknowledgement(every: 1), store: store) {
                receiver in
                var configuration = self.configuration(receiver.address, directory + "/spool")
                configuration.drainTimeout = .milliseconds(50)
                let monitoring = try Monitoring(configuration)
                let logger = Logger(label: "orders") { monitoring.makeLogHandler(label: $0) }
                try await self.run(monitoring) {
                    logger.error("order")
                    try await receiver.store.wait(forRecords: 1)
                }
                #expect(monitoring.accounts.ledger.isBalanced && monitoring.accounts.spooledRecords == 1)
                return receiver.address.port
            }
            try await ForwardTestReceiver.with(store: store, port: port) { receiver in
                let monitoring = try Monitoring(self.configuration(receiver.address, directory + "/spool"))
                try await self.run(monitoring) { try await receiver.store.wait(forRecords: 2) }
                #expect(monitoring.accounts.spooledRecords == 0 && monitoring.accounts.ledger.isBalanced)
            }
            let ids = store.batches.map(\.chunkID)
            #expect(ids.count == 2 && ids[0] != nil && ids[0] == ids[1])
        }
    }

    @Test("the metrics of the spool are there, and two processes do not share one")
    func metrics() async throws {
        try await TemporaryDirectory.with { directory in
            let address = try await ForwardTestReceiver.with { $0.address }
            let configuration = self.configuration(address, directory + "/spool")
            let monitoring = try Monitoring(configuration)
            let names = monitoring.registry.snapshot().families.map(\.name)
            for name in ["atalaya_spool_bytes", "atalaya_spool_chunks", "atalaya_log_records_spooled"] {
                #expect(names.contains { "\($0)".contains(name) }, "\(name)")
            }
            let error = #expect(throws: ShellError.self) { _ = try Monitoring(configuration) }
            #expect(error?.code == .locked)
        }
    }
}
