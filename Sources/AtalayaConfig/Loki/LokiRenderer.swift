/// Renders Loki's configuration.
public struct LokiRenderer: StackRenderer {
    public init() {}

    public var name: String { "loki" }

    public static let path = "monitoring/loki.yml"

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        let loki = stack.stack.loki
        guard loki.isEnabled else { return [] }
        let configuration = LokiConfiguration(
            listen: Endpoint(host: loki.address.isLoopback ? loki.address.host : "0.0.0.0", port: loki.address.port),
            dataDirectory: loki.dataDirectory, retention: loki.retention)
        return [
            RenderedFile(
                path: Self.path,
                contents: YAMLWriter.write(
                    configuration.document(),
                    header: GeneratedHeader.lines("Loki: where log lines are kept and searched.")))
        ]
    }
}
