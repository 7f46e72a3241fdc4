public import Atalaya
import Logging

/// A forward receiver for tests: the product's own, strict about every rule, with records kept in memory and faults on
/// request.
///
/// ```swift
/// try await ForwardTestReceiver.with(.droppingAcknowledgement(every: 3)) { receiver in
///     … send to receiver.address …
///     try await receiver.store.wait(forRecords: 100)
///     #expect(receiver.violations.isEmpty)
/// }
/// ```
public struct ForwardTestReceiver: Sendable {
    public let address: Endpoint
    public let store: ReceivedRecords
    private let server: ForwardReceiverServer

    /// Runs a receiver on loopback for the time of the body.
    ///
    /// - Parameters:
    ///   - personality: How it behaves.
    ///   - store: Where it puts the records; the store of an earlier receiver, to go on with it.
    ///   - port: 0 takes a free port. The port of an earlier receiver restarts it.
    ///   - tls: Its certificate, for TLS.
    ///   - handshake: The key that senders must prove to know.
    public static func with<Value: Sendable>(
        _ personality: ReceiverPersonality = .normal,
        store: ReceivedRecords = ReceivedRecords(),
        port: UInt16 = 0,
        tls: ReceiverServerConfiguration.TLS? = nil,
        handshake: ReceiverServerConfiguration.Handshake? = nil,
        _ body: @escaping @Sendable (ForwardTestReceiver) async throws -> Value
    ) async throws -> Value {
        var configuration = ReceiverServerConfiguration(address: Endpoint(host: "127.0.0.1", port: port))
        configuration.tls = tls
        configuration.handshake = handshake
        personality.configure(&configuration)
        let server = ForwardReceiverServer(
            configuration: configuration,
            sink: store,
            behaviour: personality.makeBehaviour(),
            logger: Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let receiver = ForwardTestReceiver(address: try await server.boundAddress(), store: store, server: server)
            let value = try await body(receiver)
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }

    /// What has arrived.
    public var statistics: ReceiverStatistics { self.server.statistics }

    /// What has arrived of each source, and what is missing in between.
    public var report: ReceptionReport { self.server.report }

    /// Rules of the protocol that were broken.
    public var violations: [ForwardViolation] { self.server.violations }
}
