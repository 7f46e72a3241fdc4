import AtalayaConfig
import AtalayaMetrics

/// The metrics of a connection to an aggregator.
struct ForwardMetrics: Collector {
    let delivery: ForwardDelivery

    func collect(into builder: inout SnapshotBuilder) {
        let statistics = self.delivery.statistics
        builder.gauge(SidecarMetrics.chunksInFlight, Double(statistics.chunksInFlight))
        builder.gauge(SidecarMetrics.connected, statistics.isConnected ? 1 : 0)
        builder.gauge(SidecarMetrics.window, Double(statistics.windowChunks))
        builder.counter(SidecarMetrics.splits, statistics.counters.splits)
        builder.counter(SidecarMetrics.forwardedBytes, statistics.sentRawBytes, labels: ["stage": "raw"])
        builder.counter(SidecarMetrics.forwardedBytes, statistics.sentBytes, labels: ["stage": "wire"])
        builder.counter(SidecarMetrics.connections, statistics.establishedConnections, labels: ["result": "connected"])
        builder.counter(SidecarMetrics.connections, statistics.counters.connectFailures, labels: ["result": "failed"])
    }
}
