import Foundation
import Testing

/// A line that does not end for a very long time. `ATALAYA_TEST_LINE_MEGABYTES` makes it longer: 1024 in `make soak`.
@Suite("A line without an end")
struct LongLineTests {
    private static let megabytes =
        ProcessInfo.processInfo.environment["ATALAYA_TEST_LINE_MEGABYTES"].flatMap(Int.init) ?? 64

    @Test("costs no more memory than a short one, and the lines behind it arrive")
    func longLine() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        // A hole in the file costs the test nothing, and is read as NULs.
        try scene.folder.write("log/long.log", "")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scene.folder.path("log/long.log")))
        try handle.truncate(atOffset: UInt64(Self.megabytes) << 20)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\n".utf8))
        try handle.close()
        try scene.log(0..<20, to: "log/long.log")
        let sidecar = try await scene.startSidecar(tail: "log/long.log")
        try await sidecar.until("the lines behind it arrive", within: .seconds(300)) {
            scene.folder.text(of: "received/app.ndjson").contains(#""sequence":19"#)
        }
        let status = try String(contentsOfFile: "/proc/\(sidecar.identifier)/status", encoding: .utf8)
        let peak = try #require(status.firstMatch(of: /VmHWM:\s*([0-9]+) kB/)?.output.1)
        #expect(try #require(Int(peak)) < 96 << 10, "kB")
        try await scene.untilMetric("atalaya_log_parse_errors_total", ["reason": "cut"], isAtLeast: 1, of: sidecar)
        try await scene.expectBalance()
        #expect(receiver.isRunning)
    }
}
