public import AtalayaMetrics
import AtalayaModel

/// The standard `process_…` metrics of this process, read from `/proc` at each scrape.
///
/// Where something cannot be read (no `/proc`, another system) its metric is absent, and the others are there.
public struct ProcessCollector: Collector {
    private let files: any FileSystem
    private let directory: String
    private let metrics: Metrics

    /// - Throws: never with the descriptors below; they are checked like everybody's.
    public init(files: any FileSystem = SystemFileSystem(), directory: String = "/proc") throws {
        self.files = files
        self.directory = directory
        self.metrics = try Metrics()
    }

    private struct Metrics {
        let cpu, openFiles, maxFiles, virtualMemory, maxVirtualMemory, residentMemory, startTime,
            threads: MetricDescriptor

        init() throws {
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
            self.startTime = try .gauge(
                "process_start_time_seconds", help: "Start time of the process since unix epoch in seconds.",
                unit: .seconds)
            self.threads = try .gauge("process_threads", help: "Number of OS threads in the process.")
        }
    }

    public func collect(into builder: inout SnapshotBuilder) {
        if let fields = self.statistics() {
            builder.counter(self.metrics.cpu, (fields[11] + fields[12]) / MachineFacts.clockTicksPerSecond)
            builder.gauge(self.metrics.threads, fields[17])
            builder.gauge(self.metrics.virtualMemory, fields[20])
            builder.gauge(self.metrics.residentMemory, fields[21] * MachineFacts.pageBytes)
            if let boot = self.bootTime() {
                builder.gauge(self.metrics.startTime, boot + fields[19] / MachineFacts.clockTicksPerSecond)
            }
        }
        if let names = try? self.files.names(in: self.directory + "/self/fd") {
            // One of them is the directory's own, open while it is listed.
            builder.gauge(self.metrics.openFiles, Double(max(0, names.count - 1)))
        }
        if let limits = self.text("/self/limits") {
            if let limit = Self.limit("Max open files", in: limits) { builder.gauge(self.metrics.maxFiles, limit) }
            if let limit = Self.limit("Max address space", in: limits) {
                builder.gauge(self.metrics.maxVirtualMemory, limit)
            }
        }
    }

    /// The numbers after the name in `/proc/self/stat`: index 0 is the field the manual calls 3, the state.
    ///
    /// The name is in parentheses and may hold spaces and parentheses itself, so everything is counted from the last
    /// one.
    private func statistics() -> [Double]? {
        guard let text = self.text("/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace).map { Double($0) ?? 0 }
        return fields.count >= 22 ? fields : nil
    }

    private func bootTime() -> Double? {
        guard let text = self.text("/stat") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }

    private static func limit(_ name: String, in text: String) -> Double? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let soft = line.dropFirst(name.count).split(separator: " ").first
        return soft == "unlimited" ? .infinity : soft.flatMap { Double($0) }
    }

    private func text(_ path: String) -> String? {
        // /proc/stat has a line for each processor and each interrupt source of the machine.
        guard let bytes = try? self.files.contents(of: self.directory + path, bytesMax: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
