import Atalaya
import AtalayaLogs
import AtalayaTesting
import Testing

/// What stands on the disk is not what was written there.
@Suite("A damaged spool")
struct SpoolDamageTests {
    /// Small, because every byte of it is damaged.
    private static let chunks = try? (0..<15).map { try SpoolScene.chunk($0, bytes: 60) }

    private func scene() -> SpoolScene {
        var scene = SpoolScene()
        scene.settings.segmentBytes = 1 << 10
        return scene
    }

    /// A spool of 15 chunks of which the first four are done with, as it stands on the disk.
    private func image() throws -> [String: [UInt8]] {
        let scene = self.scene()
        do {
            var store = try scene.open()
            for chunk in try #require(Self.chunks) { _ = store.append(chunk, source: "app", at: .zero) }
            store.keepUp(at: .zero, everything: true)
            for _ in 0..<4 {
                guard let record = store.next(at: .zero) else { break }
                store.done(record.sequence, at: .zero)
            }
            store.keepUp(at: .zero, everything: true)
        }
        var image: [String: [UInt8]] = [:]
        for name in try scene.disk.names(in: SpoolScene.directory) {
            image[name] = scene.disk.bytes(of: scene.path(name))
        }
        return image
    }

    /// Opens a spool with these files, and takes out of it what there is. It must start, and it must end.
    private func read(_ image: [String: [UInt8]]) throws -> (numbers: [Int], statistics: SpoolStatistics, losses: Int) {
        let scene = self.scene()
        for (name, bytes) in image { scene.disk.write(bytes, to: scene.path(name)) }
        var store = try scene.open()
        let records = SpoolScene.takeAll(&store)
        let chunks = try #require(Self.chunks)
        let numbers = records.compactMap { record in chunks.firstIndex(of: record.chunk) }
        #expect(numbers.count == records.count, "something came out that was never put in")
        let losses = store.takeNews().losses.count
        // It goes on working.
        try SpoolScene.fill(&store, 100..<101)
        let last = SpoolScene.takeAll(&store)
        #expect(last.map(\.chunk) == [try SpoolScene.chunk(100)])
        return (numbers, store.statistics, losses)
    }

    private static let shares = 8

    @Test("costs no more than the record that was hit, and tells: a flipped byte at any place", arguments: 0..<shares)
    func flipped(share: Int) throws {
        let image = try self.image()
        for (name, bytes) in image {
            for position in stride(from: share, to: bytes.count, by: Self.shares) {
                var damaged = image
                damaged[name]?[position] ^= UInt8(1 << (position % 8))
                let (numbers, statistics, losses) = try self.read(damaged)
                let missing = Set(4..<15).subtracting(numbers)
                #expect(missing.count <= 1, "\(name):\(position): \(missing)")
                let told =
                    losses + Int(statistics.lostChunks) + statistics.quarantined.values.reduce(0) { $0 + Int($1) }
                #expect(missing.isEmpty || told > 0, "\(name):\(position) tells nothing")
                if name != "commit" { #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count) }
            }
        }
    }

    @Test("ends where its last segment was cut, at any length")
    func truncated() throws {
        let image = try self.image()
        let last = try #require(image.keys.filter { $0.hasPrefix("seg-") }.max())
        let bytes = try #require(image[last])
        for length in 0..<bytes.count {
            var cut = image
            cut[last] = Array(bytes[..<length])
            let (numbers, _, losses) = try self.read(cut)
            #expect(numbers == Array(4..<(4 + numbers.count)) && losses == 0, "\(length)")
        }
    }

    @Test("has a tail of zeros, as an allocation beforehand leaves it, or what a crash has made of it")
    func zeroFilledTail() throws {
        let image = try self.image()
        let last = try #require(image.keys.filter { $0.hasPrefix("seg-") }.max())
        let bytes = try #require(image[last])
        for zeros in [1, 7, 8, 4_096, 100_000] {
            var longer = image
            longer[last] = bytes + [UInt8](repeating: 0, count: zeros)
            let (numbers, statistics, _) = try self.read(longer)
            #expect(numbers == Array(4..<15) && statistics.quarantined.isEmpty)
        }
        for kept in stride(from: 0, to: bytes.count, by: 5) {
            var zeroed = image
            zeroed[last] = Array(bytes[..<kept]) + [UInt8](repeating: 0, count: bytes.count - kept)
            let (numbers, _, losses) = try self.read(zeroed)
            #expect(numbers == Array(4..<(4 + numbers.count)) && losses == 0, "\(kept)")
        }
    }

    @Test("whose commit slots are both bad sends everything again")
    func commitSlots() throws {
        var image = try self.image()
        image["commit"] = [UInt8](repeating: 0xff, count: 1_024)
        let (numbers, statistics, losses) = try self.read(image)
        #expect(numbers == Array(0..<15) && statistics.lostChunks == 0 && losses == 0)
        image["commit"] = nil
        #expect(try self.read(image).numbers == Array(0..<15))
        image["commit"] = []
        #expect(try self.read(image).numbers == Array(0..<15))
    }

    @Test("whose middle segment is missing sends the rest, and counts the chunks that are gone")
    func missingSegment() throws {
        var image = try self.image()
        let segments = image.keys.filter { $0.hasPrefix("seg-") }.sorted()
        try #require(segments.count >= 3)
        let whole = try self.read(image).numbers
        image[segments[1]] = nil
        let (numbers, statistics, _) = try self.read(image)
        #expect(numbers.count < whole.count && Set(numbers).isSubset(of: whole))
        #expect(Int(statistics.lostChunks) == whole.count - numbers.count)
    }

    @Test(
        "of which everything is missing but the commit begins behind it, and counts nothing as lost that was done with")
    func onlyCommit() throws {
        let image = try self.image()
        let (numbers, statistics, _) = try self.read(["commit": try #require(image["commit"])])
        #expect(numbers.isEmpty && statistics.lostChunks == 0)
    }

    @Test("keeps what makes no sense aside, up to its bound")
    func quarantine() throws {
        let image = try self.image()
        let name = try #require(image.keys.filter { $0.hasPrefix("seg-") }.min())
        for bound in [0, 1 << 20] {
            var scene = self.scene()
            scene.settings.quarantineBytesMax = bound
            for (name, bytes) in image { scene.disk.write(bytes, to: scene.path(name)) }
            // The magic of the record in the middle.
            var bytes = try #require(image[name])
            bytes[64 + 176 * 4] ^= 0xff
            bytes[64 + 176 * 4 + 1] ^= 0xff
            scene.disk.write(bytes, to: scene.path(name))
            var store = try scene.open()
            _ = SpoolScene.takeAll(&store)
            #expect(store.statistics.quarantined.values.reduce(0, +) == 1)
            let kept = (try? scene.disk.names(in: scene.path("quarantine"))) ?? []
            #expect(kept.count == (bound == 0 ? 0 : 2))
            if let reason = kept.first(where: { $0.hasSuffix(".reason") }) {
                let text = String(
                    decoding: scene.disk.bytes(of: scene.path("quarantine/" + reason)) ?? [], as: UTF8.self)
                #expect(text.contains(name))
            }
        }
    }

    @Test("with files of others in its directory leaves them alone")
    func foreignFiles() throws {
        var image = try self.image()
        image["notes.txt"] = [1, 2, 3]
        image["seg-1.spool"] = [1, 2, 3]
        let scene = self.scene()
        for (name, bytes) in image { scene.disk.write(bytes, to: scene.path(name)) }
        var store = try scene.open()
        for record in SpoolScene.takeAll(&store) { store.done(record.sequence, at: .zero) }
        store.keepUp(at: .zero, everything: true)
        #expect(scene.disk.bytes(of: scene.path("notes.txt")) == [1, 2, 3])
        #expect(scene.disk.bytes(of: scene.path("seg-1.spool")) == [1, 2, 3])
    }

    @Test("of another version is left alone and reported")
    func otherVersion() throws {
        let scene = SpoolScene()
        var header = SpoolSegmentHeader(
            id: try #require(ChunkID(bytes: Array(repeating: 7, count: 16))), firstSequence: 1,
            created: LogTime(seconds: 0)
        ).encode()
        header[9] = 9
        header.replaceSubrange(60..<64, with: [0, 0, 0, 0])
        let checksum = Crc32.of(Array(header[..<60]))
        header.replaceSubrange(60..<64, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
        let name = "seg-0000000000000001-07070707070707070707070707070707.spool"
        scene.disk.write(header, to: scene.path(name))
        var store = try scene.open()
        let troubles = store.takeNews().troubles
        #expect(troubles.map(\.code) == [.configuration])
        store.keepUp(at: .seconds(1), everything: true)
        #expect(scene.disk.bytes(of: scene.path(name)) == header)
    }
}

/// CRC-32 as its definition says, a bit at a time.
private enum Crc32 {
    static func of(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
