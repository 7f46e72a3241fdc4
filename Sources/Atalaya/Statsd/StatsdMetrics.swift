import AtalayaConfig
import AtalayaMetrics

/// What was taken by statsd and what was not, as metrics.
struct StatsdMetrics: Collector {
    let store: StatsdStore

    func collect(into builder: inout SnapshotBuilder) {
        builder.counter(SidecarMetrics.statsdSamples, self.store.sampleCount)
        let refusals = self.store.refusals
        // Every reason from the start, at zero, so that the first refusal is seen as an increase.
        for reason in StatsdReason.all {
            builder.counter(SidecarMetrics.statsdRefusals, refusals[reason] ?? 0, labels: ["reason": "\(reason)"])
        }
    }
}
