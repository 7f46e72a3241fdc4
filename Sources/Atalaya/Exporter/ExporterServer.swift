public import AtalayaConfig
public import Logging
import NIOCore
import NIOHTTP1

/// Serves ``ExporterRoutes`` by HTTP/1.1.
///
/// One task a request, and one request a connection at a time (so pipelined ones are answered in their order);
/// keep-alive as HTTP/1.1 says. All limits are in ``ExporterConfiguration``. A connection that breaks a limit or the
/// protocol is closed; none of it reaches the host.
public final class ExporterServer: Sendable {
    private let configuration: ExporterConfiguration
    private let routes: ExporterRoutes
    private let logger: Logger
    private let listenFailed: @Sendable () -> Void
    private let bound = Announcement<Endpoint>()
    private let admission: Admission

    /// - Parameter listenFailed: Called each time the address is in use, to be counted.
    public init(
        configuration: ExporterConfiguration = ExporterConfiguration(), routes: ExporterRoutes, logger: Logger,
        listenFailed: @escaping @Sendable () -> Void = {}
    ) {
        self.configuration = configuration
        self.admission = Admission(requestsMax: configuration.requestsMax)
        self.routes = routes
        self.logger = logger
        self.listenFailed = listenFailed
    }

    /// The address that is really listened on, as soon as it is.
    ///
    /// - Throws: what ``run()`` throws when it cannot listen.
    public func boundAddress() async throws -> Endpoint {
        try await self.bound.value()
    }

    /// Listens and serves until the task is cancelled, then finishes the requests in flight, closes the connections and
    /// returns.
    ///
    /// - Throws: ``ShellError``, `127.0.0.1:9464: address already in use`, when it cannot listen; with
    ///   ``ExporterConfiguration/listenRetryInterval`` an address in use is waited for instead.
    public func run() async throws {
        // Holds at most one exchange a connection, so `connectionsMax` bounds it.
        let (exchanges, pending) = AsyncStream.makeStream(of: ExporterExchange.self)
        let listener: Listener
        do {
            listener = try await self.listen { pending.yield($0) }
            self.bound.announce(.success(listener.address))
            self.logger.debug("exporter listens", metadata: ["address": "\(listener.address)"])
        } catch {
            self.bound.announce(.failure(error))
            throw error
        }
        await withDiscardingTaskGroup { group in
            for await exchange in exchanges {
                if let refusal = self.admission.refusal(of: exchange, routes: self.routes) {
                    exchange.respond(refusal)
                } else {
                    group.addTask { await self.answer(exchange) }
                }
            }
            listener.stopListening()
        }
        await listener.close()
        self.logger.debug("exporter stopped", metadata: ["address": "\(listener.address)"])
    }

    private func answer(_ exchange: ExporterExchange) async {
        // Nobody collects metrics for a scraper that has left or given up while this waited for a thread.
        if exchange.isAwaited() {
            let isLate = exchange.request.scrapeTimeout.map { exchange.arrival.duration(to: .now) > $0 } ?? false
            exchange.respond(
                isLate
                    ? .text(503, "the scrape timeout was over before its turn came")
                    : await self.routes.respond(to: exchange.request))
        }
        self.admission.finish(exchange, routes: self.routes)
    }

    /// Tells those who wait for ``boundAddress()`` that there will be none.
    func fail(_ error: any Error) {
        self.bound.announce(.failure(error))
    }

    private func listen(_ handOver: @escaping @Sendable (ExporterExchange) -> Void) async throws -> Listener {
        let configuration = self.configuration
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.headBytesMax
        limits.maxHeaderListSize = configuration.headBytesMax
        return try await Listener.listenWhenFree(
            on: configuration.address,
            connectionsMax: configuration.connectionsMax,
            retryInterval: configuration.listenRetryInterval,
            logger: self.logger,
            onFailure: self.listenFailed
        ) { [limits] channel in
            let deadlines = ConnectionDeadlines(
                channel: channel,
                headTimeout: TimeAmount(configuration.headTimeout),
                idleTimeout: TimeAmount(configuration.idleTimeout)
            )
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ByteArrivalHandler(deadlines))
            try pipeline.configureHTTPServerPipeline(
                withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                withDecoderLimitConfiguration: limits
            )
            try pipeline.addHandler(ExchangeHandler(deadlines))
            try pipeline.addHandler(ExporterConnection(bodyBytesMax: configuration.bodyBytesMax, handOver: handOver))
        }
    }
}
