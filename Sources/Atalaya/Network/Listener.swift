import AtalayaConfig
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A listening socket and the connections it accepted, at most so many at a time.
///
/// Connections are plain channels with handlers. (NIO's asynchronous channels must each be consumed by a task or they
/// trap, which a connection that arrives in the moment of the shutdown cannot promise.) Work that needs a task is
/// handed over by the handlers, one unit a connection at a time.
final class Listener: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var refused = 0
        var isClosed = false
    }

    /// What is really listened on: where port 0 was asked for, the port that the system gave.
    let address: Endpoint
    private let channel: any Channel
    private let state: SharedState

    /// Referred to by the channel's handlers, which exist before the listener does.
    private final class SharedState: Sendable {
        let state = Mutex(State())

        init() {}

        func admit(_ channel: any Channel, connectionsMax: Int) -> Bool {
            let identifier = ObjectIdentifier(channel)
            let isAdmitted = self.state.withLock { state in
                guard !state.isClosed, state.connections.count < connectionsMax else {
                    state.refused += 1
                    return false
                }
                state.connections[identifier] = channel
                return true
            }
            if isAdmitted {
                channel.closeFuture.whenComplete { _ in self.state.withLock { $0.connections[identifier] = nil } }
            }
            return isAdmitted
        }
    }

    private init(address: Endpoint, channel: any Channel, state: SharedState) {
        self.address = address
        self.channel = channel
        self.state = state
    }

    /// Starts to listen.
    ///
    /// - Parameter configure: Adds the handlers of a new connection, on its event loop.
    /// - Throws: ``ShellError``, `127.0.0.1:9464: address already in use`.
    static func listen(
        on address: Endpoint,
        connectionsMax: Int,
        configure: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> Listener {
        let shared = SharedState()
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 128)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard shared.admit(channel, connectionsMax: connectionsMax) else { throw ChannelError.eof }
                        try configure(channel)
                    }
                }
                .bind(host: address.host, port: Int(address.port)).get()
            let port = channel.localAddress?.port.flatMap { UInt16(exactly: $0) } ?? address.port
            let bound = Endpoint(host: address.host, port: port)
            return Listener(address: bound, channel: channel, state: shared)
        } catch {
            throw SystemErrors.make(error, subject: "\(address)", otherwise: .addressInvalid)
        }
    }

    /// Starts to listen, and waits for an address that somebody else has.
    ///
    /// - Parameters:
    ///   - retryInterval: How often it is tried; nil to give up the first time.
    ///   - onFailure: Called each time that the address is in use.
    /// - Throws: ``ShellError``, or `CancellationError`.
    static func listenWhenFree(
        on address: Endpoint,
        connectionsMax: Int,
        retryInterval: Duration?,
        logger: Logger,
        onFailure: @Sendable () -> Void = {},
        configure: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> Listener {
        var hasWarned = false
        while true {
            do {
                return try await Self.listen(on: address, connectionsMax: connectionsMax, configure: configure)
            } catch let error as ShellError where error.code == .addressInUse {
                onFailure()
                guard let retryInterval else { throw error }
                if !hasWarned { logger.warning("\(error); trying again") }
                hasWarned = true
                try await Pause.wait(for: retryInterval)
            }
        }
    }

    /// Connections that were closed at once because there were too many.
    var refusedConnections: Int { self.state.state.withLock { $0.refused } }

    /// Connections that are open.
    var openConnections: Int { self.state.state.withLock { $0.connections.count } }

    /// Takes no more connections; those there are live on.
    func stopListening() {
        self.channel.close(promise: nil)
    }

    /// Closes everything and returns when all of it is closed.
    func close() async {
        let connections = self.state.state.withLock { state in
            state.isClosed = true
            return Array(state.connections.values)
        }
        self.stopListening()
        for connection in connections { connection.close(promise: nil) }
        for connection in connections { try? await connection.closeFuture.get() }
        try? await self.channel.closeFuture.get()
    }
}
