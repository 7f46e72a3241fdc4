/// Where a log goes, as a configuration has it: what kind of place it is, and its options.
public struct LogDestination: Hashable, Sendable {
    /// The name of a ``LogDestinationKind``.
    public var kind: String
    public var options: [String: LogOptionValue]

    public init(_ kind: LogDestinationKind, _ options: [String: LogOptionValue] = [:]) {
        self.kind = kind.name
        self.options = options
    }

    /// The option as a text: of a list, the first one.
    public func text(_ option: String) -> String? {
        switch options[option] {
        case .text(let text): text
        case .texts(let texts): texts.first
        default: nil
        }
    }

    /// The option as a list of texts; empty when it is not there.
    public func texts(_ option: String) -> [String] {
        switch options[option] {
        case .text(let text): [text]
        case .texts(let texts): texts
        default: []
        }
    }

    /// The option as pairs; empty when it is not there.
    public func pairs(_ option: String) -> [LogOptionPair] {
        guard case .pairs(let pairs) = options[option] else { return [] }
        return pairs
    }

    /// The option as a whole number.
    public func number(_ option: String) -> Int? {
        guard case .number(let number) = options[option] else { return nil }
        return Int(exactly: number.rounded())
    }

    public func duration(_ option: String) -> Duration? {
        guard case .duration(let duration) = options[option] else { return nil }
        return duration
    }
}

/// A kind of place that logs go to: its name, what it is, and its options.
///
/// Both sides read the list: the configuration checks options against it, and each kind over HTTP is an output of the
/// log module. Fluentd's forward protocol is not among them: it has settings of its own.
public struct LogDestinationKind: Hashable, Sendable {
    public let name: String
    /// One line for people who choose a kind.
    public let help: String
    /// The option that says where it is, if there is one.
    public let placeOption: String?
    /// The place, for example.
    public let examplePlace: String?
    public let options: [LogOption]

    private init(
        _ name: String, _ help: String, placeOption: String? = nil, examplePlace: String? = nil,
        _ options: [LogOption] = []
    ) {
        self.name = name
        self.help = help
        self.placeOption = placeOption
        self.examplePlace = examplePlace
        self.options = options
    }

    /// Whether it is a server that is asked by HTTP.
    public var isHTTP: Bool { placeOption == "url" }

    /// The kind with this name.
    public static func named(_ name: String) -> LogDestinationKind? { all.first { $0.name == name } }

    /// Every kind.
    public static let all: [LogDestinationKind] = [
        loki, elasticsearch, otlp, fluentdJSON, fluentdMessagePack, files, standardOutput,
    ]

    // MARK: The kinds

    private static func http(
        _ name: String, _ help: String, _ exampleURL: String, codings: [String], _ options: [LogOption] = []
    ) -> LogDestinationKind {
        LogDestinationKind(
            name, help, placeOption: "url", examplePlace: exampleURL,
            [
                LogOption("url", .text, isRequired: true, "The server. It holds no password and no query.")
            ] + options + [
                LogOption("compression", .names(codings), "How requests are compressed; gzip unless given."),
                LogOption("headers", .pairs, "More headers of the requests. No secrets: they have files."),
                LogOption("user", .text, "The name of a user, with password_file."),
                LogOption("password_file", .text, "The file with the user's password."),
                LogOption("token_file", .text, "The file with a bearer token."),
                LogOption("authorities_file", .text, "Authorities trusted, PEM; the system's unless given."),
                LogOption("certificate_file", .text, "Our certificate, for servers that ask for one, PEM."),
                LogOption("key_file", .text, "Its key, PEM; in the certificate's file unless given."),
                LogOption(
                    "timeout", .duration(.milliseconds(100) ... .seconds(3_600)),
                    "How long a request may take; 30s unless given."),
            ])
    }

    private static let labels = LogOption("labels", .pairs, "Fixed labels and their values.")
    private static let messageField = LogOption("message_field", .text, "The field with the text of the event.")

    public static let loki = http(
        "loki", "Grafana Loki's push API, as JSON", "http://127.0.0.1:3100", codings: ["gzip", "none"],
        [
            labels,
            LogOption("label_fields", .texts, "Fields that become labels. They should have few values."),
            LogOption("metadata_fields", .texts, "Fields that become structured metadata."), messageField,
        ])

    public static let elasticsearch = http(
        "elasticsearch", "the bulk API of Elasticsearch and OpenSearch", "http://127.0.0.1:9200",
        codings: ["gzip", "none"],
        [
            LogOption(
                "index", .text,
                "The index or data stream; %Y %m %d %H are the record's time in UTC, ${tag} its tag. logs-%Y.%m.%d unless given."
            )
        ])

    public static let otlp = http(
        "otlp", "OpenTelemetry's OTLP/HTTP, as JSON", "http://127.0.0.1:4318", codings: ["gzip", "none"],
        [
            LogOption("labels", .pairs, "Attributes of the resource, such as service.name."), messageField,
            LogOption("level_field", .text, "The field with the severity; level unless given."),
        ])

    public static let fluentdJSON = http(
        "fluentd-json", "Fluentd's in_http, records as JSON", "http://127.0.0.1:9880",
        codings: ["gzip", "deflate", "none"])

    public static let fluentdMessagePack = http(
        "fluentd-msgpack", "Fluentd's in_http, records as MessagePack", "http://127.0.0.1:9880",
        codings: ["gzip", "deflate", "none"])

    public static let files = LogDestinationKind(
        "files", "files of compressed JSON lines, which zcat reads", placeOption: "directory",
        examplePlace: "/var/log/atalaya",
        [
            LogOption("directory", .text, isRequired: true, "Where they go."),
            LogOption("name", .text, "How their names begin; log unless given."),
            LogOption(
                "segment_bytes_max", .number(1_024...1e12),
                "Compressed bytes from which a file is finished; 16 MiB unless given."),
            LogOption(
                "segment_age_max", .duration(.seconds(1) ... .seconds(31_536_000)),
                "How long after its first record a file is finished; 1h unless given."),
            LogOption(
                "directory_bytes_max", .number(1_024...1e15),
                "Bytes of all files, beyond which the oldest go; 1 GiB unless given."),
        ])

    public static let standardOutput = LogDestinationKind("stdout", "standard output, a JSON object a line")
}
