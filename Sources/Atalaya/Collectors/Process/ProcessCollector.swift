import AtalayaMetrics
import AtalayaModel

/// The nine standard `process_…` metrics of this process and its network bytes, read at each scrape.
struct ProcessCollector: DescribedCollector {
    private let files: KernelFiles
    private let allocator: @Sendable () -> AllocatorStatistics?
    private let cpu, openFiles, maxFiles, virtualMemory, maxVirtualMemory, residentMemory, heap, startTime, threads,
        received, transmitted: MetricDescriptor

    var descriptors: [MetricDescriptor] {
        [
            self.cpu, self.openFiles, self.maxFiles, self.virtualMemory, self.maxVirtualMemory, self.residentMemory,
            self.heap, self.startTime, self.threads, self.received, self.transmitted,
        ]
    }

    /// - Parameter allocator: Where the size of the heap comes from.
    init(
        files: KernelFiles, allocator: @escaping @Sendable () -> AllocatorStatistics? = AllocatorStatistics.now
    ) throws {
        self.files = files
        self.allocator = allocator
        self.cpu = try .counter(
            "process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.", unit: .seconds)
        self.openFiles = try .gauge("process_open_fds", help: "Number of open file descriptors.")
        self.maxFiles = try .gauge("process_max_fds", help: "Maximum number of open file descriptors.")
        self.virtualMemory = try .gauge(
            "process_virtual_memory_bytes", help: "Virtual memory size in bytes.", unit: .bytes)
        self.maxVirtualMemory = try .gauge(
            "process_virtual_memory_max_bytes", help: "Maximum amount of virtual memory available in bytes.",
            unit: .bytes)
        self.residentMemory = try .gauge(
            "process_resident_memory_bytes", help: "Resident memory size in bytes.", unit: .bytes)
        self.heap = try .gauge("process_heap_bytes", help: "Process heap size in bytes.", unit: .bytes)
        self.startTime = try .gauge(
            "process_start_time_seconds", help: "Start time of the process since unix epoch in seconds.",
            unit: .seconds)
        self.threads = try .gauge("process_threads", help: "Number of OS threads in the process.")
        self.received = try .counter(
            "process_network_receive_bytes_total",
            help: "Bytes received by IP in the network namespace of the process.", unit: .bytes)
        self.transmitted = try .counter(
            "process_network_transmit_bytes_total",
            help: "Bytes sent by IP in the network namespace of the process.", unit: .bytes)
    }

    func collect(into builder: inout SnapshotBuilder) {
        self.collectStatistics(into: &builder)
        if let count = self.files.count(in: "/proc/self/fd") {
            // One of them is the directory's own, open while it is listed.
            builder.gauge(self.openFiles, Double(max(0, count - 1)))
        }
        if let limits = self.files.text("/proc/self/limits").map(ResourceLimits.init) {
            if let limit = limits.softLimit("Max open files") { builder.gauge(self.maxFiles, limit) }
            if let limit = limits.softLimit("Max address space") { builder.gauge(self.maxVirtualMemory, limit) }
        }
        if let octets = self.files.text("/proc/self/net/netstat").map(NetworkOctets.init) {
            if let received = octets.received { builder.counter(self.received, received) }
            if let transmitted = octets.transmitted { builder.counter(self.transmitted, transmitted) }
        }
        if let heap = self.allocator() { builder.gauge(self.heap, Double(heap.arenaBytes + heap.mappedBytes)) }
    }

    private func collectStatistics(into builder: inout SnapshotBuilder) {
        guard let statistics = self.files.text("/proc/self/stat").flatMap(ProcessStatistics.init) else { return }
        let ticks = MachineFacts.clockTicksPerSecond
        if let user = statistics.userTicks, let system = statistics.systemTicks {
            builder.counter(self.cpu, (user + system) / ticks)
        }
        if let threads = statistics.threads { builder.gauge(self.threads, threads) }
        if let bytes = statistics.virtualBytes { builder.gauge(self.virtualMemory, bytes) }
        if let pages = statistics.residentPages {
            builder.gauge(self.residentMemory, pages * MachineFacts.pageBytes)
        }
        if let start = statistics.startTicks, let text = self.files.text("/proc/stat"),
            let boot = ProcessStatistics.bootTime(text)
        {
            builder.gauge(self.startTime, boot + start / ticks)
        }
    }
}
