import Atalaya
import AtalayaMetrics
import AtalayaTesting
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite("The sidecar as a whole")
struct SidecarRuntimeTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func configuration(_ directory: String, forward: Endpoint?) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(
            listen: Endpoint(host: "127.0.0.1", port: 0), forward: forward, checkpointDirectory: directory + "/state",
            tag: "app",
            tails: [SidecarConfiguration.Tail(source: "app", path: directory + "/logs/*.log", format: "json")])
        configuration.limits.chunkAgeMax = .milliseconds(10)
        configuration.limits.pollInterval = .milliseconds(10)
        configuration.limits.drainTimeout = .seconds(300)
        return configuration
    }

    private static func lines(_ range: Range<Int>) -> String {
        range.map { #"{"event":"request","n":"\#($0)"}"# + "\n" }.joined()
    }

    private static func numbers(_ range: Range<Int>) -> Set<String> { Set(range.map(String.init)) }

    /// Runs a sidecar for the time of the body and stops it in good order.
    @discardableResult
    private static func run(
        _ runtime: SidecarRuntime, _ body: @escaping @Sendable () async throws -> Void
    ) async throws -> DrainReport {
        try await withTimeLimit(.seconds(300)) {
            let running = Task { try await runtime.run() }
            _ = try await runtime.boundAddress()
            do { try await body() } catch {
                running.cancel()
                _ = await running.result
                throw error
            }
            running.cancel()
            return try await running.value
        }
    }

    @Test("statsd that arrives by UDP stands on /metrics, and what is malformed is counted")
    func statsd() async throws {
        var configuration = SidecarConfiguration(listen: Endpoint(host: "127.0.0.1", port: 0))
        configuration.statsd = Endpoint(host: "127.0.0.1", port: 0)
        let runtime = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
        try await Self.run(runtime) {
            let address = try #require(try await runtime.statsdAddress())
            let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: 0).get()
            let remote = try SocketAddress(ipAddress: address.host, port: Int(address.port))
            let datagram = AddressedEnvelope(
                remoteAddress: remote, data: ByteBuffer(string: "orders:2|c|#kind:tea\nnonsense"))
            try await channel.writeAndFlush(datagram)
            let refused = {
                runtime.registry.snapshot().value(
                    of: "atalaya_statsd_refusals_total", labels: ["reason": "malformed"])
            }
            while refused() != .number(.integer(1)) { await Task.yield() }
            let snapshot = runtime.registry.snapshot()
            #expect(snapshot.value(of: "orders_total", labels: ["kind": "tea"]) == .number(.double(2)))
            #expect(snapshot.value(of: "atalaya_statsd_samples_total") == .number(.integer(1)))
            try await channel.close()
        }
    }

    @Test("an address for statsd that is taken ends the start, and says which")
    func statsdTaken() async throws {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        var configuration = SidecarConfiguration(listen: Endpoint(host: "127.0.0.1", port: 0))
        configuration.statsd = Endpoint(host: "127.0.0.1", port: UInt16(try #require(channel.localAddress?.port)))
        let runtime = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
        await #expect(throws: ShellError.self) { try await runtime.run() }
        try await channel.close()
    }

    @Test("adaptive compression sees that what comes by a socket waits, and makes it smaller")
    func adaptiveStreams() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory + "/log.socket"
            // Nobody is there to take anything.
            var configuration = Self.configuration(directory, forward: Endpoint(host: "127.0.0.1", port: 1))
            configuration.tails = [
                SidecarConfiguration.Tail(source: "app", path: "unix:" + path, format: "none")
            ]
            configuration.compression = "adaptive"
            configuration.limits.chunkRecordsMax = 1
            // Room for 128 chunks, so that from the 65th on more than half of it is taken.
            configuration.limits.chunksInFlightMax = 64
            configuration.limits.drainTimeout = .zero
            let runtime = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
            try await Self.run(runtime) {
                for number in 1...110 {
                    while (try? UnixSocketClient.send(["\(number)\n"], to: path, false)) == nil { await Task.yield() }
                    while runtime.accounts.inFlightRecords < number { await Task.yield() }
                }
                let level = { runtime.registry.snapshot().value(of: "atalaya_compression_level") }
                while level() != .number(.double(9)) { await Task.yield() }
            }
        }
    }

    @Test("lines on the disk arrive, metrics are derived, the ledger balances, a restart repeats nothing")
    func endToEnd() async throws {
        try await TemporaryDirectory.with { directory in
            try SystemFileSystem().makeDirectory(directory + "/logs")
            let log = try SystemFileSystem().openForAppending(directory + "/logs/app.log")
            try log.append(Array(Self.lines(0..<500).utf8))
            try await ForwardTestReceiver.with { receiver in
                var configuration = Self.configuration(directory, forward: receiver.address)
                configuration.metrics = [
                    SidecarConfiguration.Metric(
                        descriptor: try .counter("requests_total", help: "Requests."),
                        rules: [
                            SidecarConfiguration.Rule(source: "app", when: [FieldCondition("event", is: "request")])
                        ])
                ]
                let first = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
                let report = try await Self.run(first) {
                    try await receiver.store.wait(forRecords: 500)
                    try log.append(Array(Self.lines(500..<600).utf8))
                    try await receiver.store.wait(forRecords: 600)
                    let port = try await first.boundAddress().port
                    let text = try await LoopbackConnection.get("/metrics", port: port)
                    #expect(text.contains("\nrequests_total 600\n"))
                    #expect(text.contains("\natalaya_log_records_read_total{source=\"app\"} 600\n"))
                    #expect(text.contains("\natalaya_log_records_unaccounted{source=\"app\"} 0\n"))
                    #expect(first.readiness.isReady)
                }
                #expect(report.acknowledgedRecords == 600)
                #expect(report.undeliveredRecords == 0)
                #expect(first.accounts.unaccountedRecords == 0)

                try log.append(Array(Self.lines(600..<700).utf8))
                let second = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
                try await Self.run(second) { try await receiver.store.wait(forRecords: 700) }
                #expect(receiver.store.texts(of: "n").count == 700)
                #expect(Set(receiver.store.texts(of: "n")) == Self.numbers(0..<700))
                #expect(receiver.violations.map(\.description) == [])
                #expect(receiver.statistics.gaps == 0)
            }
        }
    }

    @Test("the aggregator may go and come back, and the file rotate meanwhile: nothing is lost")
    func outageAndRotation() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory + "/logs/app.log"
            try SystemFileSystem().makeDirectory(directory + "/logs")
            try SystemFileSystem().openForAppending(path).append(Array(Self.lines(0..<100).utf8))
            let store = ReceivedRecords()
            let port = Mutex<UInt16>(0)
            // A port that is known and free afterwards.
            try await ForwardTestReceiver.with { receiver in port.withLock { $0 = receiver.address.port } }
            let address = Endpoint(host: "127.0.0.1", port: port.withLock { $0 })
            var configuration = Self.configuration(directory, forward: address)
            // The last acknowledgements may go down with their receiver.
            configuration.limits.drainTimeout = .milliseconds(100)
            let runtime = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
            try await Self.run(runtime) {
                try await ForwardTestReceiver.with(store: store, port: address.port) { _ in
                    try await store.wait(forRecords: 100)
                }
                try SystemFileSystem().openForAppending(path).append(Array(Self.lines(100..<200).utf8))
                try TemporaryDirectory.rename(path, to: path + ".1")
                try SystemFileSystem().openForAppending(path).append(Array(Self.lines(200..<300).utf8))
                try await ForwardTestReceiver.with(store: store, port: address.port) { _ in
                    try await store.wait(forRecords: 300)
                }
            }
            #expect(Set(store.texts(of: "n")) == Self.numbers(0..<300))
            #expect(runtime.accounts.unaccountedRecords == 0)
        }
    }

    @Test("without an aggregator logs are read for their metrics, and the books balance")
    func metricsOnly() async throws {
        try await TemporaryDirectory.with { directory in
            try SystemFileSystem().makeDirectory(directory + "/logs")
            try SystemFileSystem().openForAppending(directory + "/logs/a.log").append(Array(Self.lines(0..<50).utf8))
            let runtime = try SidecarRuntime(
                configuration: Self.configuration(directory, forward: nil), logger: Self.quiet)
            try await Self.run(runtime) {
                try await waitUntil("the reading of 50 lines") { runtime.accounts.acknowledgedRecords == 50 }
            }
            #expect(runtime.accounts.unaccountedRecords == 0)
        }
    }

    @Test(
        "a missing directory is one clear line, a metric and not ready; the sidecar goes on, and ships once it is there"
    )
    func missingDirectory() async throws {
        try await TemporaryDirectory.with { directory in
            try await ForwardTestReceiver.with { receiver in
                let lines = RecordedLog()
                let logger = Logger(label: "test") { _ in lines.makeHandler() }
                let runtime = try SidecarRuntime(
                    configuration: Self.configuration(directory, forward: receiver.address), logger: logger)
                try await Self.run(runtime) {
                    let message = "\(directory)/logs: no such file or directory"
                    try await waitUntil("a warning") { lines.messages(at: .warning).contains(message) }
                    #expect(!runtime.readiness.isReady)
                    #expect(runtime.readiness.conditions.first?.reason == message)
                    try SystemFileSystem().makeDirectory(directory + "/logs")
                    try SystemFileSystem().openForAppending(directory + "/logs/a.log").append(
                        Array(Self.lines(0..<5).utf8))
                    try await receiver.store.wait(forRecords: 5)
                    #expect(lines.messages(at: .warning).filter { $0 == message }.count == 1)
                    #expect(runtime.readiness.isReady)
                }
            }
        }
    }

    @Test("while it drains it is not ready and serves everything else, and then it is gone")
    func drain() async throws {
        try await TemporaryDirectory.with { directory in
            try SystemFileSystem().makeDirectory(directory + "/logs")
            try SystemFileSystem().openForAppending(directory + "/logs/a.log").append(Array(Self.lines(0..<5).utf8))
            // A port on which nobody listens until the drain has begun.
            let address = try await ForwardTestReceiver.with { $0.address }
            var configuration = Self.configuration(directory, forward: address)
            configuration.limits.drainTimeout = .seconds(300)
            let runtime = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
            try await withTimeLimit(.seconds(300)) {
                let running = Task { try await runtime.run() }
                let port = try await runtime.boundAddress().port
                try await waitUntil("the reading of 5 lines") { runtime.accounts.inFlightRecords == 5 }
                running.cancel()
                #expect(!runtime.readiness.isReady)
                #expect(try await LoopbackConnection.get("/-/ready", port: port).hasPrefix("HTTP/1.1 503 "))
                #expect(try await LoopbackConnection.get("/-/healthy", port: port).hasPrefix("HTTP/1.1 200 "))
                let ledger = try await LoopbackConnection.get("/debug/ledger", port: port)
                #expect(ledger.contains(#""in_flight":{"records":5,"#))
                let metrics = try await LoopbackConnection.get("/metrics", port: port)
                #expect(metrics.contains("\natalaya_log_records_acknowledged_total{source=\"app\"} 0\n"))

                let report = try await ForwardTestReceiver.with(port: address.port) { _ in try await running.value }
                #expect(report.acknowledgedRecords == 5)
                await #expect(throws: (any Error).self) { try await LoopbackConnection.get("/metrics", port: port) }
            }
        }
    }

    @Test("a second sidecar on the same checkpoint directory is refused")
    func doubleStart() async throws {
        try await TemporaryDirectory.with { directory in
            let configuration = Self.configuration(directory, forward: nil)
            let first = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
            try await Self.run(first) {
                let second = try SidecarRuntime(configuration: configuration, logger: Self.quiet)
                let error = await #expect(throws: ShellError.self) { try await second.run() }
                #expect(error?.description == "\(directory)/state: another process keeps its checkpoints there")
                await #expect(throws: ShellError.self) { try await second.boundAddress() }
            }
        }
    }
}
