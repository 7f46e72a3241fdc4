import Atalaya
import AtalayaTesting
import Logging
import Testing

@Suite("Counts of log messages")
struct LogMessageCountsTests {
    private let registry = MetricsRegistry()
    private let log = RecordedLog()

    @Test("messages are counted by level and logger, and handed on")
    func counted() throws {
        let counts = try LogMessageCounts(registry: self.registry)
        let orders = Logger(label: "orders") { counts.counting(self.log.makeHandler(), label: $0) }
        let stock = Logger(label: "stock") { counts.counting(self.log.makeHandler(), label: $0) }
        orders.error("one")
        orders.error("two")
        orders.info("three")
        stock.error("four")
        try expect(
            self.registry,
            emits: """
                # TYPE log_messages_total counter
                log_messages_total{level="trace",logger="orders"} 0
                log_messages_total{level="debug",logger="orders"} 0
                log_messages_total{level="info",logger="orders"} 1
                log_messages_total{level="notice",logger="orders"} 0
                log_messages_total{level="warning",logger="orders"} 0
                log_messages_total{level="error",logger="orders"} 2
                log_messages_total{level="critical",logger="orders"} 0
                log_messages_total{level="trace",logger="stock"} 0
                log_messages_total{level="debug",logger="stock"} 0
                log_messages_total{level="info",logger="stock"} 0
                log_messages_total{level="notice",logger="stock"} 0
                log_messages_total{level="warning",logger="stock"} 0
                log_messages_total{level="error",logger="stock"} 1
                log_messages_total{level="critical",logger="stock"} 0
                """)
        #expect(self.log.messages(at: .error) == ["one", "two", "four"])
    }

    @Test("what the level keeps out is not counted, and the settings are those of the handler behind")
    func settings() throws {
        let counts = try LogMessageCounts(registry: self.registry)
        var logger = Logger(label: "a") { counts.counting(self.log.makeHandler(), label: $0) }
        logger.logLevel = .warning
        logger[metadataKey: "k"] = "v"
        logger.info("kept out")
        logger.warning("in")
        #expect(logger.logLevel == .warning)
        #expect(logger[metadataKey: "k"] == "v")
        #expect(logger.handler.metadata == ["k": "v"])
        let readings = SampleReadings(self.registry)
        #expect(readings[#"log_messages_total{level="info",logger="a"}"#] == 0)
        #expect(readings[#"log_messages_total{level="warning",logger="a"}"#] == 1)
    }

    @Test("beside another handler it counts once")
    func multiplexed() throws {
        let counts = try LogMessageCounts(registry: self.registry)
        let logger = Logger(label: "a") { label in
            MultiplexLogHandler([
                counts.counting(SwiftLogNoOpLogHandler(), label: label), self.log.makeHandler(),
            ])
        }
        logger.critical("x")
        #expect(SampleReadings(self.registry)[#"log_messages_total{level="critical",logger="a"}"#] == 1)
        #expect(self.log.messages(at: .critical) == ["x"])
    }

    @Test("labels of any length and number never fail")
    func hostile() throws {
        let counts = try LogMessageCounts(registry: self.registry)
        for label in ["", "\0\n\"\\", String(repeating: "x", count: 1 << 20)] + (0..<1_500).map(String.init) {
            Logger(label: label) { counts.counting(self.log.makeHandler(), label: $0) }.error("x")
        }
        let errors = self.registry.snapshot()["log_messages_total"]?.series.compactMap { series -> Double? in
            if case .number(let number) = series.value { number.double } else { nil }
        }
        #expect(errors?.reduce(0, +) == 1_503)
    }

    @Test("a second one on the registry counts in the same series; another metric of the name is an error")
    func conflicts() throws {
        _ = try LogMessageCounts(registry: self.registry)
        _ = try LogMessageCounts(registry: self.registry)
        let other = MetricsRegistry()
        _ = try other.makeCounter(.counter("log_messages_total", help: "Mine."))
        #expect(throws: MetricsError.self) { try LogMessageCounts(registry: other) }
    }

    @Test("the log that is shipped is counted when the configuration asks for it", arguments: [true, false])
    func shipped(counts: Bool) throws {
        var configuration = MonitoringConfiguration(serviceName: "shop", listen: nil)
        configuration.countsLogMessages = counts
        let monitoring = try Monitoring(configuration)
        Logger(label: "a") { monitoring.makeLogHandler(label: $0) }.warning("x")
        #expect(
            SampleReadings(monitoring.registry)[#"log_messages_total{level="warning",logger="a"}"#]
                == (counts ? 1 : nil))
    }
}
