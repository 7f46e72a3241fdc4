/// The section `tracing`: where Prometheus sends the traces of its own work, by OTLP.
public struct TracingConfig: ConfigSection {
    public var source = SectionSource()
    /// host:port, or for HTTP also a URL.
    public var endpoint: String
    /// Default grpc.
    public var clientType: ClientType?
    /// The share of traces, 0 to 1. Default 0: none.
    public var samplingFraction: Double?
    /// Without TLS. Default false.
    public var insecure: Bool?
    public var tlsConfig: TLSConfig?
    public var headers: [StackLabel] = []
    public var compression: Compression?
    /// Default 10s.
    public var timeout: PrometheusDuration?

    public init(endpoint: String, samplingFraction: Double? = nil) {
        self.endpoint = endpoint
        self.samplingFraction = samplingFraction
    }

    public enum ClientType: String, Hashable, Sendable, CaseIterable {
        case grpc, http
    }

    public enum Compression: String, Hashable, Sendable, CaseIterable {
        case gzip
    }

    public static let schema = SectionSchema<Self>("tracing", { TracingConfig(endpoint: "") }) {
        $0.key("client_type", \.clientType, .choice)
        $0.required("endpoint", \.endpoint, .text)
        $0.key("sampling_fraction", \.samplingFraction, .number)
        $0.key("insecure", \.insecure, .bool)
        $0.key("tls_config", \.tlsConfig, .section)
        $0.list("headers", \.headers, .labels(ReservedHeaders.form))
        $0.key("compression", \.compression, .choice([""]))
        $0.key("timeout", \.timeout, .duration)
    }
}
