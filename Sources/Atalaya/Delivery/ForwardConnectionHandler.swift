import AtalayaLogs
import NIOCore
import NIOTLS

/// The end of a client connection's pipeline: says when the connection stands, reads acknowledgements, and says once
/// when the connection is over and why.
///
/// A connection stands when it can be written to: after the handshakes of TLS and of the shared key, or without them at
/// once.
final class ForwardConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What happens to a connection, in this order: `opening`, `open` if it comes to that, `closed`.
    enum Event: Sendable {
        case opening
        /// Whether it takes one message only.
        case open(takesOne: Bool)
        case answered([ForwardAck])
        case closed((any Error)?)
    }

    private let isProtected: Bool
    private var handshake: ForwardHandshakeClient?
    private let report: @Sendable (Event, any Channel) -> Void
    private var reader = ForwardAckReader()
    private var isOpen = false
    private var failure: (any Error)?

    /// - Parameters:
    ///   - isProtected: Whether a TLS handshake comes first.
    ///   - handshake: The proof of the shared key, where there is one.
    init(
        isProtected: Bool, handshake: ForwardHandshakeClient?,
        report: @escaping @Sendable (Event, any Channel) -> Void
    ) {
        self.isProtected = isProtected
        self.handshake = handshake
        self.report = report
    }

    func channelActive(context: ChannelHandlerContext) {
        self.report(.opening, context.channel)
        if !self.isProtected, self.handshake == nil { self.open(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event, self.handshake == nil { self.open(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            let bytes = try self.shakeHands(Array(buffer: Self.unwrapInboundIn(data)), context)
            let answers = try self.reader.append(bytes)
            if !answers.isEmpty { self.report(.answered(answers), context.channel) }
            if let failure = self.reader.failure { throw failure }
        } catch {
            if self.failure == nil { self.failure = error }
            context.close(promise: nil)
        }
    }

    /// Gives the bytes to the handshake, while it lasts.
    ///
    /// - Returns: what is left for the reader of acknowledgements.
    private func shakeHands(_ bytes: [UInt8], _ context: ChannelHandlerContext) throws -> [UInt8] {
        guard var handshake = self.handshake, self.failure == nil else { return bytes }
        let actions = handshake.receive(bytes)
        self.handshake = handshake
        for action in actions {
            switch action {
            case .send(let bytes):
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .established(let keepalive, let unread):
                self.handshake = nil
                self.open(context, takesOne: !keepalive)
                return unread
            case .failed(let error):
                throw error
            }
        }
        return []
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.failure == nil { self.failure = error }
        // TLS closes by itself when its handshake fails, without a farewell to a peer that may be anybody.
        if self.isOpen { context.close(promise: nil) }
    }

    private func open(_ context: ChannelHandlerContext, takesOne: Bool = false) {
        self.isOpen = true
        self.report(.open(takesOne: takesOne), context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.report(.closed(self.failure), context.channel)
        context.fireChannelInactive()
    }
}
