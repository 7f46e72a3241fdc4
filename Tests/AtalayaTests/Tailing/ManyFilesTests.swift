import Atalaya
import AtalayaTesting
import Foundation
import Testing

/// Very many real files in one directory. `ATALAYA_TEST_FILES` says how many: 10,000 in `make soak`.
@Suite("A tailer and very many files")
struct ManyFilesTests {
    private static let count = ProcessInfo.processInfo.environment["ATALAYA_TEST_FILES"].flatMap(Int.init) ?? 300

    @Test("every line of each of them arrives, with few of them open, and each goes on where it was after a restart")
    func many() async throws {
        try await TemporaryDirectory.with { directory in
            let count = Self.count
            @Sendable func write(_ word: String) throws {
                for number in 0..<count {
                    let path = directory + "/pod-x\(number)y.log"
                    if !FileManager.default.fileExists(atPath: path) {
                        _ = FileManager.default.createFile(atPath: path, contents: nil)
                    }
                    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                    try handle.seekToEnd()
                    try handle.write(contentsOf: Data((Self.line(word, number) + "\n").utf8))
                    try handle.close()
                }
            }
            let scene = TailerScene(files: SystemFileSystem(), state: directory + "/state")
            let change = { (configuration: inout TailerConfiguration) in
                configuration.filesMax = 64
                configuration.pollInterval = .milliseconds(250)
                configuration.chunks = ChunkLimits()
            }
            try write("first")
            try await scene.follow(directory + "/*.log", change: change, within: .seconds(600)) { arrivals in
                try await waitUntil("\(count) lines", limit: .seconds(600)) { arrivals.messages.count >= count }
                #expect(try Self.openFiles(below: directory) < 100)
                try write("second")
                try await waitUntil("\(count) more", limit: .seconds(600)) { arrivals.messages.count >= 2 * count }
                #expect(Set(arrivals.messages).count == 2 * count)
                #expect(try Self.openFiles(below: directory) < 100)
            }
            try write("third")
            try await scene.follow(directory + "/*.log", change: change, within: .seconds(600)) { arrivals in
                try await waitUntil("the third", limit: .seconds(600)) { arrivals.messages.count >= count }
                #expect(Set(arrivals.messages) == Set((0..<count).map { Self.line("third", $0) }))
                #expect(arrivals.messages.count == count)
            }
            #expect(scene.accounts.unaccountedRecords == 0)
        }
    }

    /// Long enough for a file to be recognised by its first one.
    private static func line(_ word: String, _ number: Int) -> String {
        "\(word) \(number) of a log that is written to now and then"
    }

    /// The files below a directory that this process has open.
    private static func openFiles(below directory: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
            return target?.hasPrefix(directory) == true
        }
    }
}
