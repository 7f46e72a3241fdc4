import Atalaya
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// `GET /greetings/{language}` on SwiftNIO.
final class GreetingServer: Sendable {
    private let address: Endpoint
    private let metrics: GreetingMetrics
    private let logger: Logger
    private let bound: AsyncStream<Endpoint>
    private let announce: AsyncStream<Endpoint>.Continuation

    init(address: Endpoint, metrics: GreetingMetrics, logger: Logger) {
        self.address = address
        self.metrics = metrics
        self.logger = logger
        (bound, announce) = AsyncStream.makeStream()
    }

    /// Serves until the task is cancelled.
    func run() async throws {
        defer { announce.finish() }
        let (metrics, logger) = (metrics, logger)
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(GreetingHandler(metrics: metrics, logger: logger))
                }
            }
            .bind(host: address.host, port: Int(address.port)).get()
        let port = listener.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? address.port
        announce.yield(Endpoint(host: address.host, port: port))
        logger.info("started", metadata: ["address": "\(address)"])
        try await withTaskCancellationHandler {
            try await listener.closeFuture.get()
        } onCancel: {
            listener.close(promise: nil)
        }
        logger.info("stopped")
    }

    /// Where the server listens, as soon as it does: with port 0 only then known.
    func boundAddress() async throws -> Endpoint {
        for await address in bound { return address }
        throw CancellationError()
    }
}

/// One connection.
private final class GreetingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let greetings = ["en": "Good morning", "es": "Buenos días", "fr": "Bonjour"]

    private let metrics: GreetingMetrics
    private let logger: Logger
    private var head: HTTPRequestHead?
    private var started = ContinuousClock.now

    init(metrics: GreetingMetrics, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    func channelActive(context: ChannelHandlerContext) {
        metrics.connections.increment(by: 1)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        metrics.connections.decrement(by: 1)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            started = .now
        case .body:
            break
        case .end:
            if let head { answer(head, context: context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        let parts = head.uri.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        let asked = parts.count == 2 && parts[0] == "greetings" ? parts[1] : ""
        let greeting = Self.greetings[asked]
        let status: HTTPResponseStatus = greeting == nil ? .notFound : .ok
        // A label only ever takes values from its domain: what a stranger writes into a URL is not one of them.
        let language = greeting == nil ? "unknown" : asked

        let body = ByteBuffer(string: (greeting ?? "I do not speak that language.") + "\n")
        var headers = HTTPHeaders([
            ("content-type", "text/plain; charset=utf-8"), ("content-length", "\(body.readableBytes)"),
        ])
        if !head.isKeepAlive { headers.add(name: "connection", value: "close") }
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: status, headers: headers))),
            promise: nil)
        if head.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        if !head.isKeepAlive {
            let channel = context.channel
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }

        metrics.requests.with(language, "\(status.code)").increment()
        metrics.duration.with(language).observe(.now - started)
        logger.info("request", metadata: ["language": "\(language)", "status": "\(status.code)"])
    }
}
