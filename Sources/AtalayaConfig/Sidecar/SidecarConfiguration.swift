public import AtalayaModel

/// Everything `atalaya-sidecar` can be told.
///
/// It is made of JSON (`decode`), of flags and of variables in the environment (`SidecarSettings`), in this order:
/// flags win over the environment, the environment over the file. `atalaya generate` renders the JSON from a stack
/// (`document()`).
public struct SidecarConfiguration: Hashable, Sendable {
    /// Where `/metrics` is served.
    public var listen: Endpoint
    /// Where statsd is taken, by UDP; `nil`: nowhere.
    public var statsd: Endpoint?
    /// The aggregators that get the log, each chunk one of them, by the Fluentd forward protocol; none: logs are read
    /// for their metrics only.
    public var aggregators: [Aggregator]
    /// How a chunk goes over the wire: one of ``forwardModes``.
    public var forwardMode = "compressed"
    /// How the sidecar and its aggregators prove to each other who they are; `nil`: not at all.
    public var forwardHandshake: Handshake?
    /// How chunks are compressed: one of ``compressions``.
    public var compression = "fixed"
    /// How the connection to the aggregator is protected; `nil`: not at all.
    public var forwardTLS: TLS?
    /// Where else the log goes, instead of to an aggregator; `nil`: nowhere else.
    public var output: LogDestination?
    /// Where the positions in the files are kept, mode 0600.
    public var checkpointDirectory: String
    /// Where chunks are kept until they are delivered, of sources that cannot be read again; `nil`: in memory.
    public var spoolDirectory: String?
    /// The tag of the records of tails which have none of their own.
    public var tag: String
    public var tails: [Tail]
    /// What tails are like that come from a flag or the environment; its source and path mean nothing.
    public var tailTemplate = Tail(source: "", path: "")
    public var probes: [Probe]
    /// Services whose metrics are served beside the sidecar's own.
    public var scrapes: [Scrape]
    public var metrics: [Metric]
    public var limits: Limits

    public init(
        listen: Endpoint = Endpoint(host: "127.0.0.1", port: 9464),
        statsd: Endpoint? = nil,
        forward: Endpoint? = nil,
        forwardTLS: TLS? = nil,
        output: LogDestination? = nil,
        checkpointDirectory: String = "/var/lib/atalaya/checkpoints",
        spoolDirectory: String? = nil,
        tag: String = "log",
        tails: [Tail] = [],
        probes: [Probe] = [],
        scrapes: [Scrape] = [],
        metrics: [Metric] = [],
        limits: Limits = Limits()
    ) {
        self.listen = listen
        self.statsd = statsd
        self.aggregators = forward.map { [Aggregator(address: $0)] } ?? []
        self.forwardTLS = forwardTLS
        self.output = output
        self.checkpointDirectory = checkpointDirectory
        self.spoolDirectory = spoolDirectory
        self.tag = tag
        self.tails = tails
        self.probes = probes
        self.scrapes = scrapes
        self.metrics = metrics
        self.limits = limits
    }

    /// CompressedPackedForward, PackedForward, Forward and Message, in the words of the settings.
    public static let forwardModes = ["compressed", "packed", "forward", "message"]
    /// At one level, at one that follows what is scarce, or not at all.
    public static let compressions = ["fixed", "adaptive", "none"]

    /// The first aggregator; setting it makes it the only one.
    public var forward: Endpoint? {
        get { aggregators.first?.address }
        set { aggregators = newValue.map { [Aggregator(address: $0)] } ?? [] }
    }

    /// One that gets a share of the chunks.
    public struct Aggregator: Hashable, Sendable {
        public var address: Endpoint
        /// The share, relative to the weights of the others.
        public var weight: Int
        /// Used only while another one is down.
        public var isStandby: Bool

        public init(address: Endpoint, weight: Int = 1, isStandby: Bool = false) {
            self.address = address
            self.weight = weight
            self.isStandby = isStandby
        }
    }

    /// What the sidecar proves itself with. Secrets are named by the files that hold them.
    public struct Handshake: Hashable, Sendable {
        /// The key that both sides share.
        public var sharedKeyFile: SecretFile?
        /// The user, for aggregators that ask for one, and its password.
        public var username: String?
        public var passwordFile: SecretFile?
        /// The sidecar's own name; `nil`: that of the machine.
        public var hostname: String?

        public init(
            sharedKeyFile: SecretFile? = nil, username: String? = nil, passwordFile: SecretFile? = nil,
            hostname: String? = nil
        ) {
            self.sharedKeyFile = sharedKeyFile
            self.username = username
            self.passwordFile = passwordFile
            self.hostname = hostname
        }
    }

    /// TLS towards the aggregator. Everything is named by the file that holds it, in PEM.
    public struct TLS: Hashable, Sendable {
        /// Certificates of the authorities trusted; `nil`: the system's.
        public var authoritiesFile: String?
        /// Our certificate chain, for an aggregator that asks for one, and its key; `nil`: the key is in the same file.
        public var certificateFile: String?
        public var keyFile: SecretFile?
        /// The name the aggregator's certificate must carry; `nil`: the host of its address.
        public var serverName: String?

        public init(
            authoritiesFile: String? = nil, certificateFile: String? = nil, keyFile: SecretFile? = nil,
            serverName: String? = nil
        ) {
            self.authoritiesFile = authoritiesFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.serverName = serverName
        }
    }

    /// Files, a socket or standard input to read and ship.
    public struct Tail: Hashable, Sendable {
        /// The value of the label `source` in the sidecar's own metrics; unique.
        public var source: String
        /// A path with wildcards; `-` for standard input, `unix:PATH` for a Unix socket whose connections send lines,
        /// `unix-datagram:PATH` for one whose datagrams are lines.
        public var path: String
        /// The name of a `LogFormat`: `json`, `none`, `cri` …
        public var format: String
        /// `nil`: the configuration's `tag`.
        public var tag: String?
        /// The field with the time of the event; `nil`: the time of reading.
        public var timeField: String?
        /// Whether what was read goes into the spool, so that files may vanish before it is delivered. Other sources than
        /// files always use the spool where there is one.
        public var isSpooled = false
        /// What else happens to the lines.
        public var processing: LogProcessing

        /// Where lines come from.
        public enum Input: Hashable, Sendable {
            case files
            case standardInput
            case socket(path: String, isDatagram: Bool)

            /// What the path of a tail says.
            init(path: String) {
                if path == "-" {
                    self = .standardInput
                } else if path.hasPrefix("unix:") {
                    self = .socket(path: String(path.dropFirst("unix:".count)), isDatagram: false)
                } else if path.hasPrefix("unix-datagram:") {
                    self = .socket(path: String(path.dropFirst("unix-datagram:".count)), isDatagram: true)
                } else {
                    self = .files
                }
            }
        }

        /// What ``path`` says.
        public var input: Input { Input(path: path) }

        public init(
            source: String, path: String, format: String = "json", tag: String? = nil, timeField: String? = nil,
            processing: LogProcessing = LogProcessing()
        ) {
            self.source = source
            self.path = path
            self.format = format
            self.tag = tag
            self.timeField = timeField
            self.processing = processing
        }
    }

    /// A health check: exported as `atalaya_probe_success{service}`.
    public struct Probe: Hashable, Sendable {
        public var service: String
        public var url: String
        public var interval: PrometheusDuration
        public var timeout: PrometheusDuration

        public init(
            service: String, url: String, interval: PrometheusDuration = .seconds(5),
            timeout: PrometheusDuration = .seconds(2)
        ) {
            self.service = service
            self.url = url
            self.interval = interval
            self.timeout = timeout
        }
    }

    /// A service whose metrics are scraped when the sidecar is, and served with its own.
    public struct Scrape: Hashable, Sendable {
        /// The value of the label `service` in `atalaya_scrape_up` and its like; unique.
        public var service: String
        public var url: String
        /// Labels of all its series; `nil`: `service` with the name above.
        public var labels: [StackLabel]?

        public init(service: String, url: String, labels: [StackLabel]? = nil) {
            self.service = service
            self.url = url
            self.labels = labels
        }
    }

    /// A metric derived from log records, by one rule for each tail that feeds it.
    public struct Metric: Hashable, Sendable {
        public var descriptor: MetricDescriptor
        public var rules: [Rule]

        public init(descriptor: MetricDescriptor, rules: [Rule]) {
            self.descriptor = descriptor
            self.rules = rules
        }
    }

    /// How a record of a tail changes a metric. The meaning of the parts is that of `LogDerivation`.
    public struct Rule: Hashable, Sendable {
        /// The `source` of the tail.
        public var source: String
        public var when: [FieldCondition]
        public var pattern: String?
        public var field: String?
        public var value: String?
        /// One for each label of the metric, in the metric's order.
        public var labels: [LabelValue]

        public init(
            source: String, when: [FieldCondition] = [], pattern: String? = nil, field: String? = nil,
            value: String? = nil, labels: [LabelValue] = []
        ) {
            self.source = source
            self.when = when
            self.pattern = pattern
            self.field = field
            self.value = value
            self.labels = labels
        }
    }

    /// Where a label takes its value from.
    public struct LabelValue: Hashable, Sendable {
        public var label: String
        public var origin: Origin

        /// Closed: a value is either in the record or known beforehand.
        public enum Origin: Hashable, Sendable {
            case field(String)
            case constant(String)
        }

        public init(_ label: String, _ origin: Origin) {
            self.label = label
            self.origin = origin
        }
    }

    /// What the sidecar allows itself at most. What is beyond is dropped or cut, and counted by reason.
    public struct Limits: Hashable, Sendable {
        /// 1 (fast) to 9 (small).
        public var compressionLevel: Int
        /// A longer line is cut.
        public var lineBytesMax: Int
        /// A chunk is sent when its records have so many bytes,
        public var chunkBytesMax: Int
        /// or when there are so many of them,
        public var chunkRecordsMax: Int
        /// or when its first record has waited so long.
        public var chunkAgeMax: PrometheusDuration
        /// Chunks sent and not yet acknowledged.
        public var chunksInFlightMax: Int
        /// After so long without acknowledgement the connection is given up and the chunk sent again.
        public var acknowledgeTimeout: PrometheusDuration
        /// How long a stop waits for acknowledgements.
        public var drainTimeout: PrometheusDuration
        /// How often files are looked at when nothing announces a change.
        public var pollInterval: PrometheusDuration
        /// Files that are open at the same time.
        public var filesMax: Int
        /// Label combinations of one metric.
        public var seriesMax: Int
        /// Connections of scrapers at the same time, and of writers to a socket.
        public var connectionsMax: Int
        /// How long what a service said is served again before it is asked anew; zero asks at every scrape.
        public var scrapeInterval: PrometheusDuration
        /// How long a service may take to answer a scrape.
        public var scrapeTimeout: PrometheusDuration
        /// Of one exposition that is scraped; a longer one is refused.
        public var scrapeBytesMax: Int
        /// Sample lines of one exposition that is scraped; one with more is refused.
        public var scrapeSamplesMax: Int
        /// Bytes of the spool on the disk.
        public var spoolBytesMax = 1 << 30
        /// What happens when the spool is full: `block`, `drop_oldest`, `drop_newest`, `drop_debug_first`.
        public var spoolWhenFull = "block"
        /// How long a chunk in the spool may wait until it is brought to the disk; 0 for each at once.
        public var spoolSyncInterval: PrometheusDuration = .milliseconds(200)
        /// How old a chunk in the spool may become; 0 for as old as it likes.
        public var spoolAgeMax: PrometheusDuration = .zero

        public init(
            compressionLevel: Int = 6,
            lineBytesMax: Int = 256 << 10,
            chunkBytesMax: Int = 256 << 10,
            chunkRecordsMax: Int = 10_000,
            chunkAgeMax: PrometheusDuration = .seconds(1),
            chunksInFlightMax: Int = 8,
            acknowledgeTimeout: PrometheusDuration = .seconds(30),
            drainTimeout: PrometheusDuration = .seconds(10),
            pollInterval: PrometheusDuration = .milliseconds(250),
            filesMax: Int = 256,
            seriesMax: Int = 2_000,
            connectionsMax: Int = 128,
            scrapeInterval: PrometheusDuration = .zero,
            scrapeTimeout: PrometheusDuration = .seconds(5),
            scrapeBytesMax: Int = 16 << 20,
            scrapeSamplesMax: Int = 50_000
        ) {
            self.compressionLevel = compressionLevel
            self.lineBytesMax = lineBytesMax
            self.chunkBytesMax = chunkBytesMax
            self.chunkRecordsMax = chunkRecordsMax
            self.chunkAgeMax = chunkAgeMax
            self.chunksInFlightMax = chunksInFlightMax
            self.acknowledgeTimeout = acknowledgeTimeout
            self.drainTimeout = drainTimeout
            self.pollInterval = pollInterval
            self.filesMax = filesMax
            self.seriesMax = seriesMax
            self.connectionsMax = connectionsMax
            self.scrapeInterval = scrapeInterval
            self.scrapeTimeout = scrapeTimeout
            self.scrapeBytesMax = scrapeBytesMax
            self.scrapeSamplesMax = scrapeSamplesMax
        }
    }
}
