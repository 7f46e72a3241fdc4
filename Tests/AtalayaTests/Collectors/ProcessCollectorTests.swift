import Atalaya
import AtalayaTesting
import Testing

@Suite("Process metrics")
struct ProcessCollectorTests {
    private func lines(_ collector: ProcessCollector) throws -> [String] {
        let registry = MetricsRegistry()
        try registry.addCollector(collector)
        let body = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil).body
        return String(decoding: body, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("process_") }.map(
            String.init)
    }

    @Test("a process whose name has spaces and parentheses is read like any other")
    func parsing() throws {
        let files = MemoryFileSystem()
        // pid (name) state ppid … utime=250 stime=50 … threads=7 … starttime=500 vsize=4096 rss=3
        files.write("1 (my ) proc) S 0 1 1 0 -1 0 0 0 0 0 250 50 0 0 20 0 7 0 500 4096 3 0\n", to: "/proc/self/stat")
        files.write("cpu 1\nbtime 1000\n", to: "/proc/stat")
        files.write(
            "Limit Soft Hard Units\nMax open files            1024                 4096                 files\nMax address space         unlimited            unlimited            bytes\n",
            to: "/proc/self/limits")
        for number in 0..<4 { files.write("", to: "/proc/self/fd/\(number)") }
        let lines = try self.lines(ProcessCollector(files: files))
        #expect(lines.contains("process_threads 7"))
        #expect(lines.contains("process_virtual_memory_bytes 4096"))
        #expect(lines.contains("process_max_fds 1024"))
        #expect(lines.contains("process_virtual_memory_max_bytes +Inf"))
        #expect(lines.contains("process_open_fds 3"))
        #expect(lines.contains { $0.hasPrefix("process_cpu_seconds_total ") })
        #expect(lines.contains { $0.hasPrefix("process_start_time_seconds 10") })
    }

    @Test("without /proc there are no metrics and no error")
    func missing() throws {
        #expect(try self.lines(ProcessCollector(files: MemoryFileSystem())).isEmpty)
    }

    @Test("this process has all of them")
    func real() throws {
        let names = try self.lines(ProcessCollector()).map { String($0.prefix { $0 != " " }) }
        #expect(
            names == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_threads", "process_virtual_memory_bytes",
                "process_virtual_memory_max_bytes",
            ])
    }
}
