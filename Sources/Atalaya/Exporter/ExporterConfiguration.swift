public import AtalayaConfig

/// Every limit of the exporter's HTTP server.
public struct ExporterConfiguration: Sendable {
    /// Where to listen. Loopback unless somebody decides otherwise; port 0 takes a free port.
    public var address = Endpoint(host: "127.0.0.1", port: 9464)
    /// The request line and all headers together.
    public var headBytesMax = 8 * 1024
    /// Bytes of a request body; more closes the connection after a 413.
    public var bodyBytesMax = 64 * 1024
    /// From the first byte of a request to the end of its headers: what a slow-headers attack may hold a connection.
    public var headTimeout: Duration = .seconds(5)
    /// Without a request, with a half-sent body, or with a response the client does not read.
    public var idleTimeout: Duration = .seconds(60)
    /// Connections at a time; further ones are closed as they arrive.
    public var connectionsMax = 128
    /// Requests that are being answered or wait for it; further ones get a 503 at once, so that a slow collector cannot
    /// pile up work. The probes `/-/healthy` and `/-/ready` are always answered.
    public var requestsMax = 40

    /// How often to try again when the address is in use; nil gives up at once. For programs that have other work than
    /// to be asked.
    public var listenRetryInterval: Duration?

    public init(address: Endpoint = Endpoint(host: "127.0.0.1", port: 9464)) {
        self.address = address
    }
}
