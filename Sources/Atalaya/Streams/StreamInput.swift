import AtalayaConfig
import AtalayaLogs
import AtalayaMetrics
import Logging

/// A source of the sidecar that is no file: who reads, and what becomes of the lines.
struct StreamInput: Sendable {
    /// How long to wait before a socket that could not be made is tried again.
    private static let retryInterval: Duration = .seconds(5)

    private let reader: any StreamReader
    private let source: StreamSource
    private let name: String
    private let accounts: LogAccounts
    private let logger: Logger

    init(
        _ tail: SidecarConfiguration.Tail, of configuration: SidecarConfiguration, registry: MetricsRegistry,
        compression: ChunkCompression, flushing: Flushing, accounts: LogAccounts, output: any LogOutput, logger: Logger
    ) throws {
        var reading = try TailerConfiguration(tail, of: configuration)
        reading.compression = compression
        reading.flushing = flushing
        self.source = try StreamSource(
            configuration: reading,
            metrics: try LogMetrics(metrics: configuration.metrics, source: tail.source, registry: registry),
            accounts: accounts, output: output)
        self.reader =
            switch tail.input {
            case .socket(let path, isDatagram: true): DatagramReader(path: path)
            case .socket(let path, isDatagram: false):
                SocketReader(path: path, connectionsMax: configuration.limits.connectionsMax)
            default: StandardInputReader()
            }
        self.name = tail.source
        self.accounts = accounts
        self.logger = logger
    }

    /// Reads until there is no more or the task is cancelled, then hands over what is gathered.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.source.run() }
            await self.read()
            group.cancelAll()
        }
        await self.source.finish()
    }

    /// Looks at once whether something is due.
    func wake() { self.source.wake() }

    private func read() async {
        while true {
            do {
                return try await self.reader.run(into: self.source)
            } catch {
                let trouble = SystemErrors.make(error, subject: self.name, otherwise: .inputOutput)
                self.accounts.bookError(trouble.shortDescription, for: self.name)
                self.logger.warning("\(trouble); trying again", metadata: ["source": "\(self.name)"])
            }
            do { try await Pause.wait(for: Self.retryInterval) } catch { return }
        }
    }
}

extension SpoolSettings {
    /// What the sidecar's configuration says of its spool.
    init(_ limits: SidecarConfiguration.Limits) {
        self.init(
            bytesMax: limits.spoolBytesMax,
            ageMax: limits.spoolAgeMax == .zero ? nil : limits.spoolAgeMax.duration,
            synchronization: .interval(limits.spoolSyncInterval.duration),
            whenFull: SpoolPolicy.named(limits.spoolWhenFull) ?? .block)
    }
}
