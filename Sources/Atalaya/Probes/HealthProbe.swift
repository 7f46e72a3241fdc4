/// Asks a service whether it is healthy.
///
/// The question itself needs an HTTP client, which this module does not carry; the programs bring it.
public protocol HealthProbe: Sendable {
    /// Asks once. Keeps to a timeout of its own and never throws: a failure is an outcome.
    func check() async -> ProbeOutcome
}

/// What a probe found.
public struct ProbeOutcome: Hashable, Sendable {
    public var isHealthy: Bool
    /// The HTTP status, when there was a response.
    public var statusCode: Int?
    /// Why it is not healthy, in a word that may become a label: `timeout`, `refused`, `status`, …; empty when it is.
    public var reason: String

    public init(isHealthy: Bool, statusCode: Int? = nil, reason: String = "") {
        self.isHealthy = isHealthy
        self.statusCode = statusCode
        self.reason = reason
    }
}

/// A probe with its name and its rhythm.
public struct ScheduledProbe: Sendable {
    /// The value of the label `target`: the name of the service, or its URL without credentials.
    public var target: String
    /// From the end of a check to the start of the next one.
    public var interval: Duration
    public var probe: any HealthProbe

    public init(target: String, interval: Duration, probe: any HealthProbe) {
        self.target = target
        self.interval = interval
        self.probe = probe
    }
}
