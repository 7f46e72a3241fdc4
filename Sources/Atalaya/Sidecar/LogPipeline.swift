import AtalayaConfig
import AtalayaLogs
import AtalayaMetrics
import AtalayaModel
import AtalayaZlib
import Logging
import Synchronization

/// The way of the logs through a sidecar: tailers with a checkpoint store, standard input and sockets, one output with or
/// without a spool in front of it, running from `init` to
/// ``finish(within:)``.
struct LogPipeline: Sendable {
    private let tailers: [String: Tailer]
    private let inputs: [StreamInput]
    /// Where there are files.
    private let store: CheckpointStore?
    private let router: ChunkRouter
    private let accounts: LogAccounts
    private let shipping: Shipping
    private let spool: SpooledOutput?
    private let flushing = Flushing()

    /// Opens and starts everything.
    ///
    /// - Throws: ``ShellError`` when the checkpoint directory cannot be used; `MetricsError` when the registry refuses
    ///   a metric.
    init(
        configuration: SidecarConfiguration,
        registry: MetricsRegistry,
        accounts: LogAccounts,
        readiness: Readiness,
        makeOutput: SidecarRuntime.OutputMaker?,
        files: any FileSystem,
        logger: Logger
    ) throws {
        let hasFiles = configuration.tails.contains { $0.input == .files }
        let store =
            hasFiles
            ? try CheckpointStore(directory: configuration.checkpointDirectory, files: files, logger: logger) : nil
        let router = ChunkRouter()
        let streams = Set(configuration.tails.filter { $0.input != .files }.map(\.source))
        let books = DeliveryBooks(
            accounts: accounts, logger: logger, failureLevel: .warning,
            quarantine: QuarantineDirectory(
                directory: configuration.checkpointDirectory + "/quarantine", files: files),
            onDone: { chunk, source in router.release(chunk, to: source) },
            onUndelivered: { chunk in
                // Lines of files are in their files; those of streams are nowhere else.
                guard let source = accounts.source(of: chunk), streams.contains(source) else { return }
                accounts.drop(chunk, reason: .undelivered)
            })
        let choice = try Self.output(configuration, makeOutput)
        func make(_ observer: any DeliveryObserver) throws -> any LogOutput {
            try choice.make(
                in: LogOutputChoice.Surroundings(
                    observer: observer, registry: registry, files: files, logger: logger))
        }
        let output: any LogOutput
        let direct: any LogOutput
        var spool: SpooledOutput?
        if let directory = configuration.spoolDirectory {
            let spooled = try SpooledOutput(
                directory: directory, settings: SpoolSettings(configuration.limits), accounts: accounts,
                observer: books,
                files: files, logger: logger, onDurable: { chunk, source in router.release(chunk, to: source) },
                makeInner: make)
            try registry.addCollector(SpoolMetrics(spool: spooled))
            spool = spooled
            output = spooled
            direct = spooled.direct
        } else {
            output = try make(books)
            direct = output
        }
        let meter = CompressionMeter()
        try registry.addCollector(meter)
        let compression = ChunkCompression(
            mode: configuration.chunkCompression, level: configuration.limits.compressionLevel, meter: meter,
            backlog: { output.backlog })
        var tailers: [String: Tailer] = [:]
        var inputs: [StreamInput] = []
        for tail in configuration.tails {
            guard let store, tail.input == .files else {
                inputs.append(
                    try StreamInput(
                        tail, of: configuration, registry: registry, compression: compression,
                        flushing: self.flushing, accounts: accounts, output: output, logger: logger))
                continue
            }
            var tailing = try TailerConfiguration(tail, of: configuration)
            tailing.compression = compression
            tailing.flushing = self.flushing
            tailers[tail.source] = try Tailer(
                configuration: tailing,
                metrics: try LogMetrics(metrics: configuration.metrics, source: tail.source, registry: registry),
                store: store,
                accounts: accounts,
                output: tail.isSpooled ? output : direct,
                readiness: readiness,
                files: files,
                logger: logger
            )
        }
        router.tailers.withLock { [tailers] in $0 = tailers }
        self.tailers = tailers
        self.inputs = inputs
        self.spool = spool
        self.store = store
        self.router = router
        self.accounts = accounts
        self.shipping = Shipping(output: output) { [tailers, inputs] in
            await withDiscardingTaskGroup { group in
                if let store { group.addTask { await store.run() } }
                for input in inputs { group.addTask { await input.run() } }
                for tailer in tailers.values { group.addTask { await tailer.run() } }
            }
        }
    }

    /// Goes on reading, and from now on sends what it reads at once. What has been read by now goes too where it waits for
    /// its other half: a line without an end, a record whose further lines may come.
    ///
    /// Returns when everything that was read is acknowledged or given up, or when the time is over. What is then in the
    /// spool is on the disk.
    func flush(within limit: Duration) async -> DrainReport {
        let start = ContinuousClock.now
        self.flushing.begin()
        self.wakeSources()
        // First a moment for what was written just now to be read, and for what was begun just now to be ended.
        try? await Pause.wait(for: min(Self.flushPause, limit))
        self.flushing.requestEverything()
        self.wakeSources()
        var report = DrainReport()
        repeat {
            try? await Pause.wait(for: .milliseconds(20))
            report.acknowledgedRecords = self.accounts.acknowledgedRecords
            report.spooledRecords = self.spool?.keptRecords ?? 0
            let records = self.accounts.inFlightRecords + self.accounts.spooledRecords
            report.undeliveredRecords = max(0, records - report.spooledRecords)
            report.elapsed = start.duration(to: .now)
            if records == 0 { break }
        } while report.elapsed < limit && !Task.isCancelled
        await self.spool?.persist()
        return report
    }

    private static let flushPause = Duration.milliseconds(50)

    private func wakeSources() {
        for tailer in self.tailers.values { tailer.wake() }
        for input in self.inputs { input.wake() }
    }

    /// Asks the sources to stop reading.
    func stopSources() {
        self.shipping.stopSources()
    }

    /// Returns when every source has come to its end, which only standard input does.
    func sourcesEnd() async {
        _ = await self.shipping.end
    }

    /// Stops reading, delivers what was read, writes the checkpoint; all inside the time, but for the writing itself.
    func finish(within limit: Duration) async -> DrainReport {
        let start = ContinuousClock.now
        self.shipping.stopSources()
        await self.shipping.finish(within: limit)
        for tailer in self.tailers.values { await tailer.settle() }
        await self.store?.save()
        // The output refers to the tailers through the router, and they to it.
        self.router.tailers.withLock { $0 = [:] }
        var report = DrainReport()
        report.acknowledgedRecords = self.accounts.acknowledgedRecords
        report.undeliveredRecords = self.accounts.inFlightRecords
        report.spooledRecords = self.accounts.spooledRecords
        report.elapsed = start.duration(to: .now)
        return report
    }

    private static func output(
        _ configuration: SidecarConfiguration, _ makeOutput: SidecarRuntime.OutputMaker?
    ) throws -> LogOutputChoice {
        let settings = DeliverySettings(configuration.limits)
        if !configuration.aggregators.isEmpty {
            return .forward(
                ForwardConfiguration(
                    aggregators: configuration.aggregators.map {
                        ForwardConfiguration.Aggregator(
                            address: $0.address, weight: $0.weight, isStandby: $0.isStandby)
                    },
                    security: configuration.forwardTLS.map(ForwardSecurity.init) ?? .plaintext,
                    handshake: try configuration.forwardHandshake.map { try ForwardHandshake($0) },
                    delivery: settings, mode: configuration.wireMode))
        }
        guard let destination = configuration.output else { return .none }
        let level = try CompressionLevel(configuration.limits.compressionLevel)
        if let local = LogOutputChoice(local: destination, level: level) { return local }
        guard let makeOutput else {
            throw ShellError(
                .configuration, subject: "output", message: "this program has no output called \(destination.kind)")
        }
        return try makeOutput(destination, settings, level)
    }
}

extension DeliverySettings {
    init(_ limits: SidecarConfiguration.Limits) {
        self.init()
        self.windowChunksMax = limits.chunksInFlightMax
        self.acknowledgementTimeout = limits.acknowledgeTimeout.duration
        // A full window, and as much again sealed and waiting; what is more stays in the files.
        self.heldChunksMax = limits.chunksInFlightMax * 2
    }
}

extension SidecarConfiguration {
    fileprivate var wireMode: ForwardMode {
        switch self.forwardMode {
        case "message": .message
        case "forward": .forward
        case "packed": .packedForward
        default: .compressedPackedForward
        }
    }

    /// What is not compressed on the wire need not be compressed before.
    fileprivate var chunkCompression: CompressionMode {
        self.wireMode == .compressedPackedForward ? CompressionMode(rawValue: self.compression) ?? .fixed : .none
    }
}

extension ForwardHandshake {
    /// - Throws: ``ShellError`` naming the file that cannot be read, or the setting that is missing.
    fileprivate init(_ handshake: SidecarConfiguration.Handshake) throws {
        guard let keyFile = handshake.sharedKeyFile else {
            throw ShellError(
                .configuration, subject: "forward_shared_key_file",
                message: "is needed where there is a user or a host name to prove")
        }
        let credentials = ForwardCredentials(
            sharedKey: try SecretText.read(keyFile.path),
            username: handshake.username ?? "",
            password: try handshake.passwordFile.map { try SecretText.read($0.path) } ?? "")
        self.init(hostname: handshake.hostname ?? MachineFacts.hostname, credentials: credentials)
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
        self.compression = ChunkCompression(mode: configuration.chunkCompression, level: limits.compressionLevel)
        // Message mode has room for one event.
        self.chunks = ChunkLimits(
            bytesMax: limits.chunkBytesMax,
            eventsMax: configuration.wireMode == .message ? 1 : limits.chunkRecordsMax,
            ageMax: limits.chunkAgeMax.duration)
        self.filesMax = limits.filesMax
        self.pollInterval = limits.pollInterval.duration
    }
}
