import AtalayaLogs
import NIOCore

/// The end of a client connection's pipeline: reads acknowledgements, and says once when the connection is over and
/// why.
final class ForwardConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let onAnswers: @Sendable ([ForwardAck]) -> Void
    private let onClose: @Sendable ((any Error)?) -> Void
    private var reader = ForwardAckReader()
    private var failure: (any Error)?

    init(onAnswers: @escaping @Sendable ([ForwardAck]) -> Void, onClose: @escaping @Sendable ((any Error)?) -> Void) {
        self.onAnswers = onAnswers
        self.onClose = onClose
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            let answers = try self.reader.append(Array(buffer: Self.unwrapInboundIn(data)))
            if !answers.isEmpty { self.onAnswers(answers) }
            if let failure = self.reader.failure { throw failure }
        } catch {
            self.errorCaught(context: context, error: error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.failure == nil { self.failure = error }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.onClose(self.failure)
        context.fireChannelInactive()
    }
}
