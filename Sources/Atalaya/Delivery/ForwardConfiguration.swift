public import AtalayaConfig
public import AtalayaLogs

/// Where and how chunks are sent by the Fluentd forward protocol.
public struct ForwardConfiguration: Sendable {
    /// The aggregator. A name is resolved again at every connect.
    public var address: Endpoint
    public var security: ForwardSecurity
    /// Every limit and time of the delivery.
    public var delivery: DeliverySettings
    /// Whether each chunk says in its options which bytes of which source it covers, so that a receiver can look for
    /// gaps.
    public var sendsProvenance: Bool

    public init(
        address: Endpoint,
        security: ForwardSecurity = .plaintext,
        delivery: DeliverySettings = DeliverySettings(),
        sendsProvenance: Bool = true
    ) {
        self.address = address
        self.security = security
        self.delivery = delivery
        self.sendsProvenance = sendsProvenance
    }
}
