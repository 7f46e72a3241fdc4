public import AtalayaConfig
import AtalayaLogs
public import AtalayaMetrics
import AtalayaZlib
public import Logging

/// The monitoring of a Swift service in one value: a registry, `/metrics`, and the service's log shipped to an
/// aggregator.
///
/// ```swift
/// let monitoring = try Monitoring(MonitoringConfiguration(serviceName: "shop", forward: Endpoint(host: "fluentd", port: 24224)))
/// MetricsSystem.bootstrap(monitoring.metricsFactory)
/// LoggingSystem.bootstrap { monitoring.makeLogHandler(label: $0) }
/// let orders = try monitoring.registry.makeCounter(.counter("orders_total", help: "Orders taken."))
/// try await monitoring.run()          // beside the service, until its task is cancelled
/// ```
public final class Monitoring: Sendable {
    public let registry: MetricsRegistry
    /// For `MetricsSystem.bootstrap`: makes the metrics of libraries series of ``registry``.
    public let metricsFactory: SwiftMetricsFactory
    /// Add the service's own conditions here; `/-/ready` reports them.
    public let readiness = Readiness()
    /// The endpoints, for a server of one's own.
    public let routes: ExporterRoutes
    /// Where every log record is.
    public let accounts = LogAccounts()

    private let configuration: MonitoringConfiguration
    private let queue: LogQueue
    private let logCounts: LogMessageCounts?
    private let runtimeProbe: RuntimeProbe?
    private let output: (any LogOutput)?
    private let compressionMeter: CompressionMeter?
    private let exporter: ExporterServer?

    /// - Throws: `ShellError` for TLS files or a spool directory that cannot be used, `MetricsError` and `ZlibError` for settings that
    ///   cannot.
    public init(_ configuration: MonitoringConfiguration) throws {
        self.configuration = configuration
        var registry = configuration.registry
        registry.now = registry.now ?? WallClock.unixTime
        self.registry = MetricsRegistry(configuration: registry)
        self.metricsFactory = SwiftMetricsFactory(
            registry: self.registry, configuration: configuration.swiftMetrics)
        self.queue = LogQueue(recordsMax: configuration.queueRecordsMax, bytesMax: configuration.queueBytesMax)
        self.logCounts = configuration.countsLogMessages ? try LogMessageCounts(registry: self.registry) : nil
        self.runtimeProbe =
            configuration.runtimeProbeInterval == nil ? nil : try RuntimeProbe(registry: self.registry)
        // What monitors must not write to the log that it ships.
        let quiet = Logger(label: "atalaya") { _ in SwiftLogNoOpLogHandler() }
        let choice = configuration.chosenOutput
        if choice.isNone {
            self.output = nil
            self.compressionMeter = nil
            self.queue.finish()
        } else {
            _ = try CompressionLevel(configuration.compressionLevel)
            let books = DeliveryBooks(
                accounts: self.accounts, logger: quiet, failureLevel: .debug,
                quarantine: configuration.quarantineDirectory.map { QuarantineDirectory(directory: $0) },
                onUndelivered: { [accounts] chunk in accounts.drop(chunk, reason: .undelivered) })
            let meter = CompressionMeter()
            self.compressionMeter = meter
            try self.registry.addCollector(meter)
            let registry = self.registry
            func makeDelivery(_ observer: any DeliveryObserver) throws -> any LogOutput {
                try choice.make(
                    in: LogOutputChoice.Surroundings(
                        observer: observer, registry: registry, files: configuration.files, logger: quiet))
            }
            self.accounts.open(configuration.serviceName)
            try self.registry.addCollector(self.accounts)
            if let directory = configuration.spoolDirectory {
                let spooled = try SpooledOutput(
                    directory: directory, settings: configuration.spool, accounts: self.accounts, observer: books,
                    logger: quiet, failureLevel: .debug, makeInner: makeDelivery)
                try self.registry.addCollector(SpoolMetrics(spool: spooled))
                self.output = spooled
            } else {
                self.output = try makeDelivery(books)
            }
        }
        for standard in configuration.standardCollectors {
            try self.registry.addCollector(standard.makeCollector())
        }
        let routes = ExporterRoutes(
            title: configuration.serviceName,
            readiness: self.readiness,
            routes: [
                MetricsRoute(endpoint: MetricsEndpoint(registry: self.registry, encoders: ContentEncoders.all)),
                LedgerRoute { [accounts] in accounts.ledger },
            ]
        )
        self.routes = routes
        self.exporter = configuration.exporter.map { ExporterServer(configuration: $0, routes: routes, logger: quiet) }
    }

    /// A handler for `LoggingSystem.bootstrap`. Its records are shipped while ``run()`` runs; those logged before wait
    /// in the queue.
    public func makeLogHandler(label: String, metadataProvider: Logger.MetadataProvider? = nil) -> AtalayaLogHandler {
        AtalayaLogHandler(
            label: label, queue: self.queue, counters: self.logCounts?.counters(of: label),
            metadataProvider: metadataProvider)
    }

    /// The address that `/metrics` is served on, as soon as it is; nil when the configuration has none.
    ///
    /// - Throws: what ``run()`` throws when it cannot listen.
    public func boundAddress() async throws -> Endpoint? {
        try await self.exporter?.boundAddress()
    }

    /// Serves and ships until the task is cancelled, then delivers what is queued inside the drain timeout and returns.
    /// Meanwhile the service is not ready, and everything else is served.
    ///
    /// To be run once.
    ///
    /// - Throws: ``ShellError``, `127.0.0.1:9464: address already in use`, when it cannot listen.
    public func run() async throws {
        // Shipping outlives the cancellation by the time of the drain, so it cannot be a child of the cancelled task.
        let shipping = try self.startShipping()
        let probing = Task { [runtimeProbe, interval = self.configuration.runtimeProbeInterval] in
            if let interval { await runtimeProbe?.run(every: interval) }
        }
        let serving = Serving(self.exporter, readiness: self.readiness)
        let result: Result<Void, any Error>
        do {
            try await serving.untilCancelled()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        self.queue.finish()
        await shipping?.finish(within: self.configuration.drainTimeout)
        await serving.stop()
        probing.cancel()
        await probing.value
        try result.get()
    }

    private func startShipping() throws -> Shipping? {
        guard let output = self.output, let meter = self.compressionMeter else { return nil }
        let compression = ChunkCompression(
            mode: self.configuration.compression, level: self.configuration.compressionLevel, meter: meter,
            backlog: { output.backlog })
        var shipper = LogShipper(
            queue: self.queue,
            source: self.configuration.serviceName,
            tag: self.configuration.tag,
            limits: self.configuration.chunks,
            compression: compression,
            run: "\(self.configuration.serviceName)#\(ChunkAssembler.randomID())",
            accounts: self.accounts,
            output: output
        )
        shipper.separatesSeverities =
            self.configuration.spoolDirectory != nil && self.configuration.spool.whenFull == .dropDebugFirst
        return Shipping(output: output) { [shipper] in try await shipper.run() }
    }
}
