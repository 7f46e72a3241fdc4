import AtalayaConfig
import AtalayaLogs
import NIOCore
import NIOTLS

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
    private let pace: ReadingPace
    private let treatment: ConnectionTreatment
    private let handshakeTreatment: HandshakeTreatment
    private let onViolation: @Sendable (ForwardViolation) -> Void
    private let onRejection: @Sendable (ReceiverRejection) -> Void
    /// Whether TLS is not agreed on yet; until it is, no byte comes as far as here.
    private var awaitsProtection: Bool
    /// What TLS had against the connection.
    private var trouble: (any Error)?
    private let handOver: @Sendable (ReceiverDelivery) -> Void
    private var receiver: ForwardReceiver
    private var waiting: [ReceiverAction] = []
    private var isAway = false
    /// Whether the sender was told that it may send one message.
    private var takesOne = false
    private var wantsToRead = false
    private var isPausing = false
    private var receivedBytes = 0

    /// - Parameters:
    ///   - number: The connection's, counted from 1 over all of the receiver's.
    ///   - isProtected: Whether a TLS handshake comes first.
    init(
        _ receiver: ForwardReceiver,
        handshake: ForwardHandshakeServer?,
        number: Int,
        behaviour: any ReceiverBehaviour,
        isProtected: Bool,
        onViolation: @escaping @Sendable (ForwardViolation) -> Void,
        onRejection: @escaping @Sendable (ReceiverRejection) -> Void,
        handOver: @escaping @Sendable (ReceiverDelivery) -> Void
    ) {
        self.receiver = receiver
        self.handshake = handshake
        self.pace = behaviour.pace(ofConnection: number)
        self.treatment = behaviour.treatment(ofConnection: number)
        self.handshakeTreatment = behaviour.handshake(ofConnection: number)
        self.awaitsProtection = isProtected
        self.onViolation = onViolation
        self.onRejection = onRejection
        self.handOver = handOver
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard case .slowly(let bytes, _) = self.pace else { return }
        let allocator = FixedSizeRecvByteBufferAllocator(capacity: max(1, bytes))
        _ = context.channel.setOption(.recvAllocator, value: allocator)
        _ = context.channel.setOption(.maxMessagesPerRead, value: 1)
    }

    func read(context: ChannelHandlerContext) {
        guard !self.isAway else {
            self.wantsToRead = true
            return
        }
        switch self.pace {
        case .asItComes: context.read()
        case .never: break
        case .slowly(_, let pause):
            guard !self.isPausing else { return }
            self.isPausing = true
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: TimeAmount(pause)) {
                let (connection, context) = bound.value
                connection.isPausing = false
                if connection.isAway { connection.wantsToRead = true } else { context.read() }
            }
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        switch self.treatment {
        case .closeAtOnce: context.close(promise: nil)
        case .closeAfter(let time):
            let channel = context.channel
            context.eventLoop.scheduleTask(in: TimeAmount(time)) { channel.close(promise: nil) }
        case .normal, .abort: break
        }
        if let hello = self.handshake?.hello { self.sendHello(hello, context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(buffer: Self.unwrapInboundIn(data))
        self.receivedBytes += bytes.count
        if case .abort(let count) = self.treatment, self.receivedBytes >= count {
            return AbortiveClose.close(context.channel)
        }
        if self.handshake != nil { return self.shakeHands(bytes, context) }
        self.waiting += self.receiver.receive(bytes)
        self.proceed(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { self.awaitsProtection = false }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if self.awaitsProtection {
            let words = self.trouble.map { TLSErrors.words($0) ?? "\($0)" }
            self.reject(.tls, words ?? "closed by the other side", context)
        }
        self.waiting += self.receiver.connectionEnded()
        self.proceed(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.trouble == nil { self.trouble = error }
        context.close(promise: nil)
    }

    private func reject(_ stage: ReceiverRejection.Stage, _ reason: String, _ context: ChannelHandlerContext) {
        let peer = context.remoteAddress.flatMap { address in
            address.ipAddress.map { Endpoint(host: $0, port: UInt16(clamping: address.port ?? 0)).description }
        }
        self.onRejection(ReceiverRejection(stage: stage, peer: peer, reason: reason))
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
        // What was sent in answer goes out before the connection is closed.
        guard !self.takesOne else { return context.close(promise: nil) }
        self.proceed(context)
        if !self.isAway, self.wantsToRead {
            self.wantsToRead = false
            self.read(context: context)
        }
    }

    // MARK: The handshake

    private func sendHello(_ hello: [UInt8], _ context: ChannelHandlerContext) {
        switch self.handshakeTreatment {
        case .silence: break
        case .garbage: self.write([0x01, 0x02, 0x03], context)
        default: self.write(hello, context)
        }
    }

    private func shakeHands(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard var handshake = self.handshake, self.handshakeTreatment != .silence else { return }
        let actions = handshake.receive(bytes)
        self.handshake = handshake
        for action in actions {
            switch action {
            case .send(var bytes):
                if self.handshakeTreatment == .closeInsteadOfAnswer { return context.close(promise: nil) }
                // The proof is what the message ends with.
                if self.handshakeTreatment == .falseProof, let last = bytes.indices.last { bytes[last] ^= 1 }
                self.write(bytes, context)
            case .established:
                self.takesOne = !handshake.keepalive
                self.handshake = nil
            case .failed(let error):
                self.reject(.authentication, error.message, context)
                context.close(promise: nil)
            }
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard self.handshakeTreatment == .byteByByte else {
            return context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
        for byte in bytes { context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil) }
    }
}
