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
        let stream = await source.open()
        let end = await DescriptorReading.run(input, bytesMax: Self.bytesMax) { await source.take($0, of: stream) }
        await source.close(stream)
        try end.get()
    }
}

/// A Unix socket that is made here for datagrams, each of which is a line or more.
struct DatagramReader: StreamReader {
    /// Linux lets no larger ones through by default.
    private static let bytesMax = 256 << 10

    let path: String

    func run(into source: StreamSource) async throws {
        let socket = try DatagramSocket(path: self.path)
        let input = try InterruptibleInput(
            socket.number, subject: self.path, isDatagrams: true, owner: socket)
        let stream = await source.open()
        let end = await DescriptorReading.run(input, bytesMax: Self.bytesMax) { datagram in
            let endsLine = datagram.last == UInt8(ascii: "\n")
            await source.take(endsLine ? datagram : datagram + [UInt8(ascii: "\n")], of: stream)
        }
        await source.close(stream)
        try end.get()
    }
}

/// Reads a descriptor on a thread of its own.
private enum DescriptorReading {
    /// How often is read after the cancellation, for what was written before it and is nowhere else.
    private static let lastReadsMax = 16

    /// Gives what is read to `take`, one after the other, until the end or until the task is cancelled.
    static func run(
        _ input: InterruptibleInput, bytesMax: Int, take: ([UInt8]) async -> Void
    ) async -> Result<Void, any Error> {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        // A cancelled task may not even begin to read; after the interruption, no read waits.
        func next() async throws -> [UInt8]? {
            try await Task { try await pool.runIfActive { try input.next(bytesMax: bytesMax) } }.value
        }
        let result: Result<Void, any Error> = await withTaskCancellationHandler {
            do {
                var lastReads = 0
                while lastReads < Self.lastReadsMax, let bytes = try await next() {
                    await take(bytes)
                    if Task.isCancelled { lastReads += 1 }
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            input.interrupt()
        }
        try? await pool.shutdownGracefully()
        return result
    }
}

/// A Unix socket that is made here, whose connections send lines.
struct SocketReader: StreamReader {
    let path: String
    let connectionsMax: Int

    func run(into source: StreamSource) async throws {
        let channel: any Channel
        do {
            channel = try await self.bind(source)
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

    private func bind(_ source: StreamSource) async throws -> any Channel {
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
