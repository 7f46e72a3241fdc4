import NIOCore
import NIOPosix
import Synchronization

/// Brings bytes from outside to a ``StreamSource``, until the task is cancelled or there are no more.
protocol StreamReader: Sendable {
    func run(into source: StreamSource) async throws
}

/// Standard input, whatever it is: a pipe, a terminal, a file.
struct StandardInputReader: StreamReader {
    private static let bytesMax = 64 << 10

    let descriptor: CInt

    init(descriptor: CInt = 0) {
        self.descriptor = descriptor
    }

    func run(into source: StreamSource) async throws {
        let input = try InterruptibleInput(self.descriptor, subject: "standard input")
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        let stream = await source.open()
        var failure: (any Error)?
        await withTaskCancellationHandler {
            do {
                while let bytes = try await pool.runIfActive({ try input.next(bytesMax: Self.bytesMax) }) {
                    await source.take(bytes, of: stream)
                }
            } catch {
                failure = error
            }
        } onCancel: {
            input.interrupt()
        }
        await source.close(stream)
        try? await pool.shutdownGracefully()
        if let failure { throw failure }
    }
}

/// A Unix socket that is made here: connections of lines, or datagrams of one or more lines each.
struct SocketReader: StreamReader {
    /// The largest datagram that Linux lets through by default.
    private static let datagramBytesMax = 256 << 10

    let path: String
    let isDatagram: Bool
    let connectionsMax: Int

    func run(into source: StreamSource) async throws {
        let channel: any Channel
        do {
            channel = self.isDatagram ? try await self.bindDatagrams(source) : try await self.bindStreams(source)
        } catch {
            throw SystemErrors.make(error, subject: self.path, otherwise: .addressInvalid)
        }
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
        try? SystemFileSystem().remove(self.path)
    }

    private func bindStreams(_ source: StreamSource) async throws -> any Channel {
        let connections = ConnectionCount(max: self.connectionsMax)
        return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 64 << 10))
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.enter() else { throw ChannelError.eof }
                    channel.closeFuture.whenComplete { _ in connections.leave() }
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(source: source))
                }
            }
            .bind(unixDomainSocketPath: self.path, cleanupExistingSocketFile: true).get()
    }

    private func bindDatagrams(_ source: StreamSource) async throws -> any Channel {
        try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.datagramBytesMax))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramUnwrapper())
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(source: source))
                }
            }
            .bind(unixDomainSocketPath: self.path, cleanupExistingSocketFile: true).get()
    }
}

/// How many connections there are.
private final class ConnectionCount: Sendable {
    private let max: Int
    private let count = Atomic(0)

    init(max: Int) {
        self.max = max
    }

    /// - Returns: False when there are enough.
    func enter() -> Bool {
        if self.count.wrappingAdd(1, ordering: .relaxed).newValue <= self.max { return true }
        self.leave()
        return false
    }

    func leave() {
        self.count.wrappingSubtract(1, ordering: .relaxed)
    }
}

/// Gives the contents of datagrams, each ending with a line break.
private final class DatagramUnwrapper: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias InboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Self.unwrapInboundIn(data).data
        if bytes.readableBytesView.last != UInt8(ascii: "\n") { bytes.writeInteger(UInt8(ascii: "\n")) }
        context.fireChannelRead(Self.wrapInboundOut(bytes))
    }
}

/// Hands what comes to the source, and reads on when it has been taken.
private final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let source: StreamSource
    /// What is done for this stream, one after the other; gives the number of the stream.
    private var work: Task<Int, Never>

    init(source: StreamSource) {
        self.source = source
        self.work = Task { await source.open() }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(buffer: Self.unwrapInboundIn(data))
        let channel = context.channel
        self.work = Task { [source, work] in
            let stream = await work.value
            await source.take(bytes, of: stream)
            channel.read()
            return stream
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.work = Task { [source, work] in
            let stream = await work.value
            await source.close(stream)
            return stream
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
