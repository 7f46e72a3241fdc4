public import AtalayaConfig
public import AtalayaLogs

/// Where and how chunks are sent by the Fluentd forward protocol.
public struct ForwardConfiguration: Sendable {
    /// The aggregator. A name is resolved again at every connect.
    public var address: Endpoint
    public var security: ForwardSecurity
    /// The shared key, where the aggregator asks for one; nil where it does not. With it nothing is sent before the
    /// aggregator has proved that it knows the key, so nothing ever to one that has none.
    public var handshake: ForwardHandshake?
    /// Every limit and time of the delivery.
    public var delivery: DeliverySettings
    /// Whether each chunk says in its options which bytes of which source it covers, so that a receiver can look for
    /// gaps.
    public var sendsProvenance: Bool

    public init(
        address: Endpoint,
        security: ForwardSecurity = .plaintext,
        handshake: ForwardHandshake? = nil,
        delivery: DeliverySettings = DeliverySettings(),
        sendsProvenance: Bool = true
    ) {
        self.address = address
        self.security = security
        self.handshake = handshake
        self.delivery = delivery
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
    /// SHA-512, which this library does not have: `{ Array(SHA512.hash(data: $0)) }` with swift-crypto.
    public var sha512: SHA512Function

    public init(hostname: String, credentials: ForwardCredentials, sha512: @escaping SHA512Function) {
        self.hostname = hostname
        self.credentials = credentials
        self.sha512 = sha512
    }

    func makeClient() -> ForwardHandshakeClient {
        var random = SystemRandomNumberGenerator()
        return ForwardHandshakeClient(
            hostname: self.hostname, credentials: self.credentials, random: &random, sha512: self.sha512)
    }
}
