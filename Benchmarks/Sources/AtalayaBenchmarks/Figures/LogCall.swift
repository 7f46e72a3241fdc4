import Atalaya
import Logging
import Measuring
import Synchronization

/// What a line of log with three fields of metadata costs who logs it: up to and with its place in the queue. It is
/// encoded and compressed elsewhere.
struct LogCall: Figure {
    let name = "log call with three metadata fields, until it is queued"
    let limit = "reading the clock, and appending a number under a lock"
    let targets = [Target.amount(atMost: 1_000, .nanoseconds)]

    private static let calls = 50_000

    func prepare() throws -> Contest {
        Contest(
            ours: {
                var configuration = MonitoringConfiguration(
                    serviceName: "shop", listen: nil, forward: Endpoint(host: "127.0.0.1", port: 1))
                configuration.standardCollectors = []
                configuration.runtimeProbeInterval = nil
                // Nothing is taken out meanwhile, so that the one thread that is measured does no other work.
                configuration.queueRecordsMax = Self.calls * 2
                configuration.queueBytesMax = 1 << 30
                let monitoring = try Monitoring(configuration)
                let logger = Logger(label: "orders") { monitoring.makeLogHandler(label: $0) }
                let cost = Cost.measure(operations: Self.calls) {
                    for number in 0..<Self.calls {
                        logger.info(
                            "order taken",
                            metadata: [
                                "customer": "c-1093", "route": "/orders", "status": number & 1 == 0 ? "200" : "201",
                            ])
                    }
                }
                return withExtendedLifetime(monitoring) { cost }
            },
            limit: {
                let numbers = Mutex<[Int64]>([])
                return Cost.measure(operations: Self.calls) {
                    for _ in 0..<Self.calls {
                        let now = WallClock.now()
                        numbers.withLock { $0.append(now.seconds) }
                    }
                }
            })
    }
}
