public import AtalayaConfig
public import AtalayaLogs

/// Where and how chunks are sent by the Fluentd forward protocol.
public struct ForwardConfiguration: Sendable {
    /// A receiver of the chunks.
    public struct Aggregator: Hashable, Sendable {
        /// A name is resolved again at every connect, and all its addresses are tried.
        public var address: Endpoint
        /// The share of the chunks that this one gets, relative to the weights of the others.
        public var weight: Int
        /// Used only while another one is down.
        public var isStandby: Bool

        public init(address: Endpoint, weight: Int = 1, isStandby: Bool = false) {
            self.address = address
            self.weight = weight
            self.isStandby = isStandby
        }
    }

    /// Where chunks go: each to one of these. When one is down, its chunks go to another one under the same ids, so
    /// that a chunk whose acknowledgement got lost may be at two of them.
    public var aggregators: [Aggregator]
    public var security: ForwardSecurity
    /// The shared key, where the aggregators ask for one; nil where they do not. With it nothing is sent before the
    /// aggregator has proved that it knows the key, so nothing ever to one that has none.
    public var handshake: ForwardHandshake?
    /// Every limit and time of the delivery, over all aggregators.
    public var delivery: DeliverySettings
    /// How a chunk goes over the wire.
    public var mode: ForwardMode
    /// Whether each chunk says in its options which bytes of which source it covers, so that a receiver can look for
    /// gaps.
    public var sendsProvenance: Bool

    /// To one aggregator.
    public init(
        address: Endpoint,
        security: ForwardSecurity = .plaintext,
        handshake: ForwardHandshake? = nil,
        delivery: DeliverySettings = DeliverySettings(),
        mode: ForwardMode = .compressedPackedForward,
        sendsProvenance: Bool = true
    ) {
        self.init(
            aggregators: [Aggregator(address: address)], security: security, handshake: handshake, delivery: delivery,
            mode: mode, sendsProvenance: sendsProvenance)
    }

    /// To several, of which there must be one.
    public init(
        aggregators: [Aggregator],
        security: ForwardSecurity = .plaintext,
        handshake: ForwardHandshake? = nil,
        delivery: DeliverySettings = DeliverySettings(),
        mode: ForwardMode = .compressedPackedForward,
        sendsProvenance: Bool = true
    ) {
        self.aggregators = aggregators
        self.security = security
        self.handshake = handshake
        self.delivery = delivery
        self.mode = mode
        self.sendsProvenance = sendsProvenance
    }
}

/// How a sender and a receiver prove to each other that they share a key, without sending it. It encrypts nothing: over
/// a network that is not trusted it goes together with TLS.
public struct ForwardHandshake: Sendable {
    /// Our own name. It must differ from the receiver's.
    public var hostname: String
    /// Never printed.
    public var credentials: ForwardCredentials
    public init(hostname: String, credentials: ForwardCredentials) {
        self.hostname = hostname
        self.credentials = credentials
    }

    func makeClient() -> ForwardHandshakeClient {
        var random = SystemRandomNumberGenerator()
        return ForwardHandshakeClient(
            hostname: self.hostname, credentials: self.credentials, random: &random, sha512: Digests.sha512)
    }
}
