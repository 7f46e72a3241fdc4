import AtalayaLogs
import NIOCore
import NIOTLS

/// The end of a client connection's pipeline: says when the connection stands, reads acknowledgements, and says once
/// when the connection is over and why.
///
/// A connection stands when it can be written to: with TLS after the handshake, without it at once.
final class ForwardConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What happens to a connection, in this order: `opening`, `open` if it comes to that, `closed`.
    enum Event: Sendable {
        case opening
        case open
        case answered([ForwardAck])
        case closed((any Error)?)
    }

    private let hasHandshake: Bool
    private let report: @Sendable (Event, any Channel) -> Void
    private var reader = ForwardAckReader()
    private var isOpen = false
    private var failure: (any Error)?

    init(hasHandshake: Bool, report: @escaping @Sendable (Event, any Channel) -> Void) {
        self.hasHandshake = hasHandshake
        self.report = report
    }

    func channelActive(context: ChannelHandlerContext) {
        self.report(.opening, context.channel)
        if !self.hasHandshake { self.open(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { self.open(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            let answers = try self.reader.append(Array(buffer: Self.unwrapInboundIn(data)))
            if !answers.isEmpty { self.report(.answered(answers), context.channel) }
            if let failure = self.reader.failure { throw failure }
        } catch {
            self.errorCaught(context: context, error: error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.failure == nil { self.failure = error }
        // TLS closes by itself when its handshake fails, without a farewell to a peer that may be anybody.
        if self.isOpen { context.close(promise: nil) }
    }

    private func open(_ context: ChannelHandlerContext) {
        self.isOpen = true
        self.report(.open, context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.report(.closed(self.failure), context.channel)
        context.fireChannelInactive()
    }
}
