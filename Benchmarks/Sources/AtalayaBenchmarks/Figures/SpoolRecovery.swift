import Atalaya
import Foundation
import Measuring

/// Opening a spool of 1 GiB after a crash, until its first chunk could be sent. The files are in the page cache.
struct SpoolRecoveryTime: Figure {
    let name = "recovery of a spool of 1 GiB"
    let limit = "reading the first 72 bytes of each of its records"
    let targets = [Target.amount(atMost: 500_000_000, .nanoseconds)]

    private static let bytes = 1 << 30
    /// What 256 KiB of log lines come to when they are compressed.
    private static let chunkBytes = 32 << 10

    /// The files, as long as somebody measures them.
    private final class Files {
        let directory = FileManager.default.temporaryDirectory.path + "/atalaya-bench-" + UUID().uuidString

        deinit {
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    func prepare() throws -> Contest {
        let files = Files()
        try Self.fill(files.directory)
        let segments = try SpoolDirectory(files.directory).scan().segments
        let system = SystemFileSystem()
        return Contest(
            ours: {
                try Cost.measure(operations: 1) {
                    let store = try SpoolStore(directory: files.directory, settings: Self.settings, now: .zero)
                    blackHole(store.statistics.chunks)
                }
            },
            limit: {
                try Cost.measure(operations: 1) {
                    for segment in segments {
                        let file = try system.openForReading(files.directory + "/" + segment.name.text)
                        for record in segment.recovery.records {
                            blackHole(try file.read(at: UInt64(record.offset), bytesMax: 72))
                        }
                    }
                }
            })
    }

    private static let settings = SpoolSettings(bytesMax: bytes * 2, freeBytesMin: 0, synchronization: .never)

    private static func fill(_ directory: String) throws {
        var store = try SpoolStore(directory: directory, settings: settings, now: .zero)
        var random = SystemRandomNumberGenerator()
        let entries = (0..<chunkBytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for number in 0..<(bytes / chunkBytes) {
            let chunk = Chunk(
                id: ChunkID(random: &random), tag: "app", eventCount: 1_000, rawBytes: 256 << 10, entries: entries,
                entriesBytes: 256 << 10, isCompressed: true,
                spans: [SourceSpan(source: "stdin", from: UInt64(number) << 18, to: UInt64(number + 1) << 18)])
            _ = store.append(chunk, source: "app", at: .zero)
        }
        store.close(at: .zero)
    }
}
