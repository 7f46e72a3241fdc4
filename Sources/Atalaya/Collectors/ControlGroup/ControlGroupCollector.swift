import AtalayaMetrics
import AtalayaModel

/// What the control group of this process may use and has used: in a container, the container's limits.
///
/// Throttled time is what a processor limit costs: a service that is throttled is slow while its processor is idle.
struct ControlGroupCollector: DescribedCollector {
    private struct Metric: Sendable {
        let descriptor: MetricDescriptor
        let value: @Sendable (ControlGroupStatistics) -> Double?
    }

    private let files: KernelFiles
    private let metrics: [Metric]

    var descriptors: [MetricDescriptor] { self.metrics.map(\.descriptor) }

    init(files: KernelFiles) throws {
        self.files = files
        self.metrics = [
            Metric(
                descriptor: try .counter(
                    "cgroup_cpu_usage_seconds_total", help: "Processor time that the control group has used.",
                    unit: .seconds)
            ) { $0.cpuUsageSeconds },
            Metric(
                descriptor: try .gauge(
                    "cgroup_cpu_limit_cores",
                    help: "Processors' worth of time that the control group may use; +Inf without a limit.")
            ) { $0.cpuLimitCores },
            Metric(
                descriptor: try .counter(
                    "cgroup_cpu_periods_total", help: "Periods of the processor limit in which there was work.")
            ) { $0.cpuPeriods },
            Metric(
                descriptor: try .counter(
                    "cgroup_cpu_throttled_periods_total", help: "Periods in which the processor limit was reached.")
            ) { $0.cpuThrottledPeriods },
            Metric(
                descriptor: try .counter(
                    "cgroup_cpu_throttled_seconds_total",
                    help: "Time that threads waited because of the processor limit.",
                    unit: .seconds)
            ) { $0.cpuThrottledSeconds },
            Metric(
                descriptor: try .gauge(
                    "cgroup_memory_usage_bytes", help: "Memory that the control group uses, file pages included.",
                    unit: .bytes)
            ) { $0.memoryUsageBytes },
            Metric(
                descriptor: try .gauge(
                    "cgroup_memory_limit_bytes", help: "Memory that the control group may use; +Inf without a limit.",
                    unit: .bytes)
            ) { $0.memoryLimitBytes },
            Metric(
                descriptor: try .gauge(
                    "cgroup_memory_working_set_bytes", help: "Memory in use without inactive file pages.", unit: .bytes)
            ) { $0.memoryWorkingSetBytes },
            Metric(
                descriptor: try .gauge(
                    "cgroup_memory_swap_usage_bytes", help: "Swap that the control group uses.", unit: .bytes)
            ) { $0.swapUsageBytes },
            Metric(
                descriptor: try .counter(
                    "cgroup_memory_oom_kills_total", help: "Processes of the control group killed for want of memory.")
            ) { $0.outOfMemoryKills },
            Metric(
                descriptor: try .gauge("cgroup_tasks", help: "Processes and threads in the control group.")
            ) { $0.tasks },
            Metric(
                descriptor: try .gauge(
                    "cgroup_tasks_limit",
                    help: "Processes and threads that the control group may have; +Inf without a limit.")
            ) { $0.tasksLimit },
        ]
    }

    /// The state of this process' group; nil where the kernel does not tell.
    static func statistics(_ files: KernelFiles) -> ControlGroupStatistics? {
        guard let memberships = files.text("/proc/self/cgroup"), let mounts = files.text("/proc/self/mountinfo") else {
            return nil
        }
        let places = ControlGroupPlaces(memberships: memberships, mounts: mounts)
        return ControlGroupStatistics(places, read: files.text)
    }

    func collect(into builder: inout SnapshotBuilder) {
        guard let statistics = Self.statistics(self.files) else { return }
        for metric in self.metrics {
            guard let value = metric.value(statistics) else { continue }
            if metric.descriptor.kind == .counter {
                builder.counter(metric.descriptor, value)
            } else {
                builder.gauge(metric.descriptor, value)
            }
        }
    }
}
