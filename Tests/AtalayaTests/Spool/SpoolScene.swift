import Atalaya
import AtalayaLogs
import AtalayaTesting
import Synchronization
import Testing

/// A spool on a file system in memory, and chunks that can be told apart.
struct SpoolScene {
    static let directory = "/spool/app"
    let disk = MemoryFileSystem()
    var settings = SpoolSettings(freeBytesMin: 0, segmentBytes: 4 << 10)

    func open(at now: Duration = .zero, wall: Int64 = 1_800_000_000) throws -> SpoolStore {
        try SpoolStore(
            directory: Self.directory, settings: self.settings, files: self.disk, now: now,
            wall: { LogTime(seconds: wall) })
    }

    static func chunk(_ number: Int, bytes: Int = 200) throws -> Chunk {
        let id = try #require(ChunkID(bytes: (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 8))) }))
        let entries = (0..<bytes).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }
        let span = SourceSpan(source: "stdin", from: UInt64(number) * 100, to: UInt64(number + 1) * 100)
        return Chunk(
            id: id, tag: "app", eventCount: 3, rawBytes: 100, entries: entries, entriesBytes: 300, isCompressed: true,
            spans: [span])
    }

    /// Appends chunks and brings them to the disk.
    static func fill(_ store: inout SpoolStore, _ numbers: some Sequence<Int>, at now: Duration = .zero) throws {
        for number in numbers {
            guard case .written = store.append(try self.chunk(number), source: "app", at: now) else {
                Issue.record("chunk \(number) was not taken")
                return
            }
        }
        store.keepUp(at: now, everything: true)
    }

    /// Takes out everything that there is, as far as it is sound.
    static func takeAll(_ store: inout SpoolStore, at now: Duration = .zero) -> [SpoolRecord] {
        var records: [SpoolRecord] = []
        while let record = store.next(at: now) { records.append(record) }
        return records
    }

    /// How many chunks the store has called safe since it was last asked.
    static func durable(_ store: inout SpoolStore) -> Int { store.takeNews().durable.count }

    /// The names of the segments.
    var segments: [String] {
        (try? self.disk.names(in: Self.directory))?.filter { $0.hasPrefix("seg-") } ?? []
    }

    func path(_ name: String) -> String { Self.directory + "/" + name }
}

/// A clock on the wall that a test can move.
final class Wall: Sendable {
    let seconds = Atomic<Int64>(1_800_000_000)

    init() {}
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
