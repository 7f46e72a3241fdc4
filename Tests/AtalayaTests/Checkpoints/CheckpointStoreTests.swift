import Atalaya
import AtalayaTesting
import Logging
import Testing

@Suite("The checkpoint store")
struct CheckpointStoreTests {
    private let files = MemoryFileSystem()
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func store() throws -> CheckpointStore {
        try CheckpointStore(directory: "/state", files: self.files, logger: self.quiet, unfollowedMax: 1_000)
    }

    private static func source(_ path: String, offset: UInt64) -> Checkpoint.Source {
        let identity = FileIdentity(
            key: FileKey(device: 1, inode: 2), head: HeadFingerprint([1, 2, 3]), tail: TailFingerprint([3], end: offset)
        )
        return Checkpoint.Source(
            path: path, nextGeneration: 2,
            files: [Checkpoint.File(generation: 1, path: path, offset: offset, identity: identity)])
    }

    @Test("what was saved is there at the next start, paths that nobody follows included")
    func saving() async throws {
        do {
            let store = try self.store()
            await store.update(Self.source("/a", offset: 10))
            await store.update(Self.source("/b", offset: 20))
            await store.save()
        }
        do {
            let store = try self.store()
            await store.update(Self.source("/a", offset: 11))
            await store.save()
        }
        let store = try self.store()
        #expect(await store.source("/a") == Self.source("/a", offset: 11))
        #expect(await store.source("/b") == Self.source("/b", offset: 20))
        #expect(await store.source("/c") == nil)
    }

    @Test("of paths that nobody follows, those that have been known for longest are forgotten when there are too many")
    func forgetting() async throws {
        do {
            let store = try self.store()
            for number in 0..<1_200 { await store.update(Self.source("/\(10_000 + number)", offset: 10)) }
            await store.save()
        }
        let store = try self.store()
        await store.update(Self.source("/10000", offset: 11))
        await store.save()
        #expect(await store.source("/10000") == Self.source("/10000", offset: 11))
        #expect(await store.source("/10001") == nil)
        #expect(await store.source("/10199") == nil)
        #expect(await store.source("/10200") != nil)
        #expect(await store.source("/11199") != nil)
    }

    @Test("nothing is written when nothing has changed")
    func unchanged() async throws {
        let store = try self.store()
        await store.update(Self.source("/a", offset: 10))
        await store.save()
        await store.update(Self.source("/a", offset: 10))
        await store.save()
        #expect(self.files.calls(of: .move) == 1)
    }

    @Test("a failed save is tried again")
    func failing() async throws {
        let store = try self.store()
        self.files.failNext(.append, with: .noSpace)
        await store.update(Self.source("/a", offset: 10))
        await store.save()
        #expect(self.files.bytes(of: "/state/checkpoint") == nil)
        await store.save()
        #expect(self.files.bytes(of: "/state/checkpoint") != nil)
    }

    @Test(
        "a damaged file is kept aside, and the store starts empty",
        arguments: ["", "\0\0\0\0", "atalaya-checkpoint 1 00000000\n{\"path\":1}\n", "x"])
    func damaged(contents: String) async throws {
        self.files.write(contents, to: "/state/checkpoint")
        let store = try self.store()
        #expect(await store.source("/a") == nil)
        #expect(self.files.bytes(of: "/state/checkpoint.damaged") == Array(contents.utf8))
        await store.update(Self.source("/a", offset: 10))
        await store.save()
        #expect(try Checkpoint(decoding: self.files.bytes(of: "/state/checkpoint") ?? []).sources.count == 1)
    }

    @Test("two at a time are refused, with the directory named")
    func locked() throws {
        let first = try self.store()
        let error = #expect(throws: ShellError.self) { try self.store() }
        #expect(error?.description == "/state: another process keeps its checkpoints there")
        withExtendedLifetime(first) {}
    }

    @Test("running saves by itself")
    func running() async throws {
        let store = try self.store()
        let files = self.files
        try await withTimeLimit {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await store.run(interval: .milliseconds(1)) }
                await store.update(Self.source("/a", offset: 10))
                try await waitUntil("a saved checkpoint") { files.bytes(of: "/state/checkpoint") != nil }
                group.cancelAll()
            }
        }
    }
}
