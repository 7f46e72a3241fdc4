import AtalayaMetrics
import AtalayaModel

/// Pressure stall information of the whole machine and, under control groups of version 2, of this process's group.
///
/// Two counters and not one with a label: the time in which everything stalled is part of the time in which something
/// waited, so that their sum would mean nothing.
struct PressureCollector: DescribedCollector {
    private static let resources = ["cpu", "memory", "io", "irq"]

    private let files: KernelFiles
    private let machineWaiting, machineStalled, groupWaiting, groupStalled: MetricDescriptor

    var descriptors: [MetricDescriptor] {
        [self.machineWaiting, self.machineStalled, self.groupWaiting, self.groupStalled]
    }

    init(files: KernelFiles) throws {
        func counter(_ name: String, _ help: String) throws -> MetricDescriptor {
            try .counter(
                name, help: help, unit: .seconds, labels: [LabelDescriptor("resource", values: Self.resources)])
        }
        self.files = files
        self.machineWaiting = try counter(
            "machine_pressure_waiting_seconds_total", "Time in which some task of the machine waited for the resource.")
        self.machineStalled = try counter(
            "machine_pressure_stalled_seconds_total", "Time in which all tasks of the machine waited for the resource.")
        self.groupWaiting = try counter(
            "cgroup_pressure_waiting_seconds_total",
            "Time in which some task of the control group waited for the resource.")
        self.groupStalled = try counter(
            "cgroup_pressure_stalled_seconds_total",
            "Time in which all tasks of the control group waited for the resource.")
    }

    func collect(into builder: inout SnapshotBuilder) {
        for resource in Self.resources {
            self.collect("/proc/pressure/\(resource)", resource, self.machineWaiting, self.machineStalled, &builder)
        }
        guard let directory = self.groupDirectory() else { return }
        for resource in Self.resources {
            self.collect("\(directory)/\(resource).pressure", resource, self.groupWaiting, self.groupStalled, &builder)
        }
    }

    private func groupDirectory() -> String? {
        guard let memberships = self.files.text("/proc/self/cgroup"),
            let mounts = self.files.text("/proc/self/mountinfo")
        else { return nil }
        let place = ControlGroupPlaces(memberships: memberships, mounts: mounts).secondVersion
        return place?.directories.first
    }

    private func collect(
        _ path: String, _ resource: String, _ waiting: MetricDescriptor, _ stalled: MetricDescriptor,
        _ builder: inout SnapshotBuilder
    ) {
        guard let statistics = self.files.text(path).map(PressureStatistics.init) else { return }
        if let some = statistics.someSeconds { builder.counter(waiting, some, labels: ["resource": resource]) }
        if let full = statistics.fullSeconds { builder.counter(stalled, full, labels: ["resource": resource]) }
    }
}
