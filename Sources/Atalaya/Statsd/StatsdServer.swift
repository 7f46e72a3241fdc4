public import AtalayaConfig
import AtalayaMetrics
public import Logging
import NIOCore
import NIOPosix

/// Listens for statsd by UDP, and puts what arrives beside the other metrics.
///
/// A datagram is taken or counted, and never answered: UDP has no way to slow a sender down. Where more arrive than are
/// read, the system drops them and nobody is told; `/proc/net/udp` counts them.
public final class StatsdServer: Sendable {
    private let address: Endpoint
    private let store: StatsdStore
    private let logger: Logger
    private let bound = Announcement<Endpoint>()

    public init(address: Endpoint, store: StatsdStore, logger: Logger) {
        self.address = address
        self.store = store
        self.logger = logger
    }

    /// The address that is really listened on, as soon as it is.
    ///
    /// - Throws: what ``run()`` throws when it cannot listen.
    public func boundAddress() async throws -> Endpoint {
        try await self.bound.value()
    }

    /// Listens until the task is cancelled.
    ///
    /// - Throws: ``ShellError`` when it cannot listen.
    public func run() async throws {
        let store = self.store
        let channel: any Channel
        do {
            channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 64 * 1024))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(DatagramHandler(store: store))
                    }
                }
                .bind(host: self.address.host, port: Int(self.address.port))
                .get()
        } catch {
            let failure = SystemErrors.make(error, subject: "\(self.address)", otherwise: .addressInvalid)
            self.bound.announce(.failure(failure))
            throw failure
        }
        let port = channel.localAddress?.port.flatMap { UInt16(exactly: $0) } ?? self.address.port
        self.bound.announce(.success(Endpoint(host: self.address.host, port: port)))
        self.logger.debug("statsd listens", metadata: ["address": "\(self.address.host):\(port)"])
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}

/// Hands over what arrives.
private final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let store: StatsdStore

    init(store: StatsdStore) {
        self.store = store
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.store.receive(Array(self.unwrapInboundIn(data).data.readableBytesView))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A datagram that was refused on its way back is nobody's end.
    }
}
