import AtalayaConfig
public import AtalayaMetrics

/// `atalaya_build_info`: the version, as a label of a metric that is always 1.
public struct BuildInformation: Collector {
    /// The version of this package.
    public static let version = "0.1.0"

    private let version: String

    public init(version: String = Self.version) {
        self.version = version
    }

    public func collect(into builder: inout SnapshotBuilder) {
        builder.info(SidecarMetrics.buildInfo, labels: ["version": self.version])
    }
}
