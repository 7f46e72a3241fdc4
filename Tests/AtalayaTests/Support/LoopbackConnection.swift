import AtalayaTesting
import NIOCore
import NIOPosix

/// A raw TCP connection for tests that write bytes of their own and look at the bytes that come back.
struct LoopbackConnection: Sendable {
    private let channel: any Channel
    private let received: AsyncStream<ByteBuffer>

    /// Connects, runs the body, closes; fails when it all takes longer than the time limit.
    static func with<Value: Sendable>(
        port: UInt16, _ body: @escaping @Sendable (LoopbackConnection) async throws -> Value
    ) async throws -> Value {
        try await withTimeLimit {
            let (received, arrivals) = AsyncStream.makeStream(of: ByteBuffer.self)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Collector(arrivals: arrivals))
                    }
                }
                .connect(host: "127.0.0.1", port: Int(port)).get()
            defer { channel.close(promise: nil) }
            return try await body(LoopbackConnection(channel: channel, received: received))
        }
    }

    /// The whole answer to a `GET`, head and body.
    static func get(_ path: String, port: UInt16) async throws -> String {
        try await Self.with(port: port) { connection in
            try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return try await connection.receiveAll()
        }
    }

    func send(_ text: String) async throws {
        try await self.send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Everything until the other side closes.
    func receiveAll() async throws -> String {
        var text = ""
        for await bytes in self.received { text += String(buffer: bytes) }
        return text
    }

    /// Everything until the text holds as many occurrences of a marker as asked for.
    func receive(until marker: String, times: Int = 1) async throws -> String {
        var text = ""
        for await bytes in self.received {
            text += String(buffer: bytes)
            if text.split(separator: marker, omittingEmptySubsequences: false).count > times { return text }
        }
        return text
    }

    /// The next bytes that arrive; nil when the other side closes.
    func receiveSome() async -> [UInt8]? {
        for await bytes in self.received { return Array(buffer: bytes) }
        return nil
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let arrivals: AsyncStream<ByteBuffer>.Continuation

        init(arrivals: AsyncStream<ByteBuffer>.Continuation) {
            self.arrivals = arrivals
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.arrivals.yield(Self.unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            self.arrivals.finish()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
