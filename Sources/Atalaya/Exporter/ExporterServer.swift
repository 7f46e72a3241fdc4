public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Serves ``ExporterRoutes`` by HTTP/1.1.
///
/// One task a connection, requests of a connection in their order (so pipelined ones are safe), keep-alive as HTTP/1.1 says. All limits are in
/// ``ExporterConfiguration``. A connection that breaks a limit or the protocol is closed; none of it reaches the host.
public final class ExporterServer: Sendable {
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let configuration: ExporterConfiguration
    private let routes: ExporterRoutes
    private let logger: Logger
    private let bound = Announcement<NetworkAddress>()
    private let connections = Atomic<Int>(0)

    public init(configuration: ExporterConfiguration = ExporterConfiguration(), routes: ExporterRoutes, logger: Logger) {
        self.configuration = configuration
        self.routes = routes
        self.logger = logger
    }

    /// The address that is really listened on, as soon as it is.
    ///
    /// - Throws: what ``run()`` throws when it cannot listen.
    public func boundAddress() async throws -> NetworkAddress {
        try await self.bound.value()
    }

    /// Listens and serves until the task is cancelled, then stops accepting, closes the connections and returns.
    ///
    /// - Throws: ``ShellError``, `127.0.0.1:9464: address already in use`, when it cannot listen.
    public func run() async throws {
        let listener = try await self.listen()
        await withTaskCancellationHandler {
            await self.serve(listener)
        } onCancel: {
            listener.channel.close(promise: nil)
        }
    }

    private func listen() async throws -> NIOAsyncChannel<Connection, Never> {
        let configuration = self.configuration
        do {
            let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 128)
                .bind(host: configuration.address.host, port: configuration.address.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.configure(channel, configuration) }
                }
            let address = NetworkAddress(host: configuration.address.host, port: listener.channel.localAddress?.port ?? 0)
            self.bound.announce(.success(address))
            self.logger.debug("exporter listens", metadata: ["address": "\(address)"])
            return listener
        } catch {
            let error = SystemErrors.make(error, subject: "\(configuration.address)", otherwise: .addressInvalid)
            self.bound.announce(.failure(error))
            throw error
        }
    }

    private static func configure(_ channel: any Channel, _ configuration: ExporterConfiguration) throws -> Connection {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.headBytesMax
        limits.maxHeaderListSize = configuration.headBytesMax
        let deadlines = ConnectionDeadlines(
            channel: channel,
            headTimeout: TimeAmount(configuration.headTimeout),
            idleTimeout: TimeAmount(configuration.idleTimeout)
        )
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ByteArrivalHandler(deadlines))
        try pipeline.configureHTTPServerPipeline(
            withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
            withDecoderLimitConfiguration: limits
        )
        try pipeline.addHandler(ExchangeHandler(deadlines))
        return try Connection(wrappingChannelSynchronously: channel)
    }

    private func serve(_ listener: NIOAsyncChannel<Connection, Never>) async {
        await withDiscardingTaskGroup { group in
            do {
                try await listener.executeThenClose { inbound in
                    for try await connection in inbound {
                        guard self.connections.load(ordering: .relaxed) < self.configuration.connectionsMax else {
                            self.logger.debug("exporter refuses a connection: too many")
                            connection.channel.close(promise: nil)
                            continue
                        }
                        self.connections.add(1, ordering: .relaxed)
                        group.addTask {
                            await self.serve(connection)
                            self.connections.subtract(1, ordering: .relaxed)
                        }
                    }
                }
            } catch {
                self.logger.debug("exporter stops listening", metadata: ["error": "\(error)"])
            }
            group.cancelAll()
        }
    }

    private func serve(_ connection: Connection) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                var head: HTTPRequestHead?
                var bodyBytes = 0
                for try await part in inbound {
                    switch part {
                    case .head(let received):
                        head = received
                        bodyBytes = 0
                    case .body(let bytes):
                        bodyBytes += bytes.readableBytes
                        if bodyBytes > self.configuration.bodyBytesMax, let head {
                            try await Self.send(.text(413, "request body too large"), to: head, closing: true, outbound)
                            return
                        }
                    case .end:
                        guard let request = head else { return }
                        head = nil
                        let response = await self.routes.respond(to: ExporterRequest(request))
                        try await Self.send(response, to: request, closing: !request.isKeepAlive, outbound)
                        if !request.isKeepAlive { return }
                    }
                }
            }
        } catch {
            self.logger.trace("exporter connection ends", metadata: ["error": "\(error)"])
        }
    }

    private static func send(
        _ response: ExporterResponse,
        to request: HTTPRequestHead,
        closing: Bool,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        var headers = HTTPHeaders()
        for header in response.headers { headers.add(name: header.name, value: header.value) }
        if response.status != 204 { headers.replaceOrAdd(name: "Content-Length", value: String(response.body.count)) }
        if closing { headers.replaceOrAdd(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
        var parts: [HTTPServerResponsePart] = [.head(head)]
        if request.method != .HEAD && !response.body.isEmpty {
            parts.append(.body(.byteBuffer(ByteBuffer(bytes: response.body))))
        }
        parts.append(.end(nil))
        try await outbound.write(contentsOf: parts)
    }
}

extension ExporterRequest {
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue,
            path: String(head.uri.prefix { $0 != "?" && $0 != "#" }),
            accept: Self.joined(head.headers["Accept"]),
            acceptEncoding: Self.joined(head.headers["Accept-Encoding"])
        )
    }

    private static func joined(_ values: [String]) -> String? {
        values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
