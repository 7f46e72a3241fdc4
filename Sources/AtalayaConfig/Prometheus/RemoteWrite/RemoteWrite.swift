/// One entry of `remote_write`: samples go to another store as they come in.
public struct RemoteWrite: ConfigSection {
    public var source = SectionSource()
    public var url: String
    /// Unique if set; in the metrics about the queue.
    public var name: String?
    /// Default 30s.
    public var remoteTimeout: PrometheusDuration?
    /// Which message is sent. Default the first version. Since 2.54.
    public var protobufMessage: ProtobufMessage?
    /// Headers of every request; those that Prometheus writes itself are refused.
    public var headers: [StackLabel] = []
    /// Of samples, before they are sent.
    public var writeRelabelConfigs: [RelabelConfig] = []
    /// Default false.
    public var sendExemplars: Bool?
    /// Default false.
    public var sendNativeHistograms: Bool?
    /// Another address of the name for each connection. Since 3.1.
    public var roundRobinDNS: Bool?
    /// Since 3.14.
    public var failedRequestLogging: Bool?
    public var authentication: RemoteWriteAuthentication?
    /// HTTP/2 is off by default here.
    public var http = HTTPConnection()
    public var queueConfig: QueueConfig?
    public var metadataConfig: MetadataConfig?

    public init(url: String, name: String? = nil, authentication: RemoteWriteAuthentication? = nil) {
        self.url = url
        self.name = name
        self.authentication = authentication
    }

    public enum ProtobufMessage: String, Hashable, Sendable, CaseIterable {
        case version1 = "prometheus.WriteRequest"
        case version2 = "io.prometheus.write.v2.Request"
    }

    public static let schema = SectionSchema<Self>(
        "a remote write", { RemoteWrite(url: "") }, identity: { $0.name ?? $0.url }
    ) {
        $0.required("url", \.url, .text)
        $0.key("name", \.name, .text)
        $0.key("remote_timeout", \.remoteTimeout, .duration)
        $0.key("protobuf_message", \.protobufMessage, .choice, since: (2, 54))
        $0.list("headers", \.headers, .labels(ReservedHeaders.form))
        $0.list("write_relabel_configs", \.writeRelabelConfigs, .list(.section))
        $0.key("send_exemplars", \.sendExemplars, .bool)
        $0.key("send_native_histograms", \.sendNativeHistograms, .bool)
        $0.key("round_robin_dns", \.roundRobinDNS, .bool, since: (3, 1))
        $0.key("failed_request_logging", \.failedRequestLogging, .bool, since: (3, 14))
        $0.remoteWriteAuthentication()
        $0.inline("http", \.http)
        $0.key("queue_config", \.queueConfig, .section)
        $0.key("metadata_config", \.metadataConfig, .section)
    }

    /// As its keys stand in the file.
    fileprivate var httpAuthentication: HTTPAuthentication? {
        get { if case .http(let value) = authentication { value } else { nil } }
        set { authentication = newValue.map { .http($0) } }
    }
}

/// How the receiver of a remote write is told who writes: one way at most.
public enum RemoteWriteAuthentication: Hashable, Sendable {
    case http(HTTPAuthentication)
    /// Amazon's signature.
    case sigV4(SigV4)
    /// Since 2.45.
    case azureAD(AzureAD)
    /// Since 2.55.
    case googleIAM(GoogleIAM)
}

extension SettingList<RemoteWrite> {
    fileprivate mutating func remoteWriteAuthentication() {
        authentication(\.httpAuthentication, hasProperty: false)
        alternative("sigv4", \.authentication, .section, RemoteWriteAuthentication.sigV4) {
            if case .sigV4(let value) = $0 { value } else { nil }
        }
        alternative("azuread", \.authentication, .section, since: (2, 45), RemoteWriteAuthentication.azureAD) {
            if case .azureAD(let value) = $0 { value } else { nil }
        }
        alternative("google_iam", \.authentication, .section, since: (2, 55), RemoteWriteAuthentication.googleIAM) {
            if case .googleIAM(let value) = $0 { value } else { nil }
        }
        constraint(.atMostOne(["basic_auth", "authorization", "oauth2", "sigv4", "azuread", "google_iam"]))
        property("authentication", \.authentication) { authentication, printer in
            switch authentication {
            case .http(let value): ".http(\(value.swift(&printer)))"
            case .sigV4(let value): ".sigV4(\(printer.section(value)))"
            case .azureAD(let value): ".azureAD(\(printer.section(value)))"
            case .googleIAM(let value): ".googleIAM(\(printer.section(value)))"
            }
        }
    }
}
