/// What a control group may use and has used. Nil is what the kernel does not say; an infinite limit is none.
struct ControlGroupStatistics: Equatable {
    var cpuUsageSeconds: Double?
    /// Processors' worth of time: 1.5 is a quota of 150 ms every 100 ms.
    var cpuLimitCores: Double?
    var cpuPeriods: Double?
    var cpuThrottledPeriods: Double?
    var cpuThrottledSeconds: Double?
    var memoryUsageBytes: Double?
    var memoryLimitBytes: Double?
    /// Usage without the file pages that would be dropped first: what the killer of processes goes by.
    var memoryWorkingSetBytes: Double?
    var swapUsageBytes: Double?
    var outOfMemoryKills: Double?
    var tasks: Double?
    var tasksLimit: Double?

    /// - Parameter read: The text of a file, nil when there is none.
    init(_ places: ControlGroupPlaces, read: @escaping (String) -> String?) {
        self.readProcessor(places, read)
        self.readMemory(places, read)
        if let place = places.place(of: "pids") {
            let files = Files(place, read)
            self.tasks = files.number("pids.current")
            self.tasksLimit = files.lowest("pids.max") { KernelText.number($0) }
        }
    }

    /// The files of a group, by their names.
    private struct Files {
        let directories: [String]
        let read: (String) -> String?

        init(_ place: ControlGroupPlaces.Place, _ read: @escaping (String) -> String?) {
            self.directories = place.directories
            self.read = read
        }

        /// The group's own; that of the nearest group above that has one where a container does not see its own.
        func text(_ name: String) -> String? {
            for directory in self.directories {
                if let text = self.read(directory + "/" + name) { return text }
            }
            return nil
        }

        func number(_ name: String) -> Double? {
            self.text(name).flatMap { KernelText.number($0) }
        }

        func value(_ key: String, in name: String) -> Double? {
            self.text(name).flatMap { KernelText.value(of: key, in: $0) }
        }

        /// The lowest limit of the group and those above it, since the lowest one holds.
        func lowest(_ name: String, limit: (String) -> Double?) -> Double? {
            self.directories.compactMap { self.read($0 + "/" + name).flatMap(limit) }.min()
        }
    }

    private mutating func readProcessor(_ places: ControlGroupPlaces, _ read: @escaping (String) -> String?) {
        if let place = places.place(of: "cpuacct"), place.version == .first {
            self.cpuUsageSeconds = Files(place, read).number("cpuacct.usage").map { $0 / 1e9 }
        }
        guard let place = places.place(of: "cpu") else { return }
        let files = Files(place, read)
        self.cpuPeriods = files.value("nr_periods", in: "cpu.stat")
        self.cpuThrottledPeriods = files.value("nr_throttled", in: "cpu.stat")
        switch place.version {
        case .first:
            self.cpuThrottledSeconds = files.value("throttled_time", in: "cpu.stat").map { $0 / 1e9 }
            self.cpuLimitCores =
                place.directories.compactMap { directory -> Double? in
                    guard let quota = read(directory + "/cpu.cfs_quota_us"),
                        let period = read(directory + "/cpu.cfs_period_us").flatMap({ KernelText.number($0) })
                    else { return nil }
                    return Self.cores(quota: quota, period: period)
                }.min()
        case .second:
            self.cpuUsageSeconds = files.value("usage_usec", in: "cpu.stat").map { $0 / 1e6 }
            self.cpuThrottledSeconds = files.value("throttled_usec", in: "cpu.stat").map { $0 / 1e6 }
            self.cpuLimitCores = files.lowest("cpu.max") { text in
                let words = text.split { $0 == " " || $0 == "\n" }
                guard words.count == 2, let period = KernelText.number(words[1]) else { return nil }
                return Self.cores(quota: String(words[0]), period: period)
            }
        }
    }

    /// A quota of -1 or `max` is none.
    private static func cores(quota: String, period: Double) -> Double? {
        if quota.hasPrefix("-1") { return .infinity }
        guard period > 0, period.isFinite, let quota = KernelText.number(quota) else { return nil }
        return quota / period
    }

    /// Version 1 writes "no limit" as the largest multiple of a page.
    private static let noMemoryLimit = 0x1p62

    private mutating func readMemory(_ places: ControlGroupPlaces, _ read: @escaping (String) -> String?) {
        guard let place = places.place(of: "memory") else { return }
        let files = Files(place, read)
        let inactive: Double?
        switch place.version {
        case .first:
            self.memoryUsageBytes = files.number("memory.usage_in_bytes")
            self.memoryLimitBytes = files.lowest("memory.limit_in_bytes") { text in
                KernelText.number(text).map { $0 >= Self.noMemoryLimit ? .infinity : $0 }
            }
            self.swapUsageBytes = files.value("total_swap", in: "memory.stat")
            self.outOfMemoryKills = files.value("oom_kill", in: "memory.oom_control")
            inactive = files.value("total_inactive_file", in: "memory.stat")
        case .second:
            self.memoryUsageBytes = files.number("memory.current")
            self.memoryLimitBytes = files.lowest("memory.max") { KernelText.number($0) }
            self.swapUsageBytes = files.number("memory.swap.current")
            self.outOfMemoryKills = files.value("oom_kill", in: "memory.events")
            inactive = files.value("inactive_file", in: "memory.stat")
        }
        if let usage = self.memoryUsageBytes, let inactive {
            self.memoryWorkingSetBytes = max(0, usage - inactive)
        }
    }
}
