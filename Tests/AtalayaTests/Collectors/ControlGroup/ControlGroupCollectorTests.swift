import Atalaya
import Testing

@testable import Atalaya

@Suite("Control group metrics")
struct ControlGroupCollectorTests {
    private static let second = [
        "/proc/self/cgroup": "0::/slice/shop\n",
        "/proc/self/mountinfo": "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
        "/sys/fs/cgroup/slice/shop/cpu.stat":
            "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 100\nnr_throttled 7\nthrottled_usec 1250000\n",
        "/sys/fs/cgroup/slice/shop/cpu.max": "150000 100000\n",
        "/sys/fs/cgroup/slice/cpu.max": "max 100000\n",
        "/sys/fs/cgroup/slice/shop/memory.current": "1000\n",
        "/sys/fs/cgroup/slice/shop/memory.max": "max\n",
        "/sys/fs/cgroup/slice/memory.max": "5000\n",
        "/sys/fs/cgroup/slice/shop/memory.stat": "anon 5\ninactive_file 300\n",
        "/sys/fs/cgroup/slice/shop/memory.swap.current": "0\n",
        "/sys/fs/cgroup/slice/shop/memory.events": "low 0\noom 4\noom_kill 3\n",
        "/sys/fs/cgroup/slice/shop/pids.current": "12\n",
        "/sys/fs/cgroup/slice/shop/pids.max": "max\n",
    ]

    @Test("version 2: usage of the group, and the lowest limit of it and those above")
    func secondVersion() throws {
        #expect(
            try collectedLines(ControlGroupCollector(files: KernelFiles(Self.second))) == [
                "cgroup_cpu_limit_cores 1.5",
                "cgroup_cpu_periods_total 100",
                "cgroup_cpu_throttled_periods_total 7",
                "cgroup_cpu_throttled_seconds_total 1.25",
                "cgroup_cpu_usage_seconds_total 2.5",
                "cgroup_memory_limit_bytes 5000",
                "cgroup_memory_oom_kills_total 3",
                "cgroup_memory_swap_usage_bytes 0",
                "cgroup_memory_usage_bytes 1000",
                "cgroup_memory_working_set_bytes 700",
                "cgroup_tasks 12",
                "cgroup_tasks_limit +Inf",
            ])
    }

    @Test("version 1: the same metrics from other files and units")
    func firstVersion() throws {
        let files = KernelFiles([
            "/proc/self/cgroup": "5:cpu,cpuacct:/\n4:memory:/\n3:pids:/\n",
            "/proc/self/mountinfo": """
            1 0 0:1 / /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct
            2 0 0:2 / /cg/memory rw - cgroup cgroup rw,memory
            3 0 0:3 / /cg/pids rw - cgroup cgroup rw,pids

            """,
            "/cg/cpu/cpuacct.usage": "2500000000\n",
            "/cg/cpu/cpu.stat": "nr_periods 100\nnr_throttled 7\nthrottled_time 1250000000\n",
            "/cg/cpu/cpu.cfs_quota_us": "50000\n", "/cg/cpu/cpu.cfs_period_us": "100000\n",
            "/cg/memory/memory.usage_in_bytes": "1000\n",
            "/cg/memory/memory.limit_in_bytes": "9223372036854771712\n",
            "/cg/memory/memory.stat": "inactive_file 1\ntotal_inactive_file 1300\ntotal_swap 20\n",
            "/cg/memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n",
            "/cg/pids/pids.current": "12\n", "/cg/pids/pids.max": "100\n",
        ])
        #expect(
            try collectedLines(ControlGroupCollector(files: files)) == [
                "cgroup_cpu_limit_cores 0.5",
                "cgroup_cpu_periods_total 100",
                "cgroup_cpu_throttled_periods_total 7",
                "cgroup_cpu_throttled_seconds_total 1.25",
                "cgroup_cpu_usage_seconds_total 2.5",
                "cgroup_memory_limit_bytes +Inf",
                "cgroup_memory_oom_kills_total 3",
                "cgroup_memory_swap_usage_bytes 20",
                "cgroup_memory_usage_bytes 1000",
                "cgroup_memory_working_set_bytes 0",
                "cgroup_tasks 12",
                "cgroup_tasks_limit 100",
            ])
    }

    @Test(
        "a quota of version 1 that is none is no limit; one that makes no sense is absent",
        arguments: [
            ("-1\n", "100000\n", ["cgroup_cpu_limit_cores +Inf"]), ("100\n", "0\n", []), ("x\n", "100\n", []),
            ("100\n", "x\n", []),
        ] as [(String, String, [String])])
    func quotas(quota: String, period: String, lines: [String]) throws {
        let files = KernelFiles([
            "/proc/self/cgroup": "5:cpu:/\n", "/proc/self/mountinfo": "1 0 0:1 / /cg/cpu rw - cgroup cgroup rw,cpu\n",
            "/cg/cpu/cpu.cfs_quota_us": quota, "/cg/cpu/cpu.cfs_period_us": period,
        ])
        #expect(try collectedLines(ControlGroupCollector(files: files)) == lines)
    }

    @Test(
        "each file that is missing takes its own metrics with it, and no others", arguments: Self.second.keys.sorted())
    func missing(path: String) throws {
        var contents = Self.second
        contents[path] = nil
        let all = Set(try collectedLines(ControlGroupCollector(files: KernelFiles(Self.second))).map(Self.name))
        let left = Set(try collectedLines(ControlGroupCollector(files: KernelFiles(contents))).map(Self.name))
        #expect(left.isSubset(of: all))
        #expect(left.isEmpty == path.hasPrefix("/proc/"))
    }

    @Test(
        "files of another kernel or of nonsense never make a zero", arguments: ["", "x", "-5\n", "nan\n", "1 2 3 4\n"])
    func nonsense(text: String) throws {
        var contents = Self.second
        for path in contents.keys where path.hasPrefix("/sys/") { contents[path] = text }
        #expect(try collectedLines(ControlGroupCollector(files: KernelFiles(contents))).isEmpty)
    }

    @Test("a container that sees only the mount point reads its limits there")
    func mountPointOnly() throws {
        let files = KernelFiles([
            "/proc/self/cgroup": "0::/kubepods/pod/container\n",
            "/proc/self/mountinfo": "31 23 0:28 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n",
            "/sys/fs/cgroup/memory.max": "4096\n", "/sys/fs/cgroup/memory.current": "5\n",
        ])
        #expect(
            try collectedLines(ControlGroupCollector(files: files)) == [
                "cgroup_memory_limit_bytes 4096", "cgroup_memory_usage_bytes 5",
            ])
    }

    private static func name(_ line: String) -> String { String(line.prefix { $0 != " " }) }
}
