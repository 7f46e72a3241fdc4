/// Upstream `queue_config`: how samples wait for the receiver of a remote write. Defaults are those of 3.x; 2.42 had
/// smaller ones.
public struct QueueConfig: ConfigSection {
    public var source = SectionSource()
    /// Samples in the memory of a shard, above 0. Default 10000.
    public var capacity: Int?
    /// Connections at most. Default 50.
    public var maxShards: Int?
    /// Connections at least, above 0. Default 1.
    public var minShards: Int?
    /// Default 2000.
    public var maxSamplesPerSend: Int?
    /// How long a sample waits for others. Default 5s.
    public var batchSendDeadline: PrometheusDuration?
    /// The first wait after a failure. Default 30ms.
    public var minBackoff: PrometheusDuration?
    /// The longest wait after failures. Default 5s.
    public var maxBackoff: PrometheusDuration?
    /// Default false: what the receiver has no room for is lost.
    public var retryOnHTTP429: Bool?
    /// Older samples are dropped; 0: none. Since 2.50.
    public var sampleAgeLimit: PrometheusDuration?

    public init() {}

    public static let schema = SectionSchema<Self>("queue_config", { QueueConfig() }) {
        $0.key("capacity", \.capacity, .int)
        $0.key("max_shards", \.maxShards, .int)
        $0.key("min_shards", \.minShards, .int)
        $0.key("max_samples_per_send", \.maxSamplesPerSend, .int)
        $0.key("batch_send_deadline", \.batchSendDeadline, .duration)
        $0.key("min_backoff", \.minBackoff, .duration)
        $0.key("max_backoff", \.maxBackoff, .duration)
        $0.key("retry_on_http_429", \.retryOnHTTP429, .bool)
        $0.key("sample_age_limit", \.sampleAgeLimit, .duration, since: (2, 50))
    }
}

/// Upstream `metadata_config`: types and help texts for the receiver.
public struct MetadataConfig: ConfigSection {
    public var source = SectionSource()
    /// Default true.
    public var send: Bool?
    /// Default 1m.
    public var sendInterval: PrometheusDuration?
    /// Default 2000.
    public var maxSamplesPerSend: Int?

    public init(send: Bool? = nil) { self.send = send }

    public static let schema = SectionSchema<Self>("metadata_config", { MetadataConfig() }) {
        $0.key("send", \.send, .bool)
        $0.key("send_interval", \.sendInterval, .duration)
        $0.key("max_samples_per_send", \.maxSamplesPerSend, .int)
    }
}
