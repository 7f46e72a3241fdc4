import Atalaya
import Testing

@testable import Atalaya

@Suite("Pressure metrics")
struct PressureCollectorTests {
    private static let both = """
        some avg10=78.13 avg60=71.04 avg300=32.67 total=4035566075
        full avg10=0.00 avg60=0.00 avg300=0.00 total=1500000

        """

    @Test("totals are seconds, whatever else the lines hold")
    func totals() {
        #expect(PressureStatistics(Self.both).someSeconds == 4035.566075)
        #expect(PressureStatistics(Self.both).fullSeconds == 1.5)
        #expect(PressureStatistics("some total=2000000 new=7 avg10=0.00\n").someSeconds == 2)
    }

    @Test(
        "what has no total has no value",
        arguments: [
            "", "some\n", "some avg10=0.00\n", "some total=\n", "some total=-1\n", "none total=5\n", "some total=max",
        ])
    func odd(text: String) {
        #expect(PressureStatistics(text).someSeconds == nil)
        #expect(PressureStatistics(text).fullSeconds == nil)
    }

    @Test("the machine and the group each have what the kernel tells of them")
    func collected() throws {
        let files = KernelFiles([
            "/proc/pressure/cpu": "some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\n",
            "/proc/pressure/io": Self.both,
            "/proc/self/cgroup": "0::/service\n",
            "/proc/self/mountinfo": "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
            "/sys/fs/cgroup/service/memory.pressure": Self.both,
            "/sys/fs/cgroup/cpu.pressure": Self.both,
        ])
        #expect(
            try collectedLines(PressureCollector(files: files)) == [
                #"cgroup_pressure_stalled_seconds_total{resource="memory"} 1.5"#,
                #"cgroup_pressure_waiting_seconds_total{resource="memory"} 4035.566075"#,
                #"machine_pressure_stalled_seconds_total{resource="io"} 1.5"#,
                #"machine_pressure_waiting_seconds_total{resource="cpu"} 1"#,
                #"machine_pressure_waiting_seconds_total{resource="io"} 4035.566075"#,
            ])
    }

    @Test("a kernel without pressure information has no such metrics")
    func missing() throws {
        #expect(try collectedLines(PressureCollector(files: KernelFiles([:]))).isEmpty)
    }
}
