import Foundation
import Testing

/// Sources that cannot be read again, and a spool in between.
@Suite("The sidecar's spool")
struct SpoolTests {
    private func arguments(_ scene: SidecarScene) -> [String] {
        [
            "--format", "json", "--socket", scene.folder.path("app.sock"), "--spool", scene.folder.path("spool"),
            "--chunk-age-max", "50ms", "--drain-timeout", "1s",
        ]
    }

    private func lines(_ numbers: Range<Int>) -> String {
        numbers.map { #"{"sequence":\#($0),"message":"line \#($0) of \"many\" é😀"}"# + "\n" }.joined()
    }

    @Test("brings every line of a socket through a SIGKILL and a restart, with no aggregator meanwhile")
    func killed() async throws {
        let scene = try SidecarScene()
        var sidecar = try await scene.startSidecar(self.arguments(scene))
        for round in 0..<3 {
            try await sidecar.until("the socket is there") {
                FileManager.default.fileExists(atPath: scene.folder.path("app.sock"))
            }
            try UnixSocket.send(self.lines(round * 200..<(round + 1) * 200), to: scene.folder.path("app.sock"))
            // Asked beside the living sidecar.
            try await sidecar.until("the lines are in the spool") {
                let inspected = try await RunningProgram.run(
                    Checkout.tool, ["spool", "inspect", scene.folder.path("spool"), "--format", "json"])
                return inspected.output.contains("\"records_to_send\": \((round + 1) * 200)\n")
            }
            try await scene.expectBalance()
            sidecar.signal(SIGKILL)
            _ = try await sidecar.outcome()
            sidecar = try await scene.startSidecar(self.arguments(scene))
            let waiting = try await scene.metric("atalaya_log_records_spooled") ?? 0
            let onTheirWay = try await scene.metric("atalaya_log_records_in_flight") ?? 0
            #expect(waiting + onTheirWay == Double((round + 1) * 200))
        }
        let receiver = try await scene.startReceiver()
        try await scene.untilReceived(600, by: sidecar)
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 600, of: sidecar)
        try await scene.expectBalance()
        _ = try await sidecar.stop()
        _ = try await receiver.stop()
        #expect(try scene.received().values.allSatisfy { $0 == 1 })
    }

    @Test("delivers what is unfinished too when a drain is asked for, or has it on the disk without an aggregator")
    func drain() async throws {
        let scene = try SidecarScene()
        let sidecar = try await scene.startSidecar(self.arguments(scene))
        try await sidecar.until("the socket is there") {
            FileManager.default.fileExists(atPath: scene.folder.path("app.sock"))
        }
        let unfinished = String(self.lines(2..<3).dropLast())
        let first = try UnixSocket.open(self.lines(0..<2) + unfinished, to: scene.folder.path("app.sock"))
        defer { close(first) }
        // What has not come out of the socket has not been read.
        try await scene.untilMetric("atalaya_log_records_read_total", isAtLeast: 2, of: sidecar)
        let kept = try await RunningProgram.run(Checkout.sidecar, self.drainArguments(scene))
        #expect(kept.exitCode == 0, "\(kept.errors)")
        #expect(kept.errors.contains("\"records_in_flight\":0,\"records_in_spool\":3"), "\(kept.errors)")
        let receiver = try await scene.startReceiver()
        let second = try UnixSocket.open(String(self.lines(3..<4).dropLast()), to: scene.folder.path("app.sock"))
        defer { close(second) }
        try await scene.untilReceived(3, by: sidecar)
        // The line of the second one may be on its way when the first drain is asked for.
        try await sidecar.until("the last line is there") {
            _ = try await RunningProgram.run(Checkout.sidecar, self.drainArguments(scene))
            return try scene.received().count == 4
        }
        _ = try await sidecar.stop()
        _ = try await receiver.stop()
        #expect(try scene.received().values.allSatisfy { $0 == 1 })
    }

    private func drainArguments(_ scene: SidecarScene) -> [String] {
        ["--listen", "127.0.0.1:\(scene.metricsPort)", "--drain-timeout", "1s", "--drain"]
    }

    @Test("keeps standard input over its end; the tool verifies, exports and replays it")
    func standardInput() async throws {
        let scene = try SidecarScene()
        let arguments = [
            "--listen", "127.0.0.1:\(scene.metricsPort)", "--format", "json", "--stdin", "app", "--tag", "app",
            "--forward", "127.0.0.1:\(scene.forwardPort)", "--spool", scene.folder.path("spool"),
            "--drain-timeout", "200ms",
        ]
        let ended = try await RunningProgram.run(Checkout.sidecar, arguments, input: self.lines(0..<500))
        #expect(ended.exitCode == 0 && ended.errors.contains("500 in the spool"), "\(ended.errors)")

        let verified = try await RunningProgram.run(Checkout.tool, ["spool", "verify", scene.folder.path("spool")])
        #expect(verified.exitCode == 0, "\(verified.errors)")
        let exported = try await RunningProgram.run(Checkout.tool, ["spool", "export", scene.folder.path("spool")])
        #expect(exported.output.split(separator: "\n").count == 500)

        let receiver = try await scene.startReceiver()
        let replayed = try await RunningProgram.run(
            Checkout.tool,
            ["spool", "replay", scene.folder.path("spool"), "--forward", "127.0.0.1:\(scene.forwardPort)"])
        #expect(replayed.exitCode == 0, "\(replayed.errors)")
        try await scene.untilReceived(500, by: receiver)
        // The owner sends them too, under the same ids: the receiver can tell.
        let next = try await RunningProgram.run(Checkout.sidecar, arguments + ["--drain-timeout", "30s"])
        #expect(next.exitCode == 0 && next.errors.contains("0 in the spool"), "\(next.errors)")
        _ = try await receiver.stop()
        let numbers = try scene.received()
        #expect(Set(numbers.keys) == Set(0..<500))
    }

    @Test("brings what it took from standard input through a SIGKILL; what was in the pipe still is all that is lost")
    func standardInputKilled() async throws {
        let scene = try SidecarScene()
        let pipe = Pipe()
        let arguments = [
            "--listen", "127.0.0.1:\(scene.metricsPort)", "--format", "json", "--stdin", "app", "--tag", "app",
            "--forward", "127.0.0.1:\(scene.forwardPort)", "--spool", scene.folder.path("spool"),
            "--chunk-age-max", "20ms",
        ]
        let sidecar = try RunningProgram(Checkout.sidecar, arguments, pipe: pipe.fileHandleForReading)
        try pipe.fileHandleForReading.close()
        try pipe.fileHandleForWriting.write(contentsOf: Data(self.lines(0..<300).utf8))
        try await sidecar.until("the lines are in the spool") { try await self.spooledRecords(scene) == 300 }
        // It takes nothing from now on; the pipe does.
        sidecar.signal(SIGSTOP)
        try pipe.fileHandleForWriting.write(contentsOf: Data(self.lines(300..<320).utf8))
        sidecar.signal(SIGKILL)
        _ = try await sidecar.outcome()
        #expect(try await self.spooledRecords(scene) == 300)

        let receiver = try await scene.startReceiver()
        let next = try await RunningProgram.run(
            Checkout.sidecar, arguments + ["--drain-timeout", "30s"], input: self.lines(320..<330))
        #expect(next.exitCode == 0, "\(next.errors)")
        _ = try await receiver.stop()
        let numbers = try scene.received()
        #expect(Set(numbers.keys) == Set(0..<300).union(320..<330))
        #expect(numbers.values.allSatisfy { $0 == 1 })
    }

    private func spooledRecords(_ scene: SidecarScene) async throws -> Int? {
        let inspected = try await RunningProgram.run(
            Checkout.tool, ["spool", "inspect", scene.folder.path("spool"), "--format", "json"])
        return inspected.output.firstMatch(of: /"records_to_send": ([0-9]+)/).flatMap { Int($0.output.1) }
    }

    @Test("names the file and the offset of what is damaged, and fails")
    func damaged() async throws {
        let scene = try SidecarScene()
        _ = try await RunningProgram.run(
            Checkout.sidecar,
            [
                "--listen", "127.0.0.1:\(scene.metricsPort)", "--stdin", "app", "--forward",
                "127.0.0.1:\(scene.forwardPort)", "--spool", scene.folder.path("spool"), "--drain-timeout", "0s",
            ], input: self.lines(0..<10))
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: scene.folder.path("spool")).first {
                $0.hasPrefix("seg-")
            })
        let file = URL(fileURLWithPath: scene.folder.path("spool/" + name))
        var bytes = try Data(contentsOf: file)
        bytes[100] ^= 1
        try bytes.write(to: file)
        let verified = try await RunningProgram.run(Checkout.tool, ["spool", "verify", scene.folder.path("spool")])
        #expect(verified.exitCode == 1)
        #expect(verified.errors.contains("\(name):64: error: "), "\(verified.errors)")
        let missing = try await RunningProgram.run(Checkout.tool, ["spool", "inspect", scene.folder.path("nothing")])
        #expect(missing.exitCode == 2)
    }
}

/// A client of a Unix socket.
enum UnixSocket {
    static func send(_ text: String, to path: String) throws {
        close(try self.open(text, to: path))
    }

    /// Sends, and leaves the connection open.
    ///
    /// - Returns: The descriptor, which is to be closed.
    static func open(_ text: String, to path: String) throws -> Int32 {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw ProgramError("no socket") }
        var isSent = false
        defer { if !isSent { close(number) } }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw ProgramError("the path is too long for a socket: \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw ProgramError("cannot connect to \(path)") }
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            guard count > 0 else { throw ProgramError("the socket takes no more") }
            sent += count
        }
        isSent = true
        return number
    }
}
