import AtalayaTesting
import Logging
import Testing

@testable import Atalaya

@Suite(
    "Delivery by TLS",
    .enabled(if: TestCertificates.openssl != nil, "needs the openssl command (Debian's openssl) to make certificates"))
struct ForwardSecurityTests {
    private static func chunk() throws -> Chunk {
        var random = SystemRandomNumberGenerator()
        var builder = try ChunkBuilder(tag: "test")
        let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .string("1"))])
        try builder.append(record, lineBytes: 10, span: nil, at: .zero)
        return try builder.seal(id: ChunkID(random: &random))
    }

    /// Sends one chunk; the warnings that were logged, and what the delivery counted.
    private static func deliver(
        to address: Endpoint, _ security: ForwardSecurity, failures: UInt64 = 0
    ) async throws -> (warnings: [String], statistics: ForwardDelivery.Statistics) {
        let log = RecordedLog()
        let books = DeliveryBooks(
            accounts: LogAccounts(), logger: Logger(label: "test") { _ in log.makeHandler() }, failureLevel: .warning)
        var configuration = ForwardConfiguration(address: address, security: security)
        configuration.delivery.backoffBase = .milliseconds(2)
        configuration.delivery.backoffCap = .milliseconds(10)
        let delivery = try ForwardDelivery(
            configuration: configuration, observer: books, logger: Logger(label: "test") { _ in log.makeHandler() })
        try await withTimeLimit {
            let running = Task { await delivery.run() }
            try await delivery.enqueue(try Self.chunk())
            if failures > 0 {
                try await waitUntil("\(failures) failures") {
                    delivery.statistics.counters.connectFailures >= failures
                }
                await delivery.drain(within: .zero)
            } else {
                await delivery.drain(within: .seconds(300))
            }
            await running.value
        }
        return (log.messages(at: .warning), delivery.statistics)
    }

    private static func withCertificates(
        _ body: @escaping @Sendable (TestCertificates) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { try await body(try TestCertificates(in: $0)) }
    }

    @Test("records arrive by a certificate for the name, or for the address", arguments: ["aggregator.test", nil])
    func goodCertificate(name: String?) async throws {
        try await Self.withCertificates { certificates in
            let server = name == nil ? certificates.addressed : certificates.named
            try await ForwardTestReceiver.with(tls: .init(server)) { receiver in
                let (warnings, statistics) = try await Self.deliver(
                    to: receiver.address,
                    .tls(.init(serverName: name, authoritiesFile: certificates.authority)))
                #expect(warnings == [])
                #expect(statistics.counters.acknowledged == 1)
                #expect(statistics.establishedConnections == 1)
                #expect(receiver.store.texts(of: "n") == ["1"])
                #expect(receiver.violations.map(\.description) == [])
            }
        }
    }

    @Test("a certificate for another name: counted failures, one line in the log, nothing sent")
    func wrongName() async throws {
        try await Self.withCertificates { certificates in
            try await ForwardTestReceiver.with(tls: .init(certificates.named)) { receiver in
                let (warnings, statistics) = try await Self.deliver(
                    to: receiver.address,
                    .tls(.init(serverName: "elsewhere.test", authoritiesFile: certificates.authority)), failures: 3)
                let reason = "TLS: the certificate of the other side is for another name"
                #expect(warnings == ["\(receiver.address): \(reason); trying again"])
                #expect(statistics.establishedConnections == 0)
                #expect(statistics.sentBytes == 0)
                #expect(receiver.store.records.isEmpty)
            }
        }
    }

    @Test("a certificate from an authority that is not trusted: counted failures, one line in the log, nothing sent")
    func untrustedAuthority() async throws {
        try await Self.withCertificates { certificates in
            try await ForwardTestReceiver.with(tls: .init(certificates.named)) { receiver in
                let (warnings, statistics) = try await Self.deliver(
                    to: receiver.address,
                    .tls(.init(serverName: "aggregator.test", authoritiesFile: certificates.otherAuthority)),
                    failures: 3)
                let reason = "TLS: the certificate of the other side is not trusted"
                #expect(warnings == ["\(receiver.address): \(reason); trying again"])
                #expect(statistics.establishedConnections == 0)
                #expect(statistics.sentBytes == 0)
                #expect(receiver.store.records.isEmpty)
            }
        }
    }

    @Test("a receiver that does not speak TLS gets nothing")
    func plaintextReceiver() async throws {
        try await Self.withCertificates { certificates in
            try await ForwardTestReceiver.with { receiver in
                let (warnings, statistics) = try await Self.deliver(
                    to: receiver.address, .tls(.init(authoritiesFile: certificates.authority)), failures: 3)
                let reason = "TLS: the other side closed during the handshake"
                #expect(warnings == ["\(receiver.address): \(reason); trying again"])
                #expect(statistics.establishedConnections == 0)
                #expect(statistics.sentBytes == 0)
                #expect(receiver.store.records.isEmpty)
            }
        }
    }

    @Test("a file that cannot be used is named")
    func badFiles() async throws {
        try await Self.withCertificates { certificates in
            let address = Endpoint(host: "127.0.0.1", port: 1)
            for file in ["/no/such/file.pem", certificates.named.key] {
                let error = await #expect(throws: ShellError.self) {
                    try await Self.deliver(to: address, .tls(.init(authoritiesFile: file)))
                }
                #expect(error?.code == .configuration)
                #expect(error?.subject == file)
            }
            var configuration = ReceiverServerConfiguration(address: Endpoint(host: "127.0.0.1", port: 0))
            configuration.tls = .init(certificateFile: certificates.named.certificate, keyFile: "/no/such/file.key")
            let server = ForwardReceiverServer(
                configuration: configuration, sink: ReceivedRecords(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let error = await #expect(throws: ShellError.self) { try await server.run() }
            #expect(error?.subject == "/no/such/file.key")
        }
    }
}

extension ReceiverServerConfiguration.TLS {
    fileprivate init(_ server: TestCertificates.Server) {
        self.init(certificateFile: server.certificate, keyFile: server.key)
    }
}
