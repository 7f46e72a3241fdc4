import AtalayaConfig
import AtalayaLogs
import AtalayaMetrics
import AtalayaModel
import Logging
import Synchronization

/// The way of the logs through a sidecar: tailers, one output, one checkpoint store, running from `init` to
/// ``finish(within:)``.
struct LogPipeline: Sendable {
    private let tailers: [String: Tailer]
    private let store: CheckpointStore
    private let router: ChunkRouter
    private let accounts: LogAccounts
    private let shipping: Shipping

    /// Opens and starts everything.
    ///
    /// - Throws: ``ShellError`` when the checkpoint directory cannot be used; `MetricsError` when the registry refuses
    ///   a metric.
    init(
        configuration: SidecarConfiguration,
        registry: MetricsRegistry,
        accounts: LogAccounts,
        readiness: Readiness,
        files: any FileSystem,
        logger: Logger
    ) throws {
        let store = try CheckpointStore(directory: configuration.checkpointDirectory, files: files, logger: logger)
        let router = ChunkRouter()
        let books = DeliveryBooks(
            accounts: accounts, logger: logger, failureLevel: .warning,
            onDone: { chunk, source in router.release(chunk, to: source) })
        let output = try Self.output(configuration, books: books, registry: registry, logger: logger)
        var tailers: [String: Tailer] = [:]
        for tail in configuration.tails {
            tailers[tail.source] = try Tailer(
                configuration: try TailerConfiguration(tail, of: configuration),
                metrics: try LogMetrics(metrics: configuration.metrics, source: tail.source, registry: registry),
                store: store,
                accounts: accounts,
                output: output,
                readiness: readiness,
                files: files,
                logger: logger
            )
        }
        router.tailers.withLock { [tailers] in $0 = tailers }
        self.tailers = tailers
        self.store = store
        self.router = router
        self.accounts = accounts
        self.shipping = Shipping(output: output) { [tailers] in
            await withDiscardingTaskGroup { group in
                group.addTask { await store.run() }
                for tailer in tailers.values { group.addTask { await tailer.run() } }
            }
        }
    }

    /// Stops reading, delivers what was read, writes the checkpoint; all inside the time, but for the writing itself.
    func finish(within limit: Duration) async -> DrainReport {
        let start = ContinuousClock.now
        self.shipping.stopSources()
        await self.shipping.finish(within: limit)
        for tailer in self.tailers.values { await tailer.settle() }
        await self.store.save()
        // The output refers to the tailers through the router, and they to it.
        self.router.tailers.withLock { $0 = [:] }
        var report = DrainReport()
        report.acknowledgedRecords = self.accounts.acknowledgedRecords
        report.undeliveredRecords = self.accounts.inFlightRecords
        report.elapsed = start.duration(to: .now)
        return report
    }

    private static func output(
        _ configuration: SidecarConfiguration, books: DeliveryBooks, registry: MetricsRegistry, logger: Logger
    ) throws -> any LogOutput {
        guard let address = configuration.forward else { return MetricsOnlyOutput(observer: books) }
        var settings = DeliverySettings()
        settings.windowChunksMax = configuration.limits.chunksInFlightMax
        settings.acknowledgementTimeout = configuration.limits.acknowledgeTimeout.duration
        // A full window, and as much again sealed and waiting; what is more stays in the files.
        settings.heldChunksMax = configuration.limits.chunksInFlightMax * 2
        let forward = ForwardConfiguration(
            address: address, security: configuration.forwardTLS.map(ForwardSecurity.init) ?? .plaintext,
            delivery: settings)
        let delivery = try ForwardDelivery(configuration: forward, observer: books, logger: logger)
        try registry.addCollector(ForwardMetrics(delivery: delivery))
        return delivery
    }
}

extension ForwardSecurity {
    init(_ tls: SidecarConfiguration.TLS) {
        self = .tls(
            TLS(
                serverName: tls.serverName, authoritiesFile: tls.authoritiesFile,
                certificateFile: tls.certificateFile, keyFile: tls.keyFile?.path))
    }
}

/// Finds the tailer of a chunk: the output exists before the tailers that it answers to.
private final class ChunkRouter: Sendable {
    let tailers = Mutex<[String: Tailer]>([:])

    init() {}

    func release(_ chunk: Chunk, to source: String) {
        let tailer = self.tailers.withLock { $0[source] }
        tailer?.release(chunk)
    }
}

extension TailerConfiguration {
    /// What the sidecar's configuration says of a tail.
    ///
    /// - Throws: ``ShellError`` for a format that no parser has, `PatternError` and `LogsError` for patterns and filters
    ///   that are none. A configuration that was read from a document has been checked for all of it.
    init(_ tail: SidecarConfiguration.Tail, of configuration: SidecarConfiguration) throws {
        let processing = tail.processing
        let pattern = try processing.pattern.map { try Pattern($0) }
        let settings = ParserSettings(timeField: tail.timeField, pattern: pattern)
        func makeParser(_ name: String) throws -> any RecordParser {
            if let parser = RecordParsers.make(named: name, settings: settings) { return parser }
            let known = RecordParsers.all.map { $0.format.name }.joined(separator: ", ")
            throw ShellError(
                .configuration, subject: tail.path, message: "no parser is called \(name); there are \(known)")
        }
        self.init(
            source: tail.source, path: tail.path, tag: tail.tag ?? configuration.tag,
            parser: try makeParser(tail.format))
        self.content = try processing.content.map { try makeParser($0) }
        self.filters = try FilterChain(processing.filters)
        switch processing.multiline {
        case .preset(let name): self.joining.multiline = try MultilinePreset.named(name).map { try MultilineRules($0) }
        case .start(let pattern): self.joining.multiline = MultilineRules(startingWith: try Pattern(pattern))
        case nil: break
        }
        self.encoding = LogEncoding.named(processing.encoding) ?? .utf8
        let limits = configuration.limits
        self.lineBytesMax = limits.lineBytesMax
        self.chunks = ChunkLimits(
            bytesMax: limits.chunkBytesMax, eventsMax: limits.chunkRecordsMax, ageMax: limits.chunkAgeMax.duration)
        self.compressionLevel = limits.compressionLevel
        self.filesMax = limits.filesMax
        self.pollInterval = limits.pollInterval.duration
    }
}
