public import AtalayaModel

/// The sidecar beside the services: reads their logs, probes their health, exports metrics, ships records.
public struct Sidecar: Hashable, Sendable {
    /// Where it listens for scrapes.
    public var listen: Endpoint
    /// Where Prometheus reaches it.
    public var address: Endpoint
    public var image: String
    /// The directory with the Dockerfile to build the image from, relative to the directory of the rendered files;
    /// `nil`: the image comes from a registry.
    public var build: String?
    /// The directory of its checkpoints: how far each file was read and acknowledged.
    public var checkpointDirectory: String
    /// The directory where lines are kept that cannot be read again, until they are delivered; `nil`: none.
    public var spoolDirectory: String?
    /// The aggregator; `nil`: the stack's Fluentd, unless there are `aggregators`.
    public var forward: Endpoint?
    /// Several aggregators, with their weights, instead of `forward`.
    public var aggregators: [SidecarConfiguration.Aggregator]
    /// Where the log goes instead of to an aggregator; `nil`: to the aggregator.
    public var output: LogDestination?
    /// gzip, from 1 (fast) to 9 (small).
    public var compressionLevel: Int
    /// What else the sidecar is told, as its own file has it: how it is protected, which limits it keeps. What the stack
    /// knows by itself (addresses, sources, probes, metrics, and what has a property here) comes from there.
    public var settings: SidecarConfiguration

    public init(
        listen: Endpoint = Endpoint(host: "0.0.0.0", port: 9464),
        address: Endpoint = Endpoint(host: "sidecar", port: 9464),
        image: String = "atalaya-sidecar:latest",
        build: String? = nil,
        checkpointDirectory: String = "/var/lib/atalaya/checkpoints",
        spoolDirectory: String? = nil,
        forward: Endpoint? = nil,
        aggregators: [SidecarConfiguration.Aggregator] = [],
        output: LogDestination? = nil,
        compressionLevel: Int = 6,
        settings: SidecarConfiguration = SidecarConfiguration()
    ) {
        self.listen = listen
        self.address = address
        self.image = image
        self.build = build
        self.checkpointDirectory = checkpointDirectory
        self.spoolDirectory = spoolDirectory
        self.forward = forward
        self.aggregators = aggregators
        self.output = output
        self.compressionLevel = compressionLevel
        self.settings = settings
    }

    /// Where the log goes by the forward protocol: nowhere if there is an output.
    func receivers(fluentd: Endpoint) -> [SidecarConfiguration.Aggregator] {
        if output != nil { return [] }
        return aggregators.isEmpty ? [SidecarConfiguration.Aggregator(address: forward ?? fluentd)] : aggregators
    }

    /// The files that it reads secrets and certificates from.
    var secretFiles: [SecretFile] {
        let handshake = settings.forwardHandshake
        let tls = settings.forwardTLS
        let paths =
            [
                handshake?.sharedKeyFile?.path, handshake?.passwordFile?.path, tls?.authoritiesFile,
                tls?.certificateFile, tls?.keyFile?.path,
            ]
            + ["password_file", "token_file", "authorities_file", "certificate_file", "key_file"].map {
                output?.text($0)
            }
        return paths.compactMap { $0.map(SecretFile.init) }
    }
}

public struct PrometheusServer: Hashable, Sendable {
    /// Where Grafana, and Prometheus itself, reach it.
    public var address: Endpoint
    public var image: String
    public var scrapeInterval: PrometheusDuration
    /// Not longer than `scrapeInterval`.
    public var scrapeTimeout: PrometheusDuration
    public var evaluationInterval: PrometheusDuration
    public var retention: PrometheusDuration
    /// The oldest samples go when more is stored; `nil`: no limit.
    public var retentionSize: ByteSize?
    /// Jobs besides those of the stack's own parts.
    public var jobs: [ScrapeJob]
    /// Address on the host in compose; `nil`: only inside of the network.
    public var published: Endpoint?

    public init(
        address: Endpoint = Endpoint(host: "prometheus", port: 9090),
        image: String = "prom/prometheus:v3.13.2",
        scrapeInterval: PrometheusDuration = .seconds(15),
        scrapeTimeout: PrometheusDuration = .seconds(10),
        evaluationInterval: PrometheusDuration = .seconds(15),
        retention: PrometheusDuration = .days(15),
        retentionSize: ByteSize? = nil,
        jobs: [ScrapeJob] = [],
        published: Endpoint? = nil
    ) {
        self.address = address
        self.image = image
        self.scrapeInterval = scrapeInterval
        self.scrapeTimeout = scrapeTimeout
        self.evaluationInterval = evaluationInterval
        self.retention = retention
        self.retentionSize = retentionSize
        self.jobs = jobs
        self.published = published
    }
}

/// A scrape job that is not part of the stack.
public struct ScrapeJob: Hashable, Sendable {
    public var name: String
    public var targets: [Endpoint]
    public var path: String
    /// `http` or `https`.
    public var scheme: String
    /// Prometheus' own unless given.
    public var interval: PrometheusDuration?
    public var timeout: PrometheusDuration?
    public var labels: [StackLabel]
    /// A scrape with more samples fails; `nil`: no limit.
    public var samplesMax: Int?
    /// As in `Exposition.isTextAssumed`.
    public var isTextAssumed: Bool

    public init(
        name: String,
        targets: [Endpoint],
        path: String = "/metrics",
        scheme: String = "http",
        interval: PrometheusDuration? = nil,
        timeout: PrometheusDuration? = nil,
        labels: [StackLabel] = [],
        samplesMax: Int? = nil,
        isTextAssumed: Bool = false
    ) {
        self.name = name
        self.targets = targets
        self.path = path
        self.scheme = scheme
        self.interval = interval
        self.timeout = timeout
        self.labels = labels
        self.samplesMax = samplesMax
        self.isTextAssumed = isTextAssumed
    }
}

public struct LokiServer: Hashable, Sendable {
    /// Not part of this place: not scraped, not rendered, and Fluentd does not send to it.
    public var isEnabled: Bool
    /// Where Fluentd, Grafana and Prometheus reach it.
    public var address: Endpoint
    public var image: String
    public var retention: PrometheusDuration
    public var dataDirectory: String

    public init(
        isEnabled: Bool = true,
        address: Endpoint = Endpoint(host: "loki", port: 3100),
        image: String = "grafana/loki:3.7.6",
        retention: PrometheusDuration = .days(14),
        dataDirectory: String = "/loki"
    ) {
        self.isEnabled = isEnabled
        self.address = address
        self.image = image
        self.retention = retention
        self.dataDirectory = dataDirectory
    }
}

public struct FluentdServer: Hashable, Sendable {
    /// Not part of this place: not scraped, not rendered. `address` still says where records go.
    public var isEnabled: Bool
    /// Where the sidecar reaches its forward input.
    public var address: Endpoint
    /// Where the forward input listens.
    public var listen: Endpoint
    /// Where Prometheus reaches its metrics; `nil`: no metrics.
    public var metricsAddress: Endpoint?
    /// The image that is built with the plugins which the configuration needs.
    public var image: String
    /// Where chunks wait for Loki and the archive; a directory that outlives the process.
    public var bufferDirectory: String
    /// How much may wait, for each output.
    public var bufferSizeMax: ByteSize
    /// Where every record is kept as compressed JSON lines; `nil`: no archive.
    public var archiveDirectory: String?
    /// How much time a file of the archive spans, in whole seconds; a record is in its file after at most twice as long.
    public var archiveInterval: PrometheusDuration

    public init(
        isEnabled: Bool = true,
        address: Endpoint = Endpoint(host: "fluentd", port: 24224),
        listen: Endpoint = Endpoint(host: "0.0.0.0", port: 24224),
        metricsAddress: Endpoint? = Endpoint(host: "fluentd", port: 24231),
        image: String = "atalaya-fluentd:latest",
        bufferDirectory: String = "/fluentd/buffer",
        bufferSizeMax: ByteSize = .gibibytes(1),
        archiveDirectory: String? = "/fluentd/archive",
        archiveInterval: PrometheusDuration = .hours(1)
    ) {
        self.isEnabled = isEnabled
        self.address = address
        self.listen = listen
        self.metricsAddress = metricsAddress
        self.image = image
        self.bufferDirectory = bufferDirectory
        self.bufferSizeMax = bufferSizeMax
        self.archiveDirectory = archiveDirectory
        self.archiveInterval = archiveInterval
    }
}
