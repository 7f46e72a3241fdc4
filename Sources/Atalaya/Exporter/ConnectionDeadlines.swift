import NIOCore
import NIOHTTP1

/// The deadlines of one HTTP connection. It is always in one of three phases, and each has a timer that closes the
/// connection:
///
/// - `idle`: between requests, `idleTimeout`;
/// - `head`: from the first byte of a request to the end of its headers, `headTimeout`;
/// - `exchange`: until the response is handed over, `idleTimeout`. A response that the client does not read counts as
///   `idle`.
///
/// Two handlers feed it, one on each side of the HTTP codec; all three live on the connection's event loop.
final class ConnectionDeadlines {
    enum Phase {
        case idle, head, exchange
    }

    private let channel: any Channel
    private let headTimeout: TimeAmount
    private let idleTimeout: TimeAmount
    private var phase = Phase.idle
    private var timer: Scheduled<Void>?

    init(channel: any Channel, headTimeout: TimeAmount, idleTimeout: TimeAmount) {
        self.channel = channel
        self.headTimeout = headTimeout
        self.idleTimeout = idleTimeout
        self.enter(.idle)
    }

    func bytesArrived() {
        if self.phase == .idle { self.enter(.head) }
    }

    func enter(_ phase: Phase) {
        self.phase = phase
        self.timer?.cancel()
        let channel = self.channel
        self.timer = channel.eventLoop.scheduleTask(in: phase == .head ? self.headTimeout : self.idleTimeout) {
            channel.close(promise: nil)
        }
    }

    func stop() {
        self.timer?.cancel()
        self.timer = nil
    }
}

/// Sees the first byte of a request.
final class ByteArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let deadlines: ConnectionDeadlines

    init(_ deadlines: ConnectionDeadlines) {
        self.deadlines = deadlines
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.deadlines.bytesArrived()
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.deadlines.stop()
        context.fireChannelInactive()
    }
}

/// Sees the end of the headers and the end of the response. Closes on a protocol error, after the codec has answered
/// 400.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let deadlines: ConnectionDeadlines

    init(_ deadlines: ConnectionDeadlines) {
        self.deadlines = deadlines
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = Self.unwrapInboundIn(data) { self.deadlines.enter(.exchange) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = Self.unwrapOutboundIn(data) { self.deadlines.enter(.idle) }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
