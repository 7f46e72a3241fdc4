public import AtalayaConfig
public import AtalayaLogs
public import AtalayaMetrics
public import AtalayaModel
public import AtalayaZlib
public import Logging
import Synchronization

/// The sidecar: everything a ``SidecarConfiguration`` says, running.
///
/// ```swift
/// let runtime = try SidecarRuntime(configuration: configuration, logger: logger)
/// let report = try await runtime.run()        // until the task is cancelled
/// ```
///
/// What is outside (a missing directory, an unreadable file, an aggregator that is away) is logged once, counted and
/// tried again; it never ends the run. So is a port in use while there are logs to ship. What makes starting pointless is
/// thrown: a port in use when to be asked is all there is to do, a checkpoint directory that another sidecar uses.
public final class SidecarRuntime: Sendable {
    /// Makes an output over HTTP, for which this module has no client.
    public typealias OutputMaker =
        @Sendable (LogDestination, DeliverySettings, CompressionLevel) throws -> LogOutputChoice

    /// Everything the sidecar exports.
    public let registry: MetricsRegistry
    /// Where every log record is.
    public let accounts = LogAccounts()
    /// What `/-/ready` reports.
    public let readiness = Readiness()

    private let configuration: SidecarConfiguration
    private let makeOutput: OutputMaker?
    private let files: any FileSystem
    private let logger: Logger
    private let probes: ProbeRunner
    private let exporter: ExporterServer
    private let statsd: StatsdServer?
    /// Reads the settings again, and counts how it went.
    private let reloading: (@Sendable () async throws -> Void)?
    /// The way of the logs while it is open, for the request to drain it.
    private let pipeline = SharedPipeline()

    /// - Parameters:
    ///   - probes: Health checks; the program makes them, because it has the HTTP client.
    ///   - scrapes: Services whose metrics are served too; made by the program for the same reason.
    ///   - collectors: What else is to be exported.
    ///   - makeOutput: Makes outputs over HTTP, for the same reason; `AtalayaHTTP` has it.
    ///   - reload: What `POST /-/reload` does: reads the settings again, throws when they cannot be used, and has
    ///     another runtime take over otherwise. Without it there is no such path.
    ///   - files: The file system, for tests.
    /// - Throws: `MetricsError` when the registry refuses a metric of the configuration.
    public init(
        configuration: SidecarConfiguration,
        probes: [ScheduledProbe] = [],
        scrapes: [ScrapeTarget] = [],
        collectors: [any Collector] = [],
        version: String = BuildInformation.version,
        makeOutput: OutputMaker? = nil,
        reload: (@Sendable () async throws -> Void)? = nil,
        files: any FileSystem = SystemFileSystem(),
        logger: Logger
    ) throws {
        var limits = RegistryConfiguration()
        limits.seriesPerFamilyMax = configuration.limits.seriesMax
        limits.now = WallClock.unixTime
        let registry = MetricsRegistry(configuration: limits)
        self.configuration = configuration
        self.makeOutput = makeOutput
        self.files = files
        self.logger = logger
        self.registry = registry
        self.probes = try ProbeRunner(probes: probes, registry: registry)
        for collector in [
            self.accounts, BuildInformation(version: version), try StandardCollector.process.makeCollector(),
        ] + collectors {
            try registry.addCollector(collector)
        }
        self.statsd = try configuration.statsd.map { address in
            var limits = StatsdStore.Limits()
            limits.seriesMax = configuration.limits.seriesMax
            let store = StatsdStore(limits: limits)
            try registry.addCollector(store)
            try registry.addCollector(StatsdMetrics(store: store))
            return StatsdServer(address: address, store: store, logger: logger)
        }
        var exporter = ExporterConfiguration(address: configuration.listen)
        exporter.connectionsMax = configuration.limits.connectionsMax
        // With logs to ship there is work to do while somebody else has the port; without, being asked is all there is.
        exporter.listenRetryInterval = configuration.tails.isEmpty ? nil : .seconds(1)
        let listenFailures = try registry.makeCounter(SidecarMetrics.listenFailures)
        var scrapeLimits = ScrapeLimits()
        scrapeLimits.interval = configuration.limits.scrapeInterval.duration
        scrapeLimits.timeout = configuration.limits.scrapeTimeout.duration
        scrapeLimits.samplesMax = configuration.limits.scrapeSamplesMax
        let scraper = TargetScraper(targets: scrapes, limits: scrapeLimits, logger: logger)
        let endpoint = MetricsEndpoint(registry: registry, encoders: ContentEncoders.all) { scraper.merged(into: $0) }
        self.reloading = try reload.map { try Self.counted($0, in: registry) }
        let reloads: [any ExporterRoute] = self.reloading.map { [ReloadRoute(reload: $0)] } ?? []
        let routes = ExporterRoutes(
            title: "atalaya-sidecar",
            readiness: self.readiness,
            routes: reloads + [
                MetricsRoute(endpoint: endpoint) { await scraper.refresh(within: $0.scrapeTimeout) },
                LedgerRoute { [accounts] in accounts.ledger },
                DrainRoute(limit: configuration.limits.drainTimeout.duration) { [pipeline] limit in
                    await pipeline.current?.flush(within: limit) ?? DrainReport()
                },
            ]
        )
        self.exporter = ExporterServer(configuration: exporter, routes: routes, logger: logger) {
            listenFailures.increment()
        }
    }

    private static func counted(
        _ reload: @escaping @Sendable () async throws -> Void, in registry: MetricsRegistry
    ) throws -> @Sendable () async throws -> Void {
        let isSuccessful = try registry.makeGauge(SidecarMetrics.reloadSuccessful)
        isSuccessful.set(1)
        return {
            do {
                try await reload()
                isSuccessful.set(1)
            } catch {
                isSuccessful.set(0)
                throw error
            }
        }
    }

    /// The address that `/metrics` is served on, as soon as it is.
    ///
    /// - Throws: what ``run()`` throws when it cannot start.
    public func boundAddress() async throws -> Endpoint {
        try await self.exporter.boundAddress()
    }

    /// The address that statsd is taken on, as soon as it is; nil where it is not.
    ///
    /// - Throws: what ``run()`` throws when it cannot start.
    public func statsdAddress() async throws -> Endpoint? {
        try await self.statsd?.boundAddress()
    }

    /// What `POST /-/reload` does, for a signal that asks for the same. Nothing where there is no such path.
    ///
    /// - Throws: what the settings have against them; everything then goes on as it was.
    public func reload() async throws {
        try await self.reloading?()
    }

    /// Runs until the task is cancelled. Then it stops reading, delivers what it has read inside the drain timeout,
    /// writes the checkpoint, and returns. Meanwhile it is not ready, and serves everything else. To be run once.
    ///
    /// - Throws: ``ShellError`` when it cannot start.
    @discardableResult
    public func run() async throws -> DrainReport {
        let pipeline: LogPipeline?
        do {
            pipeline = try self.makePipeline()
            self.pipeline.current = pipeline
        } catch {
            self.exporter.fail(error)
            throw error
        }
        let serving = Serving(self.exporter, readiness: self.readiness)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await self.probes.run() }
                group.addTask { try await self.statsd?.run() }
                _ = try await self.statsd?.boundAddress()
                try await self.serve(serving, whileReading: pipeline)
                group.cancelAll()
            }
        } catch {
            _ = await pipeline?.finish(within: .zero)
            await serving.stop()
            throw error
        }
        self.pipeline.current = nil
        let report = await pipeline?.finish(within: self.configuration.limits.drainTimeout.duration)
        await serving.stop()
        return report ?? DrainReport()
    }

    /// Serves until the task is cancelled; where standard input is all there is to read, until its end.
    private func serve(_ serving: Serving, whileReading pipeline: LogPipeline?) async throws {
        guard let pipeline, self.configuration.tails.allSatisfy({ $0.input == .standardInput }) else {
            return try await serving.untilCancelled()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serving.untilCancelled() }
            group.addTask {
                await withTaskCancellationHandler {
                    await pipeline.sourcesEnd()
                } onCancel: {
                    pipeline.stopSources()
                }
            }
            try await group.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// The way of the logs; nil when there are none to read.
    private func makePipeline() throws -> LogPipeline? {
        guard !self.configuration.tails.isEmpty else { return nil }
        return try LogPipeline(
            configuration: self.configuration,
            registry: self.registry,
            accounts: self.accounts,
            readiness: self.readiness,
            makeOutput: self.makeOutput,
            files: self.files,
            logger: self.logger
        )
    }
}

/// The pipeline, for those who exist before it does.
private final class SharedPipeline: Sendable {
    private let pipeline = Mutex<LogPipeline?>(nil)

    init() {}

    var current: LogPipeline? {
        get { self.pipeline.withLock { $0 } }
        set { self.pipeline.withLock { $0 = newValue } }
    }
}

/// How a run ended.
public struct DrainReport: Hashable, Sendable {
    /// Records that the aggregator acknowledged, over the whole run.
    public var acknowledgedRecords = 0
    /// Records that were read and not acknowledged. They are in their files still and are read again at the next start.
    public var undeliveredRecords = 0
    /// Records in the spool, which are sent first after the next start.
    public var spooledRecords = 0
    /// How long the drain took.
    public var elapsed: Duration = .zero

    public init() {}
}
