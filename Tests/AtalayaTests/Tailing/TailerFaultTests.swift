import Atalaya
import AtalayaTesting
import Foundation
import Logging
import Testing

/// What lies around in log directories, and what goes wrong in them.
@Suite("A tailer among odd files")
struct TailerFaultTests {
    private static func wait(_ arrivals: TailerScene.Arrivals, _ messages: Set<String>) async throws {
        try await waitUntil("\(messages.count) messages") { Set(arrivals.messages).isSuperset(of: messages) }
        #expect(Set(arrivals.messages) == messages)
    }

    @Test("FIFOs, directories and devices that a glob matches hold up nothing")
    func special() async throws {
        try await TemporaryDirectory.with { directory in
            try TemporaryDirectory.makeFIFO(directory + "/fifo.log")
            try FileManager.default.createDirectory(
                atPath: directory + "/folder.log", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: directory + "/device.log", withDestinationPath: "/dev/zero")
            try Data("one\n".utf8).write(to: URL(fileURLWithPath: directory + "/real.log"))
            let scene = TailerScene(files: SystemFileSystem(), state: directory + "/state")
            try await scene.follow(directory + "/*.log") { try await Self.wait($0, ["one"]) }
        }
    }

    @Test("a symbolic link that is turned to another file is followed there, and a loop of links holds up nothing")
    func links() async throws {
        try await TemporaryDirectory.with { directory in
            let manager = FileManager.default
            func write(_ text: String, _ name: String) throws {
                try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/" + name))
            }
            try write("old\n", "0.data")
            try write("new\n", "1.data")
            try manager.createSymbolicLink(atPath: directory + "/app.log", withDestinationPath: "0.data")
            try manager.createSymbolicLink(atPath: directory + "/a.log", withDestinationPath: "b.log")
            try manager.createSymbolicLink(atPath: directory + "/b.log", withDestinationPath: "a.log")
            let scene = TailerScene(files: SystemFileSystem(), state: directory + "/state")
            try await scene.follow(directory + "/*.log") { arrivals in
                try await Self.wait(arrivals, ["old"])
                try FileManager.default.removeItem(atPath: directory + "/app.log")
                try FileManager.default.createSymbolicLink(
                    atPath: directory + "/app.log", withDestinationPath: "1.data")
                try await Self.wait(arrivals, ["old", "new"])
            }
        }
    }

    @Test("a file with two names that match is read under each of them")
    func hardLinks() async throws {
        try await TemporaryDirectory.with { directory in
            try Data("one\n".utf8).write(to: URL(fileURLWithPath: directory + "/a.log"))
            try FileManager.default.linkItem(atPath: directory + "/a.log", toPath: directory + "/b.log")
            let scene = TailerScene(files: SystemFileSystem(), state: directory + "/state")
            try await scene.follow(directory + "/*.log") { arrivals in
                try await waitUntil("it came twice") { arrivals.messages == ["one", "one"] }
            }
        }
    }

    @Test("a block of NULs, as copy-and-truncate leaves it behind, is text like other text")
    func sparse() async throws {
        let files = MemoryFileSystem()
        files.write([UInt8](repeating: 0, count: 10_000) + Array("one\ntwo\n".utf8), to: "/log/a.log")
        let scene = TailerScene(files: files, state: "/state")
        try await scene.follow("/log/*.log") {
            try await Self.wait($0, [String(repeating: "\0", count: 10_000) + "one", "two"])
        }
    }

    @Test("every byte value, alone on its line and among others, arrives so that it can be had back")
    func bytes() async throws {
        let files = MemoryFileSystem()
        let values = (UInt8.min ... .max).filter { $0 != 0x0A && $0 != 0x0D }
        files.write(values.flatMap { [$0, 0x0A] } + values + [0x0A], to: "/log/a.log")
        let scene = TailerScene(files: files, state: "/state")
        func text(_ byte: UInt8) -> String {
            byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
        }
        let expected = Set(values.map(text) + [values.map(text).joined()])
        try await scene.follow("/log/*.log") { try await Self.wait($0, expected) }
        #expect(scene.accounts.unaccountedRecords == 0)
    }

    @Test("a read that fails, as of a stale handle, is answered by opening the file anew at the same place")
    func staleHandle() async throws {
        let files = MemoryFileSystem()
        files.write("one\n", to: "/log/a.log")
        let scene = TailerScene(files: files, state: "/state")
        try await scene.follow("/log/*.log") { arrivals in
            try await Self.wait(arrivals, ["one"])
            files.failNext(.read, times: 3, with: .inputOutput)
            files.append("two\n", to: "/log/a.log")
            try await Self.wait(arrivals, ["one", "two"])
        }
        #expect(scene.log.messages(at: .warning).contains { $0.hasPrefix("/log/a.log:") })
    }

    @Test("three hundred files of one line each arrive, and each goes on where it was")
    func manyFiles() async throws {
        let files = MemoryFileSystem()
        let count = 300
        for number in 0..<count { files.write("first \(number)\n", to: "/log/\(number).log") }
        let scene = TailerScene(files: files, state: "/state")
        let first = Set((0..<count).map { "first \($0)" })
        // All tailers of a process share a thread.
        let change = { (configuration: inout TailerConfiguration) in
            configuration.filesMax = 16
            configuration.pollInterval = .milliseconds(100)
        }
        try await scene.follow("/log/*.log", change: change) { try await Self.wait($0, first) }
        for number in 0..<count { files.append("second \(number)\n", to: "/log/\(number).log") }
        let second = Set((0..<count).map { "second \($0)" })
        try await scene.follow("/log/*.log", change: change) { try await Self.wait($0, second) }
        #expect(files.openFilesPeak < 24)
    }

    @Test("times of files that lie in the past or in the future change nothing, nor the order of what was rotated")
    func wrongTimes() async throws {
        try await TemporaryDirectory.with { directory in
            func write(_ text: String, _ name: String, _ time: Double) throws {
                try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/" + name))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: directory + "/" + name)
            }
            let scene = TailerScene(files: SystemFileSystem(), state: directory + "/state")
            try write("one\n", "app.log", 4_102_444_800)
            try await scene.follow(directory + "/*.log") { try await Self.wait($0, ["one"]) }
            try TemporaryDirectory.rename(directory + "/app.log", to: directory + "/app.log.2")
            try write("two\n", "app.log.1", 4_102_444_800)
            try write("three\n", "app.log", 0)
            try await scene.follow(directory + "/*.log") { arrivals in
                try await Self.wait(arrivals, ["two", "three"])
                #expect(arrivals.messages == ["two", "three"])
            }
        }
    }

    @Test("files of one byte, empty ones and a hundred with the same beginning are all followed")
    func smallFiles() async throws {
        let files = MemoryFileSystem()
        let banner = String(repeating: "=", count: 1_500) + "\n"
        files.write("x", to: "/log/one-byte.log")
        files.write("", to: "/log/empty.log")
        for number in 0..<100 { files.write(banner + "\(number)\n", to: "/log/\(number).log") }
        let scene = TailerScene(files: files, state: "/state")
        let numbers = Set((0..<100).map(String.init))
        try await scene.follow("/log/*.log") { arrivals in
            try await waitUntil("all of them") { Set(arrivals.messages).isSuperset(of: numbers) }
            files.append("\n", to: "/log/one-byte.log")
            files.append("late\n", to: "/log/empty.log")
            try await Self.wait(arrivals, numbers.union([String(banner.dropLast()), "x", "late"]))
            #expect(arrivals.messages.count == 202)
        }
    }

    @Test("a checkpoint directory that vanishes is made again")
    func checkpointDirectory() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory + "/a.log"
            try Data("one\n".utf8).write(to: URL(fileURLWithPath: path))
            let scene = TailerScene(files: SystemFileSystem(), state: directory + "/state")
            try await scene.follow(path) { arrivals in
                try await Self.wait(arrivals, ["one"])
                try FileManager.default.removeItem(atPath: directory + "/state")
            }
            // Written at the end all the same, so that nothing comes again.
            try await scene.follow(path) { arrivals in
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try handle.seekToEnd()
                try handle.write(contentsOf: Data("two\n".utf8))
                try await Self.wait(arrivals, ["two"])
            }
        }
    }
}
