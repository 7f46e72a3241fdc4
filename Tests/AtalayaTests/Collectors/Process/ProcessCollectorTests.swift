import Atalaya
import AtalayaTesting
import Testing

@testable import Atalaya

@Suite("Process metrics")
struct ProcessCollectorTests {
    private static let allocator = AllocatorStatistics(
        arenaBytes: 1000, usedBytes: 700, freeBytes: 300, mappedBytes: 50, mappedRegions: 1)

    @Test("a process whose name has spaces and parentheses is read like any other")
    func parsing() throws {
        let files = MemoryFileSystem()
        // pid (name) state ppid … utime=250 stime=50 … threads=7 … starttime=500 vsize=4096 rss=3
        files.write("1 (my ) proc) S 0 1 1 0 -1 0 0 0 0 0 250 50 0 0 20 0 7 0 500 4096 3 0\n", to: "/proc/self/stat")
        files.write("cpu 1\nbtime 1000\n", to: "/proc/stat")
        files.write(
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max open files            1024                 4096                 files
            Max address space         unlimited            unlimited            bytes

            """, to: "/proc/self/limits")
        files.write(
            """
            TcpExt: SyncookiesSent InOctets
            TcpExt: 1 2
            IpExt: InNoRoutes InOctets OutOctets
            IpExt: 0 12345 77

            """, to: "/proc/self/net/netstat")
        for number in 0..<4 { files.write("", to: "/proc/self/fd/\(number)") }
        let ticks = MachineFacts.clockTicksPerSecond
        #expect(
            try collectedLines(ProcessCollector(files: KernelFiles(files: files), allocator: { Self.allocator })) == [
                "process_cpu_seconds_total \(ticks == 100 ? "3" : "\(300 / ticks)")",
                "process_heap_bytes 1050",
                "process_max_fds 1024",
                "process_network_receive_bytes_total 12345",
                "process_network_transmit_bytes_total 77",
                "process_open_fds 3",
                "process_resident_memory_bytes \(Int(3 * MachineFacts.pageBytes))",
                "process_start_time_seconds \(ticks == 100 ? "1005" : "\(1000 + 500 / ticks)")",
                "process_threads 7",
                "process_virtual_memory_bytes 4096",
                "process_virtual_memory_max_bytes +Inf",
            ])
    }

    @Test("without /proc and an allocator that tells there are no metrics and no error")
    func missing() throws {
        let collector = try ProcessCollector(files: KernelFiles([:]), allocator: { nil })
        #expect(try collectedLines(collector).isEmpty)
    }

    @Test(
        "half a line gives the metrics that it has, and none of them is zero",
        arguments: [
            ("", []), ("1 name S 0", []), ("1 (a) S 0 1 1 0 -1", []),
            ("1 (a) S 0 1 1 0 -1 0 0 0 0 0 - 50 0 0 20 0 7", ["process_threads 7"]),
        ] as [(String, [String])])
    func oddKernels(stat: String, lines: [String]) throws {
        let files = KernelFiles(["/proc/self/stat": stat, "/proc/self/limits": "Max open files\n"])
        #expect(try collectedLines(ProcessCollector(files: files, allocator: { nil })) == lines)
    }

    @Test(
        "tables of the network that are cut short give nothing",
        arguments: ["", "IpExt: InOctets\n", "IpExt: InNoRoutes InOctets\nIpExt: 1\n", "TcpExt: InOctets\nTcpExt: 5\n"])
    func oddNetworks(text: String) {
        #expect(NetworkOctets(text).received == nil)
    }

    @Test("this process has the standard nine")
    func real() throws {
        let names = try collectedLines(StandardCollector.process.makeCollector()).map { $0.prefix { $0 != " " } }
        let standard = [
            "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
            "process_start_time_seconds", "process_threads", "process_virtual_memory_bytes",
            "process_virtual_memory_max_bytes",
        ]
        #expect(Set(standard).subtracting(names.map(String.init)) == [])
    }
}
