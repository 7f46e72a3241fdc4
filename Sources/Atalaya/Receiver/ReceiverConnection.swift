import AtalayaLogs
import NIOCore

/// A batch that waits to be stored, and what can be done to its connection afterwards. To be answered or closed once,
/// on any thread.
package struct ReceiverDelivery: Sendable {
    package let batch: ReceivedBatch
    private let channel: any Channel
    private let resume: @Sendable () -> Void

    init(batch: ReceivedBatch, channel: any Channel, resume: @escaping @Sendable () -> Void) {
        self.batch = batch
        self.channel = channel
        self.resume = resume
    }

    /// Sends the acknowledgement, if one is wanted, and reads on.
    package func acknowledge() {
        if let acknowledgement = self.batch.acknowledgement { self.send(acknowledgement) }
        self.resume()
    }

    /// Answers with an empty map, which says that the batch was not kept, and reads on.
    package func refuse() {
        self.send([0x80])
        self.resume()
    }

    /// Sends bytes of the caller's, as they are.
    package func send(_ bytes: [UInt8]) {
        self.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Reads on without an acknowledgement.
    package func goOn() {
        self.resume()
    }

    /// Closes the connection, after what was sent is out.
    package func close() {
        self.channel.close(promise: nil)
    }
}

/// One connection of a receiver: bytes go into the machine, batches come out one at a time.
///
/// While a batch is away nothing is read, so at most one read's worth of further batches waits here.
final class ReceiverConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Until the sender has proved itself, everything it sends is for this.
    private var handshake: ForwardHandshakeServer?
    private let readsAtAll: Bool
    private let onViolation: @Sendable (ForwardViolation) -> Void
    private let handOver: @Sendable (ReceiverDelivery) -> Void
    private var receiver: ForwardReceiver
    private var waiting: [ReceiverAction] = []
    private var isAway = false
    private var wantsToRead = false

    init(
        _ receiver: ForwardReceiver,
        handshake: ForwardHandshakeServer?,
        readsAtAll: Bool,
        onViolation: @escaping @Sendable (ForwardViolation) -> Void,
        handOver: @escaping @Sendable (ReceiverDelivery) -> Void
    ) {
        self.receiver = receiver
        self.handshake = handshake
        self.readsAtAll = readsAtAll
        self.onViolation = onViolation
        self.handOver = handOver
    }

    func read(context: ChannelHandlerContext) {
        if self.isAway || !self.readsAtAll {
            self.wantsToRead = true
        } else {
            context.read()
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        if let hello = self.handshake?.hello {
            context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: hello)), promise: nil)
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(buffer: Self.unwrapInboundIn(data))
        if self.handshake != nil { return self.shakeHands(bytes, context) }
        self.waiting += self.receiver.receive(bytes)
        self.proceed(context)
    }

    private func shakeHands(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard var handshake = self.handshake else { return }
        let actions = handshake.receive(bytes)
        self.handshake = handshake
        for action in actions {
            switch action {
            case .send(let bytes):
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .established:
                self.handshake = nil
            case .failed:
                context.close(promise: nil)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.waiting += self.receiver.connectionEnded()
        self.proceed(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func proceed(_ context: ChannelHandlerContext) {
        while !self.isAway, !self.waiting.isEmpty {
            switch self.waiting.removeFirst() {
            case .violation(let violation): self.onViolation(violation)
            case .close: context.close(promise: nil)
            case .batch(let batch):
                self.isAway = true
                let resume = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                let eventLoop = context.eventLoop
                self.handOver(
                    ReceiverDelivery(batch: batch, channel: context.channel) {
                        eventLoop.execute {
                            let (connection, context) = resume.value
                            connection.resume(context)
                        }
                    }
                )
            }
        }
    }

    private func resume(_ context: ChannelHandlerContext) {
        self.isAway = false
        self.proceed(context)
        if !self.isAway, self.wantsToRead {
            self.wantsToRead = false
            context.read()
        }
    }
}
