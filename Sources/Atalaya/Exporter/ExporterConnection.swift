import NIOCore
import NIOHTTP1

/// A request that waits for its response.
struct ExporterExchange: Sendable {
    let request: ExporterRequest
    let arrival = ContinuousClock.now
    /// Whether somebody is still there to read the response.
    let isAwaited: @Sendable () -> Bool
    /// Sends the response; to be called once, on any thread.
    let respond: @Sendable (ExporterResponse) -> Void
}

/// The last handler of a connection: collects a request, hands it over, writes the response.
///
/// NIO's pipelining handler before it lets the next request through only after the response, so there is at most one
/// exchange a connection.
final class ExporterConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let bodyBytesMax: Int
    private let handOver: @Sendable (ExporterExchange) -> Void
    private var head: HTTPRequestHead?
    private var bodyBytes = 0

    init(bodyBytesMax: Int, handOver: @escaping @Sendable (ExporterExchange) -> Void) {
        self.bodyBytesMax = bodyBytesMax
        self.handOver = handOver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            self.bodyBytes = 0
        case .body(let bytes):
            self.bodyBytes += bytes.readableBytes
            if self.bodyBytes > self.bodyBytesMax, let head = self.head {
                self.head = nil
                Self.send(.text(413, "request body too large"), to: head, closing: true, on: context.channel)
            }
        case .end:
            guard let head = self.head else { return }
            self.head = nil
            let channel = context.channel
            let exchange = ExporterExchange(request: ExporterRequest(head), isAwaited: { channel.isActive }) {
                response in
                Self.send(response, to: head, closing: !head.isKeepAlive, on: channel)
            }
            self.handOver(exchange)
        }
    }

    private static func send(
        _ response: ExporterResponse, to request: HTTPRequestHead, closing: Bool, on channel: any Channel
    ) {
        var headers = HTTPHeaders()
        for header in response.headers { headers.add(name: header.name, value: header.value) }
        if response.status != 204 { headers.replaceOrAdd(name: "Content-Length", value: String(response.body.count)) }
        if closing { headers.replaceOrAdd(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status)
        channel.write(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)),
            promise: nil)
        if request.method != .HEAD && !response.body.isEmpty {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: response.body))), promise: nil)
        }
        let sent = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if closing { sent.whenComplete { _ in channel.close(promise: nil) } }
    }
}

extension ExporterRequest {
    init(_ head: HTTPRequestHead) {
        let path = head.uri.prefix { $0 != "?" && $0 != "#" }
        self.init(
            method: head.method.rawValue,
            path: String(path),
            query: String(head.uri[path.endIndex...].dropFirst().prefix { $0 != "#" }),
            accept: Self.joined(head.headers["Accept"]),
            acceptEncoding: Self.joined(head.headers["Accept-Encoding"]),
            scrapeTimeout: Self.scrapeTimeout(head.headers["X-Prometheus-Scrape-Timeout-Seconds"].first)
        )
    }

    private static func joined(_ values: [String]) -> String? {
        values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
