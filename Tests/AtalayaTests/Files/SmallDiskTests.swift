@testable import Atalaya
import AtalayaLogs
import AtalayaTesting
import AtalayaZlib
import Foundation
import Logging
import Testing

/// A real file system that gets full, or read-only.
@Suite("A disk that is full, or only read", .enabled(if: SmallDisk.isPossible, SmallDisk.reason))
struct SmallDiskTests {
    private static func source(_ offset: UInt64) -> Checkpoint.Source {
        let identity = FileIdentity(
            key: FileKey(device: 1, inode: 2), head: HeadFingerprint([1]), tail: TailFingerprint([1], end: offset))
        return Checkpoint.Source(
            path: "/log/a.log", nextGeneration: 2,
            files: [Checkpoint.File(generation: 1, path: "/log/a.log", offset: offset, identity: identity)])
    }

    @Test("the checkpoint that could not be written leaves the one before, and is written once there is room")
    func checkpoint() async throws {
        let log = RecordedLog()
        let logger = Logger(label: "test") { _ in log.makeHandler() }
        try await SmallDisk.with(bytes: 1 << 16) { disk in
            let state = disk + "/state"
            let store = try CheckpointStore(directory: state, logger: logger)
            await store.update(Self.source(10))
            await store.save()
            try SmallDisk.fill(disk)
            await store.update(Self.source(20))
            for _ in 0..<3 { await store.save() }
            let warnings = log.messages(at: .warning)
            #expect(warnings.count == 1 && warnings.first?.hasPrefix(state + "/checkpoint.tmp: no space left") == true)
            let bytes = try SystemFileSystem().contents(of: state + "/checkpoint", bytesMax: 1 << 16)
            #expect(try Checkpoint(decoding: bytes) == Checkpoint(sources: [Self.source(10)]))
            try SmallDisk.free(disk)
            await store.save()
            let again = try SystemFileSystem().contents(of: state + "/checkpoint", bytesMax: 1 << 16)
            #expect(try Checkpoint(decoding: again) == Checkpoint(sources: [Self.source(20)]))
        }
    }

    @Test("a directory that can only be read is an error with its path, for a checkpoint and for a spool")
    func readOnly() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try SmallDisk.with(bytes: 1 << 16) { disk in
            try SmallDisk.setWritable(false, disk)
            let checkpoint = #expect(throws: ShellError.self) {
                _ = try CheckpointStore(directory: disk + "/state", logger: logger)
            }
            #expect(checkpoint?.description.hasPrefix(disk + "/state: ") == true, "\(checkpoint?.description ?? "")")
            let spool = #expect(throws: ShellError.self) {
                _ = try SpoolStore(directory: disk + "/spool", now: .zero)
            }
            #expect(spool?.description.hasPrefix(disk + "/spool: ") == true, "\(spool?.description ?? "")")
            try SmallDisk.setWritable(true, disk)
            _ = try SpoolStore(directory: disk + "/spool", now: .zero)
        }
    }

    @Test("a spool that others leave no room waits, says which file could not be written, and loses nothing")
    func spoolFilledByOthers() throws {
        try SmallDisk.with(bytes: 1 << 20) { disk in
            let settings = SpoolSettings(freeBytesMin: 0, segmentBytes: 64 << 10)
            var taken: [ChunkID] = []
            do {
                var store = try SpoolStore(directory: disk + "/spool", settings: settings, now: .zero)
                taken += try Self.append(&store, 0..<3)
                try SmallDisk.fill(disk)
                // What was allocated beforehand is there; then it is over.
                taken += try Self.append(&store, 3..<40)
                #expect((4..<40).contains(taken.count), "\(taken.count)")
                let troubles = store.takeNews().troubles
                #expect(troubles.contains { $0.code == .noSpace && $0.subject.hasPrefix(disk + "/spool") })
                try SmallDisk.free(disk)
                taken += try Self.append(&store, 40..<50, at: .seconds(10))
                #expect(taken.suffix(10) == (try (40..<50).map { try SpoolScene.chunk($0).id })[...])
                store.close(at: .seconds(11))
            }
            var store = try SpoolStore(directory: disk + "/spool", settings: settings, now: .zero)
            #expect(SpoolScene.takeAll(&store).map(\.chunk.id) == taken)
        }
    }

    @Test("a spool that has filled the disk itself has room again once its chunks are delivered")
    func spoolFilledByItself() throws {
        try SmallDisk.with(bytes: 1 << 20) { disk in
            let settings = SpoolSettings(freeBytesMin: 0, segmentBytes: 64 << 10)
            var store = try SpoolStore(directory: disk + "/spool", settings: settings, now: .zero)
            var now = Duration.zero
            var number = 0
            for round in 0..<3 {
                let before = number
                let taken = try Self.append(&store, number..<number + 400, at: now)
                number += 400
                #expect((40..<400).contains(taken.count), "round \(round): \(taken.count) from \(before) on")
                var delivered: [ChunkID] = []
                while let record = store.next(at: now) {
                    delivered.append(record.chunk.id)
                    store.done(record.sequence, at: now)
                }
                #expect(delivered == taken, "round \(round)")
                now += .seconds(5)
                store.keepUp(at: now, everything: true)
                now += .seconds(5)
            }
        }
    }

    @Test("what the quarantine could not keep is told with the path, and counted")
    func quarantine() throws {
        try SmallDisk.with(bytes: 1 << 20) { disk in
            let settings = SpoolSettings(freeBytesMin: 0, segmentBytes: 64 << 10)
            var store = try SpoolStore(directory: disk + "/spool", settings: settings, now: .zero)
            _ = try Self.append(&store, 0..<3)
            let next = store.next(at: .zero)
            let record = try #require(next)
            try SmallDisk.fill(disk)
            store.setAside(record.chunk, sequence: record.sequence, reason: "refused", at: .zero)
            let troubles = store.takeNews().troubles
            #expect(troubles.contains { $0.subject.hasPrefix(disk + "/spool/quarantine") && $0.code == .noSpace })
            #expect(store.statistics.quarantined["refused"] == 1)
            #expect(SpoolScene.takeAll(&store).count == 2)
        }
    }

    @Test("files of compressed lines are whole after the disk was full, and what did not go in goes in later")
    func segments() throws {
        try SmallDisk.with(bytes: 128 << 10) { disk in
            var settings = SegmentSettings(directory: disk + "/logs", name: "app")
            settings.segmentBytesMax = 8 << 10
            var writer = SegmentDirectory(settings: settings, files: SystemFileSystem()) {
                LogTime(seconds: 1_790_000_000)
            }
            var random = SeededRandom(seed: 1)
            func batch(_ number: Int) -> RecordBatch {
                let text = (0..<200).map { _ in String(UInt8.random(in: .min ... .max, using: &random), radix: 16) }
                let fields = [LogField("n", .integer(Int64(number))), LogField("text", .string(text.joined()))]
                return RecordBatch(
                    tag: "app", records: [LogRecord(time: LogTime(seconds: 1), fields: fields)],
                    id: ChunkID(random: &random))
            }
            for number in 0..<20 { try writer.write([batch(number)], now: .zero) }
            try SmallDisk.fill(disk)
            var refused: RecordBatch?
            var number = 20
            while refused == nil, number < 400 {
                let next = batch(number)
                do throws(ShellError) {
                    try writer.write([next], now: .zero)
                    number += 1
                } catch {
                    #expect(error.code == .noSpace && error.subject.hasPrefix(disk + "/logs/"), "\(error)")
                    refused = next
                }
            }
            try SmallDisk.free(disk)
            try writer.write([try #require(refused)], now: .zero)
            try writer.finish()
            let names = try SystemFileSystem().names(in: disk + "/logs").filter { $0.hasSuffix(".gz") }
            let text = try names.map { name in
                let bytes = try SystemFileSystem().contents(of: disk + "/logs/" + name, bytesMax: 1 << 20)
                return String(
                    decoding: try Zlib.decompress(bytes, format: .gzip, outputBytesMax: 1 << 22), as: UTF8.self)
            }.joined()
            #expect(text.split(separator: "\n").count == number + 1)
            for line in 0...number { #expect(text.ranges(of: "\"n\":\(line),").count == 1) }
        }
    }

    @Test("a checkpoint whose directory is taken away is told and written anew, and goes on when it is back")
    func vanishedCheckpoint() async throws {
        let log = RecordedLog()
        let logger = Logger(label: "test") { _ in log.makeHandler() }
        try await SmallDisk.with(bytes: 1 << 16) { disk in
            let state = disk + "/state"
            let store = try CheckpointStore(directory: state, logger: logger)
            await store.update(Self.source(10))
            await store.save()
            // Away, with no room for another one: a file is in the way.
            try FileManager.default.moveItem(atPath: state, toPath: disk + "/away")
            try Data().write(to: URL(fileURLWithPath: state))
            await store.update(Self.source(20))
            for _ in 0..<3 { await store.save() }
            let warnings = log.messages(at: .warning)
            #expect(warnings.count == 1 && warnings.allSatisfy { $0.contains(state) }, "\(warnings)")
            // Back.
            try FileManager.default.removeItem(atPath: state)
            try FileManager.default.moveItem(atPath: disk + "/away", toPath: state)
            await store.save()
            #expect(try Self.checkpoint(state) == Checkpoint(sources: [Self.source(20)]))
            // Removed for good.
            try FileManager.default.removeItem(atPath: state)
            await store.update(Self.source(30))
            await store.save()
            #expect(try Self.checkpoint(state) == Checkpoint(sources: [Self.source(30)]))
            let told = log.messages(at: .warning).dropFirst(warnings.count)
            #expect(told.count == 1 && told.allSatisfy { $0.hasPrefix(state + ": was removed") }, "\(told)")
        }
    }

    @Test("a checkpoint whose directory another process has made anew leaves it to that one, until it ends")
    func takenCheckpoint() async throws {
        let log = RecordedLog()
        let logger = Logger(label: "test") { _ in log.makeHandler() }
        try await SmallDisk.with(bytes: 1 << 16) { disk in
            let state = disk + "/state"
            let store = try CheckpointStore(directory: state, logger: logger)
            await store.update(Self.source(10))
            await store.save()
            try FileManager.default.removeItem(atPath: state)
            var other: CheckpointStore? = try CheckpointStore(directory: state, logger: logger)
            await other?.update(Self.source(70))
            await other?.save()
            await store.update(Self.source(20))
            await store.save()
            #expect(try Self.checkpoint(state) == Checkpoint(sources: [Self.source(70)]))
            #expect(log.messages(at: .warning).contains { $0.contains("another process keeps its checkpoints there") })
            // What is made anew is held again.
            try FileManager.default.removeItem(atPath: state)
            await store.save()
            #expect(try Self.checkpoint(state) == Checkpoint(sources: [Self.source(20)]))
            #expect(throws: ShellError.self) { try CheckpointStore(directory: state, logger: logger) }
            other = nil
        }
    }

    private static func checkpoint(_ state: String) throws -> Checkpoint {
        try Checkpoint(decoding: SystemFileSystem().contents(of: state + "/checkpoint", bytesMax: 1 << 16))
    }

    @Test("a spool whose directory is taken away is told, and has again what can still be read, and what comes then")
    func vanishedSpool() throws {
        try SmallDisk.with(bytes: 1 << 20) { disk in
            let settings = SpoolSettings(freeBytesMin: 0, segmentBytes: 64 << 10)
            var taken: [ChunkID] = []
            do {
                var store = try SpoolStore(directory: disk + "/spool", settings: settings, now: .zero)
                taken += try Self.append(&store, 0..<3)
                try FileManager.default.removeItem(atPath: disk + "/spool")
                taken += try Self.append(&store, 3..<5, at: .seconds(1))
                let troubles = store.takeNews().troubles
                #expect(troubles.contains { $0.code == .vanished && $0.subject == disk + "/spool" }, "\(troubles)")
                taken += try Self.append(&store, 5..<40, at: .seconds(2))
                #expect(taken.count == 40)
                store.close(at: .seconds(3))
            }
            var store = try SpoolStore(directory: disk + "/spool", settings: settings, now: .zero)
            #expect(SpoolScene.takeAll(&store).map(\.chunk.id) == taken)
        }
    }

    @Test("files of compressed lines whose directory is taken away are told, and nothing is acknowledged into nowhere")
    func vanishedSegments() throws {
        try SmallDisk.with(bytes: 1 << 20) { disk in
            let settings = SegmentSettings(directory: disk + "/logs", name: "app")
            var writer = SegmentDirectory(settings: settings, files: SystemFileSystem()) {
                LogTime(seconds: 1_790_000_000)
            }
            var random = SeededRandom(seed: 1)
            func batch(_ number: Int) -> RecordBatch {
                let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .integer(Int64(number)))])
                return RecordBatch(tag: "app", records: [record], id: ChunkID(random: &random))
            }
            try writer.write([batch(0)], now: .zero)
            try FileManager.default.removeItem(atPath: disk + "/logs")
            let refused = batch(1)
            let error = #expect(throws: ShellError.self) { try writer.write([refused], now: .zero) }
            #expect(error?.code == .vanished && error?.subject.hasPrefix(disk + "/logs/") == true)
            try writer.write([refused], now: .zero)
            try writer.write([batch(2)], now: .zero)
            // Somebody else cannot have the directory meanwhile.
            #expect(throws: ShellError.self) { _ = try SystemFileSystem().lock(disk + "/logs/lock") }
            try writer.finish()
            let names = try SystemFileSystem().names(in: disk + "/logs").filter { $0.hasSuffix(".gz") }
            let bytes = try SystemFileSystem().contents(
                of: disk + "/logs/" + (try #require(names.first)), bytesMax: 1 << 20)
            let text = String(
                decoding: try Zlib.decompress(bytes, format: .gzip, outputBytesMax: 1 << 20), as: UTF8.self)
            #expect(text.split(separator: "\n").count == 2 && text.contains("\"n\":1") && text.contains("\"n\":2"))
        }
    }

    /// Appends chunks of 4 KB until one is not taken.
    private static func append(
        _ store: inout SpoolStore, _ numbers: Range<Int>, at now: Duration = .zero
    ) throws -> [ChunkID] {
        var taken: [ChunkID] = []
        for number in numbers {
            let chunk = try SpoolScene.chunk(number, bytes: 4_000)
            guard case .written = store.append(chunk, source: "app", at: now) else { break }
            taken.append(chunk.id)
        }
        store.keepUp(at: now, everything: true)
        return taken
    }
}
