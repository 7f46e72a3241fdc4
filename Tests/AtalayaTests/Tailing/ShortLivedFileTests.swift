import Atalaya
import AtalayaTesting
import Foundation
import Logging
import Synchronization
import Testing

/// Files that are gone a moment after they came.
@Suite("Files that live for a moment")
struct ShortLivedFileTests {
    @Test("a file that is removed as soon as it could be opened is read to its end, also while the output is full")
    func removedOnceOpen() async throws {
        try await TemporaryDirectory.with { directory in
            let files = WatchedFiles()
            // Once its descriptor is there, the file is removed.
            files.afterOpening { path in
                if path.hasSuffix(".job.log") { try? FileManager.default.removeItem(atPath: path) }
            }
            let scene = TailerScene(files: files, state: directory + "/state")
            try await scene.follow(directory + "/*.log") { arrivals in
                try Data("first\n".utf8).write(to: URL(fileURLWithPath: directory + "/app.log"))
                try await waitUntil("the tail is at work") { arrivals.messages.contains("first") }
                arrivals.isFull.store(true)
                try Self.append("stuck\n", directory + "/app.log")
                try await waitUntil("the tail waits for room") { arrivals.isWaited.load() }
                for number in 0..<20 {
                    try Data("short \(number)\nand no end".utf8).write(
                        to: URL(fileURLWithPath: directory + "/\(number).job.log"))
                }
                try await waitUntil("all of them are gone") {
                    try FileManager.default.contentsOfDirectory(atPath: directory).allSatisfy {
                        !$0.hasSuffix(".job.log")
                    }
                }
                arrivals.isFull.store(false)
                let short = Set((0..<20).map { "short \($0)" }).union(["first", "stuck", "and no end"])
                try await waitUntil("every line") { Set(arrivals.messages) == short }
                #expect(arrivals.messages.count == 42)
            }
            #expect(scene.accounts.unaccountedRecords == 0)
            #expect(!scene.log.messages(at: .warning).contains { $0.contains("gone before") })
        }
    }

    @Test("a file that is removed before it could be opened is told, with its name")
    func removedBefore() async throws {
        try await TemporaryDirectory.with { directory in
            let files = WatchedFiles()
            files.beforeStatus { path in
                if path.hasSuffix("short.log") { try? FileManager.default.removeItem(atPath: path) }
            }
            let scene = TailerScene(files: files, state: directory + "/state")
            try await scene.follow(directory + "/*.log") { [log = scene.log] arrivals in
                try Data("first\n".utf8).write(to: URL(fileURLWithPath: directory + "/app.log"))
                try await waitUntil("the tail is at work") { arrivals.messages.contains("first") }
                try Data("short\n".utf8).write(to: URL(fileURLWithPath: directory + "/short.log"))
                try await waitUntil("it says so") {
                    log.messages(at: .warning).contains { $0.hasPrefix("\(directory)/short.log: gone before") }
                }
                #expect(arrivals.messages == ["first"])
            }
            #expect(scene.accounts.ledger.sources.first?.ledger.read.records == 1)
        }
    }

    private static func append(_ text: String, _ path: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}

/// The real files, with something done after a file was opened, or before it is looked at.
final class WatchedFiles: FileSystem {
    private let real = SystemFileSystem()
    private let opened = Mutex<@Sendable (String) -> Void>({ _ in })
    private let looked = Mutex<@Sendable (String) -> Void>({ _ in })

    func afterOpening(_ act: @escaping @Sendable (String) -> Void) { self.opened.withLock { $0 = act } }
    func beforeStatus(_ act: @escaping @Sendable (String) -> Void) { self.looked.withLock { $0 = act } }

    var isWatchable: Bool { true }

    func status(of path: String) throws(ShellError) -> FileStatus {
        let act = self.looked.withLock { $0 }
        act(path)
        return try self.real.status(of: path)
    }

    func openForReading(_ path: String) throws(ShellError) -> any ReadableFile {
        let file = try self.real.openForReading(path)
        let act = self.opened.withLock { $0 }
        act(path)
        return file
    }

    func names(in directory: String) throws(ShellError) -> [String] { try self.real.names(in: directory) }
    func openForAppending(_ path: String) throws(ShellError) -> any AppendableFile {
        try self.real.openForAppending(path)
    }
    func openForUpdating(_ path: String) throws(ShellError) -> any UpdatableFile {
        try self.real.openForUpdating(path)
    }
    func create(_ path: String) throws(ShellError) -> any AppendableFile { try self.real.create(path) }
    func move(_ path: String, to other: String) throws(ShellError) { try self.real.move(path, to: other) }
    func makeDirectory(_ path: String) throws(ShellError) { try self.real.makeDirectory(path) }
    func remove(_ path: String) throws(ShellError) { try self.real.remove(path) }
    func synchronizeDirectory(_ path: String) throws(ShellError) { try self.real.synchronizeDirectory(path) }
    func freeBytes(at path: String) throws(ShellError) -> UInt64 { try self.real.freeBytes(at: path) }
    func lock(_ path: String) throws(ShellError) -> any FileLock { try self.real.lock(path) }
}

/// A value that a test and what it tests both change.
final class SharedFlag: Sendable {
    private let value = Mutex(false)

    func load() -> Bool { self.value.withLock { $0 } }
    func store(_ value: Bool) { self.value.withLock { $0 = value } }
}
