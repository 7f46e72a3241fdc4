import AtalayaConfig
import AtalayaMetrics

/// The metrics of a spool.
struct SpoolMetrics: Collector {
    let spool: SpooledOutput

    func collect(into builder: inout SnapshotBuilder) {
        let statistics = self.spool.statistics
        builder.gauge(SidecarMetrics.spoolBytes, Double(statistics.fileBytes))
        builder.gauge(SidecarMetrics.spoolChunks, Double(statistics.chunks))
        builder.gauge(SidecarMetrics.spoolOldestAge, Double(self.spool.oldestAge.components.seconds))
        builder.counter(SidecarMetrics.spoolLost, statistics.lostChunks)
        for (reason, count) in self.spool.failureCounts {
            builder.counter(SidecarMetrics.spoolErrors, count, labels: ["reason": reason])
        }
        for (reason, count) in statistics.quarantined {
            builder.counter(SidecarMetrics.spoolQuarantined, count, labels: ["reason": reason])
        }
    }
}
