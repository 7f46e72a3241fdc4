public import AtalayaMetrics
import AtalayaModel

/// `atalaya_build_info`: what is running, as labels of a metric that is always 1.
public struct BuildInformation: Collector {
    /// The version of this package.
    public static let version = "0.1.0"

    private let descriptor: MetricDescriptor
    private let labels: [String: String]

    /// - Parameter program: What exports it: `atalaya-sidecar`, or the name of the embedding service.
    public init(program: String, version: String = Self.version) throws {
        self.descriptor = try MetricDescriptor(
            "atalaya_build_info",
            kind: .info,
            help: "The program that exports these metrics and its version.",
            labels: [try LabelDescriptor("program"), try LabelDescriptor("version")]
        )
        self.labels = ["program": program, "version": version]
    }

    public func collect(into builder: inout SnapshotBuilder) {
        builder.info(self.descriptor, labels: self.labels)
    }
}
