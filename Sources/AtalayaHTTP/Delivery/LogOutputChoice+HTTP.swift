public import Atalaya
public import AtalayaLogs
public import AtalayaModel
public import AtalayaZlib

extension LogOutputChoice {
    /// A server that is posted to.
    ///
    /// ```swift
    /// let loki = try HTTPOutputs.make(named: "loki", settings: HTTPOutputSettings(labels: ["env": "prod"]))
    /// configuration.output = .http(HTTPDeliveryConfiguration(output: loki, url: "https://loki:3100"))
    /// ```
    public static func http(_ configuration: HTTPDeliveryConfiguration) -> LogOutputChoice {
        LogOutputChoice { surroundings in
            let delivery = try HTTPDelivery(
                configuration: configuration, observer: surroundings.observer, files: surroundings.files,
                logger: surroundings.logger)
            try surroundings.registry.addCollector(HTTPDeliveryMetrics(delivery: delivery))
            return delivery
        }
    }

    /// A destination over HTTP as a configuration has it: what a `SidecarRuntime` makes its outputs with.
    ///
    /// - Throws: `ShellError` for an option that the output cannot use.
    @Sendable public static func http(
        _ destination: LogDestination, _ delivery: DeliverySettings, _ level: CompressionLevel
    ) throws -> LogOutputChoice {
        .http(try HTTPDeliveryConfiguration(destination, delivery: delivery, level: level))
    }
}

extension HTTPDeliveryConfiguration {
    init(_ destination: LogDestination, delivery: DeliverySettings, level: CompressionLevel) throws {
        let output: any HTTPOutput
        do {
            output = try HTTPOutputs.make(named: destination.kind, settings: HTTPOutputSettings(destination))
        } catch {
            throw ShellError(.configuration, subject: "output \(destination.kind)", message: error.message)
        }
        self.init(output: output, url: destination.text("url") ?? "", compressionLevel: level, delivery: delivery)
        let name = destination.text("compression")
        if let coding = ContentCoding.all.first(where: { $0.name == name }) { self.coding = coding }
        self.headers = destination.pairs("headers").map { ($0.name, $0.value) }
        if let user = destination.text("user"), let file = destination.text("password_file") {
            self.credentials = .basic(user: user, passwordFile: file)
        } else if let file = destination.text("token_file") {
            self.credentials = .bearer(tokenFile: file)
        }
        self.tls = HTTPTLS(
            authoritiesFile: destination.text("authorities_file"),
            certificateFile: destination.text("certificate_file"), keyFile: destination.text("key_file"))
        if let timeout = destination.duration("timeout") { self.delivery.acknowledgementTimeout = timeout }
        // Each request is a connection; what an aggregator takes on one, a server would get on many.
        self.delivery.windowChunksMax = min(delivery.windowChunksMax, 8)
    }
}
