public import AtalayaConfig
public import AtalayaLogs
public import AtalayaMetrics

/// What ``Monitoring`` does for a service, and every limit of it.
public struct MonitoringConfiguration: Sendable {
    /// The name of the service: the title of its status page, the `source` of its log records in metrics, and the tag
    /// unless there is another.
    public var serviceName: String
    /// Where `/metrics` and the probes are served; nil to serve ``Monitoring/routes`` by a server of one's own.
    public var exporter: ExporterConfiguration?
    /// The aggregator that the service's log goes to; nil for none.
    public var forward: ForwardConfiguration?
    /// Where the service's log goes instead; nil: to the aggregator, and without one into compressed files in the
    /// directory `logs`, at most 256 MiB of them. ``LogOutputChoice/none`` to ship none.
    public var output: LogOutputChoice?
    /// Where the log is kept until it is delivered, so that it survives the process and the machine; nil: in memory. One
    /// process at a time uses a directory.
    public var spoolDirectory: String?
    /// The limits of the spool. When it is full, debugging is given up first, and nobody who logs ever waits.
    public var spool = SpoolSettings(whenFull: .dropDebugFirst)
    /// What the aggregator routes the records by.
    public var tag: String
    /// Limits of the registry. Without a clock of its own it gets the machine's.
    public var registry = RegistryConfiguration()
    /// Help, buckets and dimensions of the metrics that libraries make through swift-metrics.
    public var swiftMetrics = SwiftMetricsConfiguration()
    /// When a chunk of log records is sent.
    public var chunks = ChunkLimits()
    /// At one level, at one that follows what is scarce, or not at all.
    public var compression = CompressionMode.fixed
    /// 1 (fast) through 9 (small); where an adaptive level begins.
    public var compressionLevel = 6
    /// Where records are kept that no aggregator takes, as they were sent and with the reason; nil to give them up.
    public var quarantineDirectory: String?
    /// Log records that may wait for the shipper, and their estimated bytes; beyond it new ones are dropped and
    /// counted, debugging from half of it on and information from three quarters.
    public var queueRecordsMax = 10_000
    public var queueBytesMax = 8 << 20
    /// How long a stop may wait for acknowledgements.
    public var drainTimeout: Duration = .seconds(5)
    /// Whether log messages are counted by level and logger, `log_messages_total`.
    public var countsLogMessages = false
    /// What is exported of the process and its surroundings.
    public var standardCollectors = StandardCollector.all
    /// The file system, for tests.
    public var files: any FileSystem = SystemFileSystem()
    /// How often ``RuntimeProbe`` measures how long work waits for a thread; nil for never.
    public var runtimeProbeInterval: Duration? = .seconds(1)

    public init(
        serviceName: String,
        listen: Endpoint? = Endpoint(host: "127.0.0.1", port: 9464),
        forward: Endpoint? = nil,
        output: LogOutputChoice? = nil,
        tag: String? = nil
    ) {
        self.serviceName = serviceName
        self.exporter = listen.map { ExporterConfiguration(address: $0) }
        self.forward = forward.map { ForwardConfiguration(address: $0) }
        self.output = output
        self.tag = tag ?? serviceName
    }

    /// What is made of ``output`` and ``forward``.
    var chosenOutput: LogOutputChoice {
        if let output = self.output { return output }
        if let forward = self.forward { return .forward(forward) }
        return .files(SegmentSettings(directory: "logs", name: self.serviceName, directoryBytesMax: 256 << 20))
    }
}
