import AtalayaModel

/// Every setting of the sidecar that is a single value, and the flags that add to its lists. The order is that of the
/// help.
public enum SidecarSettings {
    public static let all: [SidecarSetting] = [
        .text("listen", "HOST:PORT", "Where /metrics is served.", read: { $0.listen.description }) {
            (configuration, text) throws(ConfigError) in configuration.listen = try Endpoint(listening: text)
        },
        .text(
            "statsd", "HOST:PORT", "Where statsd is taken, by UDP, with the tags of DogStatsD; nowhere unless given.",
            read: { $0.statsd?.description }
        ) {
            (configuration, text) throws(ConfigError) in configuration.statsd = try Endpoint(listening: text)
        },
        .repeated(
            "forward", "HOST:PORT",
            "An aggregator that gets the log, by the Fluentd forward protocol. With several, chunks of one that is down go to another.",
            // Weights and standbys have a list of their own in the file.
            read: { $0.aggregators.count == 1 && $0.aggregators[0].isPlain ? $0.forward?.description : nil },
            begin: { $0.aggregators = [] }
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.aggregators.append(SidecarConfiguration.Aggregator(address: try Endpoint(text)))
        },
        .text(
            "forward_mode", names(SidecarConfiguration.forwardModes, "|"),
            "How chunks go over the wire: CompressedPackedForward, PackedForward, Forward or Message.",
            read: { $0.forwardMode }
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.forwardMode = try choice(text, "mode", of: SidecarConfiguration.forwardModes)
        },
        .part(
            \.forwardHandshake, or: SidecarConfiguration.Handshake(), "forward_shared_key_file", "FILE",
            "The key that the aggregator asks for, alone in a file.",
            read: { $0.sharedKeyFile?.path }, write: { $0.sharedKeyFile = SecretFile(path: $1) }),
        .part(
            \.forwardHandshake, or: SidecarConfiguration.Handshake(), "forward_username", "NAME",
            "The user, for an aggregator that asks for one.", read: { $0.username },
            write: { $0.username = $1 }),
        .part(
            \.forwardHandshake, or: SidecarConfiguration.Handshake(), "forward_password_file", "FILE",
            "The user's password, alone in a file.", read: { $0.passwordFile?.path },
            write: { $0.passwordFile = SecretFile(path: $1) }),
        .part(
            \.forwardHandshake, or: SidecarConfiguration.Handshake(), "forward_hostname", "NAME",
            "What the sidecar calls itself to the aggregator; else the machine's name.",
            read: { $0.hostname }, write: { $0.hostname = $1 }),
        .text(
            "forward_tls", "on|off", "Whether the aggregator is reached by TLS; any of the following turns it on.",
            read: { $0.forwardTLS == nil ? "off" : "on" }
        ) {
            (configuration, text) throws(ConfigError) in
            switch text {
            // In YAML the words may be read as a truth value.
            case "on", "true": configuration.forwardTLS = configuration.forwardTLS ?? SidecarConfiguration.TLS()
            case "off", "false": configuration.forwardTLS = nil
            default: throw ConfigError(.invalidChoice, "'\(text)' is neither on nor off")
            }
        },
        .part(
            \.forwardTLS, or: SidecarConfiguration.TLS(), "forward_tls_authorities_file", "FILE",
            "Certificates of the authorities trusted, PEM; else the system's.",
            read: { $0.authoritiesFile }, write: { $0.authoritiesFile = $1 }),
        .part(
            \.forwardTLS, or: SidecarConfiguration.TLS(), "forward_tls_certificate_file", "FILE",
            "Our certificate, for an aggregator that asks for one, PEM.",
            read: { $0.certificateFile }, write: { $0.certificateFile = $1 }),
        .part(
            \.forwardTLS, or: SidecarConfiguration.TLS(), "forward_tls_key_file", "FILE",
            "Its key, PEM; else it is in the file of the certificate.",
            read: { $0.keyFile?.path }, write: { $0.keyFile = SecretFile(path: $1) }),
        .part(
            \.forwardTLS, or: SidecarConfiguration.TLS(), "forward_tls_server_name", "NAME",
            "What the aggregator's certificate must be for; else the host.",
            read: { $0.serverName }, write: { $0.serverName = $1 }),
        .appending(
            "output", "KIND=PLACE",
            "Where the log goes instead of to an aggregator: "
                + names(LogDestinationKind.all.map(\.usage)) + ". In the file it is a mapping of KIND and its options."
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.output = try LogDestination(flag: text, replacing: configuration.output)
        },
        .appending(
            "output_option", "NAME=VALUE",
            "An option of the output, such as labels=env=prod or token_file=/run/secrets/token; after it."
        ) {
            (configuration, text) throws(ConfigError) in
            guard var output = configuration.output else {
                throw ConfigError(.invalidChoice, "there is no output that it could be an option of")
            }
            try output.add(option: text)
            configuration.output = output
        },
        .text(
            "checkpoint_directory", "DIR", "Where the positions in the files are kept.",
            read: { $0.checkpointDirectory }
        ) {
            (configuration, text) throws(ConfigError) in configuration.checkpointDirectory = text
        },
        .ofTails(
            "format", "NAME", "What the lines of the tails are: \(names(LogFormat.all.map(\.name))); json unless given."
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.tailTemplate.format = try choice(text, "format", of: LogFormat.all.map(\.name))
        },
        .ofTails("content", "NAME", "What the text inside a container's line is, with the format cri or docker.") {
            (configuration, text) throws(ConfigError) in
            let known = LogFormat.all.filter { !$0.isEnvelope && $0 != .regex }.map(\.name)
            configuration.tailTemplate.processing.content = try choice(text, "format", of: known)
        },
        .ofTails(
            "multiline", "NAME",
            "Whose lines of one event are joined: \(names(MultilinePreset.all.map(\.name)))."
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.tailTemplate.processing.multiline = .preset(
                try choice(text, "preset", of: MultilinePreset.all.map(\.name)))
        },
        .ofTails(
            "redact", "NAMES",
            "What is hidden before anything is written, with commas in between: "
                + "\(names(RedactionPreset.all.map(\.name)))."
        ) {
            (configuration, text) throws(ConfigError) in
            var presets: [String] = []
            for name in text.split(separator: ",") {
                presets.append(try choice(String(name), "preset", of: RedactionPreset.all.map(\.name)))
            }
            configuration.tailTemplate.processing.filters = [LogFilter(.redact, ["presets": .texts(presets)])]
        },
        .appending(
            "tail", "GLOB",
            "A file to read and ship, wildcards allowed. As flags, format, content, multiline and redact stand before it."
        ) {
            (configuration, text) throws(ConfigError) in
            var tail = configuration.tailTemplate
            tail.source = configuration.sourceName(for: text)
            tail.path = text
            configuration.tails.append(tail)
        },
        .appending(
            "stdin", "NAME",
            "Read lines from standard input, as the source of this name. What is said of --tail goes for it too."
        ) {
            (configuration, text) throws(ConfigError) in
            guard !configuration.tails.contains(where: { $0.input == .standardInput }) else {
                throw ConfigError(.invalidChoice, "standard input is read already")
            }
            try configuration.append(text, path: "-")
        },
        .appending(
            "socket", "PATH", "Make a Unix socket, and read the lines that its connections send."
        ) {
            (configuration, text) throws(ConfigError) in
            try configuration.append(configuration.sourceName(for: text), path: "unix:" + text)
        },
        .appending(
            "datagram_socket", "PATH", "Make a Unix socket for datagrams, each one line or more."
        ) {
            (configuration, text) throws(ConfigError) in
            try configuration.append(configuration.sourceName(for: text), path: "unix-datagram:" + text)
        },
        .text(
            "spool", "DIR",
            "Where lines of standard input and sockets are kept until they are delivered; without it, in memory.",
            read: { $0.spoolDirectory }
        ) {
            (configuration, text) throws(ConfigError) in configuration.spoolDirectory = text.isEmpty ? nil : text
        },
        .number(
            "spool_bytes_max", "BYTES", "What the spool may take on the disk.", \.limits.spoolBytesMax,
            in: (64 << 10)...(1 << 50)),
        .text(
            "spool_when_full", "POLICY",
            "What happens when the spool is full: \(names(spoolPolicies)).", read: { $0.limits.spoolWhenFull }
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.limits.spoolWhenFull = try choice(text, "policy", of: spoolPolicies)
        },
        .duration(
            "spool_sync_interval",
            "How long the spool's chunks may wait until they are brought to the disk; 0s for each at once.",
            \.limits.spoolSyncInterval, in: .zero ... .minutes(1)),
        .duration(
            "spool_age_max", "How old a chunk in the spool may become; 0s for as old as it likes.",
            \.limits.spoolAgeMax,
            in: .zero ... .hours(10_000)),
        .text("tag", "TAG", "The tag of the records of tails which have none of their own.", read: { $0.tag }) {
            (configuration, text) throws(ConfigError) in configuration.tag = text
        },
        .appending("probe", "URL", "A health check to ask; exported as atalaya_probe_success.") {
            (configuration, text) throws(ConfigError) in
            let service = try serviceName(ofURL: text)
            configuration.probes.append(SidecarConfiguration.Probe(service: service, url: text))
        },
        .appending("scrape", "URL", "A service's own metrics to serve with the sidecar's, under a label service.") {
            (configuration, text) throws(ConfigError) in
            let service = try serviceName(ofURL: text)
            guard !configuration.scrapes.contains(where: { $0.service == service }) else {
                throw ConfigError(.invalidChoice, "'\(service)' is scraped already; name the services in the file")
            }
            configuration.scrapes.append(SidecarConfiguration.Scrape(service: service, url: text))
        },
        .duration(
            "scrape_interval", "How long what a service said is served again; 0s asks it at every scrape.",
            \.limits.scrapeInterval, in: .zero ... .hours(1)),
        .duration(
            "scrape_timeout", "How long a service may take to answer a scrape.", \.limits.scrapeTimeout,
            in: .milliseconds(10) ... .minutes(10)),
        .number(
            "scrape_bytes_max", "BYTES", "A longer exposition of a service is refused, and counted.",
            \.limits.scrapeBytesMax, in: 1_024...(1 << 30)),
        .number(
            "scrape_samples_max", "COUNT", "One with more samples is refused, and counted.",
            \.limits.scrapeSamplesMax, in: 1...10_000_000),
        .text(
            "compression", names(SidecarConfiguration.compressions, "|"),
            "gzip on the way to the aggregator: at one level, at one that follows backlog and processor quota, or none.",
            read: { $0.compression }
        ) {
            (configuration, text) throws(ConfigError) in
            configuration.compression = try choice(text, "compression", of: SidecarConfiguration.compressions)
        },
        .number(
            "compression_level", "1-9", "The level, or where an adaptive one begins: 1 is fast, 9 is small.",
            \.limits.compressionLevel, in: 1...9),
        .number(
            "line_bytes_max", "BYTES", "A longer line is cut, and counted.", \.limits.lineBytesMax, in: 256...(16 << 20)
        ),
        .number(
            "chunk_bytes_max", "BYTES", "A chunk is sent when it has so many bytes,", \.limits.chunkBytesMax,
            in: 1_024...(64 << 20)),
        .number("chunk_records_max", "COUNT", "or so many records,", \.limits.chunkRecordsMax, in: 1...1_000_000),
        .duration(
            "chunk_age_max", "or when its first record has waited so long; 0s for at once.", \.limits.chunkAgeMax,
            in: .milliseconds(0) ... .hours(1)),
        .number(
            "chunks_in_flight_max", "COUNT", "Chunks sent and not yet acknowledged.", \.limits.chunksInFlightMax,
            in: 1...1_024),
        .duration(
            "acknowledge_timeout", "A chunk not acknowledged for so long is sent again on a new connection.",
            \.limits.acknowledgeTimeout, in: .milliseconds(100) ... .hours(1)),
        .duration(
            "drain_timeout", "How long a stop waits for acknowledgements.", \.limits.drainTimeout,
            in: .zero ... .hours(1)),
        .duration(
            "poll_interval", "How often files are looked at when nothing announces a change.", \.limits.pollInterval,
            in: .milliseconds(10) ... .minutes(1)),
        .number("files_max", "COUNT", "Files open at the same time.", \.limits.filesMax, in: 1...100_000),
        .number(
            "series_max", "COUNT", "Label combinations of one metric; more are dropped, and counted.",
            \.limits.seriesMax, in: 1...1_000_000),
        .number(
            "connections_max", "COUNT", "Connections of scrapers at the same time.", \.limits.connectionsMax,
            in: 1...10_000),
    ]

    /// Those that a stack may have under `sidecar`: all but what it knows itself or calls otherwise.
    public static let ofStacks: [SidecarSetting] = {
        let known = ["listen", "forward", "checkpoint_directory", "spool", "tag", "compression_level"]
        return all.filter { setting in setting.key.map { !known.contains($0) } ?? false }
    }()

    /// The words of the policies of a spool.
    public static let spoolPolicies = ["block", "drop_oldest", "drop_newest", "drop_debug_first"]

    private static func names(_ names: [String], _ separator: String = ", ") -> String {
        names.joined(separator: separator)
    }

    private static func choice(_ name: String, _ kind: String, of known: [String]) throws(ConfigError) -> String {
        guard known.contains(name) else {
            throw ConfigError(.invalidChoice, Spelling.unknown(kind, name, known: known))
        }
        return name
    }

    /// The setting with this key in JSON.
    public static func setting(key: String) -> SidecarSetting? {
        all.first { $0.key == key }
    }

    /// The flag that somebody probably meant; `nil` when none is near.
    public static func flag(near word: String) -> String? {
        Spelling.nearest(to: word, in: all.map(\.flag))
    }

    /// Applies what the environment says, in the order of `all`. Variables that begin with `ATALAYA_` and mean
    /// nothing are left to the caller to report.
    ///
    /// - Throws: `ConfigError` for the first value that is wrong; its message begins with the name of the variable.
    public static func apply(environment: [String: String], to configuration: inout SidecarConfiguration)
        throws(ConfigError)
    {
        for setting in all {
            guard let value = environment[setting.environmentName] else { continue }
            do throws(ConfigError) {
                setting.beginSource(&configuration)
                try setting.applyEnvironment(value, to: &configuration)
            } catch {
                throw ConfigError(error.code, "\(setting.environmentName): \(error.message)")
            }
        }
    }

    /// The host of the URL: what a service is called that has no other name.
    private static func serviceName(ofURL url: String) throws(ConfigError) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound, url.hasPrefix("http://") || url.hasPrefix("https://")
        else {
            throw ConfigError(.invalidAddress, "'\(url)' is not an URL; write for example http://127.0.0.1:8000/health")
        }
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else {
            throw ConfigError(.invalidAddress, "'\(url)' has no host, or a password in it")
        }
        return String(authority)
    }
}

extension SidecarConfiguration.Aggregator {
    /// Nothing is said of it but where it is.
    var isPlain: Bool { weight == 1 && !isStandby }
}

extension SidecarConfiguration {
    /// Adds a source that is no file, like the tails of flags.
    fileprivate mutating func append(_ source: String, path: String) throws(ConfigError) {
        guard !source.isEmpty, path != "unix:", path != "unix-datagram:" else {
            throw ConfigError(.invalidChoice, "it is empty")
        }
        var tail = tailTemplate
        tail.source = source
        tail.path = path
        tails.append(tail)
    }

    /// A short name for a path that came without one: its last part, made unique.
    func sourceName(for path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard tails.contains(where: { $0.source == name }) else { return name }
        return path
    }
}
