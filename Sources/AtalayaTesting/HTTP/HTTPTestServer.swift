import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A request as the test server received it, complete.
public struct HTTPTestRequest: Sendable {
    public var method: String
    /// Path and query, as they stood in the request line.
    public var target: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Counts connections from 0: requests with the same number came over the same connection.
    public var connection: Int

    /// The first header of that name, whatever its letters' case.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return self.headers.first { $0.name.lowercased() == name }?.value
    }
}

/// What the test server does with a request.
public enum HTTPTestReaction: Sendable {
    case answer(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [])
    /// Bytes of one's own instead of an answer, then nothing more; the connection stays open.
    case bytes([UInt8])
    /// Closes the connection without an answer.
    case close
    /// Never answers.
    case silence
}

/// How the test server proves who it is.
public struct HTTPTestProtection: Sendable {
    public var certificateFile: String
    public var keyFile: String
    /// With it, clients must show a certificate of these authorities.
    public var clientAuthoritiesFile: String?

    public init(certificateFile: String, keyFile: String, clientAuthoritiesFile: String? = nil) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.clientAuthoritiesFile = clientAuthoritiesFile
    }

    func context() throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(self.certificateFile).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: self.keyFile, format: .pem)))
        if let file = self.clientAuthoritiesFile {
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
            tls.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: tls)
    }
}

/// An HTTP/1 server on loopback for tests: a closure says how it reacts, and every request is kept.
public final class HTTPTestServer: Sendable {
    public typealias Behaviour = @Sendable (HTTPTestRequest) async -> HTTPTestReaction

    private struct State {
        var requests: [HTTPTestRequest] = []
        var connections = 0
        var channels: [any Channel] = []
    }

    public let port: UInt16
    private let channel: any Channel
    private let state: Shared

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    /// Every request so far, in the order of their arrival.
    public var requests: [HTTPTestRequest] { self.state.state.withLock { $0.requests } }
    /// Connections that were accepted so far.
    public var connectionCount: Int { self.state.state.withLock { $0.connections } }

    /// Serves on a free port of 127.0.0.1 while the body runs, then closes everything.
    public static func with<Value: Sendable>(
        protection: HTTPTestProtection? = nil,
        behaviour: @escaping Behaviour,
        _ body: (HTTPTestServer) async throws -> Value
    ) async throws -> Value {
        let server = try await HTTPTestServer(port: 0, protection: protection, behaviour: behaviour)
        do {
            let value = try await body(server)
            await server.close()
            return value
        } catch {
            await server.close()
            throw error
        }
    }

    /// - Parameter port: 0 for a free one.
    public init(
        port: UInt16 = 0, protection: HTTPTestProtection? = nil, behaviour: @escaping Behaviour
    ) async throws {
        let tls = try protection?.context()
        let shared = Shared()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = shared.state.withLock { state in
                        state.connections += 1
                        state.channels.append(channel)
                        return state.connections - 1
                    }
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    let wire = Wire()
                    try pipeline.addHandler(wire)
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true)
                    try pipeline.addHandler(
                        Connection(number: number, wire: wire, behaviour: behaviour) { request in
                            shared.state.withLock { $0.requests.append(request) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: Int(port)).get()
        self.channel = channel
        self.state = shared
        self.port = UInt16(channel.localAddress?.port ?? 0)
    }

    /// Stops listening and closes every connection.
    public func close() async {
        try? await self.channel.close()
        let channels = self.state.state.withLock { $0.channels }
        for channel in channels { try? await channel.close() }
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let number: Int
        private let wire: Wire
        private let behaviour: Behaviour
        private let record: @Sendable (HTTPTestRequest) -> Void
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(
            number: Int, wire: Wire, behaviour: @escaping Behaviour,
            record: @escaping @Sendable (HTTPTestRequest) -> Void
        ) {
            self.number = number
            self.wire = wire
            self.behaviour = behaviour
            self.record = record
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch Self.unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                self.body.clear()
            case .body(var part): self.body.writeBuffer(&part)
            case .end: self.react(context)
            }
        }

        private func react(_ context: ChannelHandlerContext) {
            guard let head = self.head else { return }
            let request = HTTPTestRequest(
                method: head.method.rawValue, target: head.uri, headers: head.headers.map { ($0.name, $0.value) },
                body: Array(buffer: self.body), connection: self.number)
            self.record(request)
            let promise = context.eventLoop.makePromise(of: HTTPTestReaction.self)
            promise.completeWithTask { [behaviour] in await behaviour(request) }
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            promise.futureResult.whenSuccess { reaction in
                let (connection, context) = bound.value
                connection.perform(reaction, context)
            }
        }

        private func perform(_ reaction: HTTPTestReaction, _ context: ChannelHandlerContext) {
            switch reaction {
            case .silence: break
            case .close: context.close(promise: nil)
            case .bytes(let bytes): self.wire.write(bytes)
            case .answer(let status, let headers, let body):
                var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
                for header in headers { head.headers.add(name: header.name, value: header.value) }
                head.headers.replaceOrAdd(name: "content-length", value: String(body.count))
                context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
                if !body.isEmpty {
                    context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
                }
                context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    /// The end of the pipeline below the encoder: where bytes go out as they are.
    private final class Wire: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var context: ChannelHandlerContext?

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }
        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func write(_ bytes: [UInt8]) {
            self.context?.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
    }
}
