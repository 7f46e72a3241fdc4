import AtalayaConfig
public import AtalayaMetrics

/// Checks services in their rhythm and exports what was found: `atalaya_probe_success`,
/// `atalaya_probe_duration_seconds` and `atalaya_probe_http_status_code`, each with the label `service`.
public struct ProbeRunner: Sendable {
    private struct Target: Sendable {
        let probe: ScheduledProbe
        let success, duration, status: Gauge
    }

    private let targets: [Target]

    /// - Throws: `MetricsError` when the registry refuses the metrics.
    public init(probes: [ScheduledProbe], registry: MetricsRegistry) throws {
        self.targets = try probes.map { probe in
            let labels = ["service": probe.target]
            return Target(
                probe: probe,
                success: try registry.makeGauge(SidecarMetrics.probeSuccess, labels: labels),
                duration: try registry.makeGauge(SidecarMetrics.probeDuration, labels: labels),
                status: try registry.makeGauge(SidecarMetrics.probeStatus, labels: labels)
            )
        }
    }

    /// Checks until the task is cancelled; every service on its own, so that a slow one holds up no other.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for target in self.targets {
                group.addTask { await Self.run(target) }
            }
        }
    }

    private static func run(_ target: Target) async {
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let outcome = await target.probe.probe.check()
            // What a cancelled check says is about the cancellation.
            if Task.isCancelled { return }
            target.duration.set(start.duration(to: .now))
            target.success.set(outcome.isHealthy ? 1 : 0)
            target.status.set(Double(outcome.statusCode ?? 0))
            try? await Pause.wait(for: target.probe.interval)
        }
    }
}
