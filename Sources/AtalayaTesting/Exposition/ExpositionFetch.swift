import NIOCore
import NIOHTTP1
import NIOPosix

extension ExpositionReport {
    /// Scrapes a URL as Prometheus does and reports on what it answers.
    ///
    /// - Parameters:
    ///   - url: `http://host:port/path`; without TLS, as it is meant for services under test.
    ///   - accept: The `Accept` header.
    ///   - bytesMax: The longest body.
    /// - Throws: ``ExpectationFailure`` for a URL that is none, a status other than 200 or a body that is too long;
    ///   otherwise what the connection throws. Bound the time with ``withTimeLimit(_:_:_:)``.
    public init(
        fetching url: String,
        accept: String = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
        bytesMax: Int = 64 << 20
    ) async throws {
        let target = try FetchTarget(url)
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let response = loop.makePromise(of: FetchedAnswer.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(
                            FetchHandler(promise: response, bytesMax: bytesMax))
                    }
                }
                .connect(host: target.host, port: target.port).get()
        } catch {
            response.fail(error)
            throw error
        }
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target.path)
        head.headers.add(name: "Host", value: target.authority)
        head.headers.add(name: "Accept", value: accept)
        head.headers.add(name: "Connection", value: "close")
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let answer = try await withTaskCancellationHandler {
            try await response.futureResult.get()
        } onCancel: {
            channel.close(promise: nil)
        }
        guard answer.status == 200 else { throw ExpectationFailure("\(url) answers with status \(answer.status)", []) }
        self.init(answer.body, contentType: answer.contentType)
    }
}

/// The parts of `http://host:port/path`.
struct FetchTarget: Equatable {
    var host: String
    var port: Int
    var path: String
    /// The host and port as they were written, for the `Host` header.
    var authority: String

    init(_ url: String) throws(ExpectationFailure) {
        let refusal = ExpectationFailure("“\(url)” is no URL of the form http://host:port/path", [])
        guard url.lowercased().hasPrefix("http://") else { throw refusal }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.dropFirst(authority.count).prefix { $0 != "#" }
        self.authority = String(authority)
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
        var name = authority
        var number: Substring = ""
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            name = authority[authority.index(after: authority.startIndex)..<end]
            number = authority[authority.index(after: end)...]
        } else if let colon = authority.lastIndex(of: ":") {
            name = authority[..<colon]
            number = authority[colon...]
        }
        self.host = String(name)
        self.port = number.isEmpty ? 80 : Int(number.dropFirst()) ?? 0
        guard !name.isEmpty, (1...65_535).contains(self.port), number.isEmpty || number.hasPrefix(":"),
            !url.utf8.contains(where: { $0 <= 0x20 })
        else { throw refusal }
    }
}

private struct FetchedAnswer: Sendable {
    var status = 0
    var contentType = ""
    var body: [UInt8] = []
}

/// Collects one response.
private final class FetchHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<FetchedAnswer>
    private let bytesMax: Int
    private var answer = FetchedAnswer()

    init(promise: EventLoopPromise<FetchedAnswer>, bytesMax: Int) {
        self.promise = promise
        self.bytesMax = bytesMax
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            self.answer.status = Int(head.status.code)
            self.answer.contentType = head.headers["Content-Type"].first ?? ""
        case .body(let bytes):
            guard self.answer.body.count + bytes.readableBytes <= self.bytesMax else {
                self.promise.fail(ExpectationFailure("the body has more than \(self.bytesMax) bytes", []))
                context.close(promise: nil)
                return
            }
            self.answer.body += bytes.readableBytesView
        case .end:
            self.promise.succeed(self.answer)
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // After an answer or another failure this changes nothing.
        self.promise.fail(ExpectationFailure("the connection ended before the response did", []))
    }
}
