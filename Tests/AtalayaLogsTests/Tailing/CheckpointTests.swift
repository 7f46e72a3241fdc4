import AtalayaLogs
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    static let checkpoint = Checkpoint(
        sources: [
            .init(
                path: "/var/log/\"odd\"\\\n\u{1F5FC}.log", nextGeneration: 8,
                files: [
                    .init(
                        generation: 7, path: "/var/log/app.log.1", offset: 4_711,
                        identity: FileIdentity(
                            key: FileKey(device: .max, inode: 131), head: HeadFingerprint(byteCount: 1_024, hash: .max),
                            tail: TailFingerprint(end: 5_000, byteCount: 256, hash: 0)),
                        counted: [4_711..<4_800, 4_900..<5_000], records: 31)
                ]), .init(path: "/var/log/other.log", nextGeneration: 1, files: []),
        ],
        tallies: [
            .init(source: "app", metric: "requests_total", labels: ["GET", "\"\n"], value: .counter(0.1)),
            .init(source: "app", metric: "level", labels: [], value: .gauge(-.infinity)),
            .init(source: "b", metric: "seconds", labels: [""], value: .histogram([1, 0, .max], sum: 2.5)),
        ])

    static func error(_ bytes: [UInt8]) -> LogsError? {
        do throws(LogsError) {
            _ = try Checkpoint(decoding: bytes)
            return nil
        } catch {
            return error
        }
    }

    /// The body with the first line that belongs to it.
    static func sealed(_ body: String, version: Int = 1) throws -> [UInt8] {
        // The right checksum is the one for which the body is read, or refused for another reason: it is in the encoding
        // of a checkpoint, but for a body of our own it must be computed. CRC-32, bit by bit.
        var crc: UInt32 = .max
        for byte in body.utf8 {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return Array("atalaya-checkpoint \(version) \(String(~crc, radix: 16))\n\(body)".utf8)
    }

    @Test("What is encoded is decoded, and is the same bytes each time")
    func roundTrip() throws {
        let bytes = Self.checkpoint.encoded()
        #expect(try Checkpoint(decoding: bytes) == Self.checkpoint)
        #expect(bytes == Self.checkpoint.encoded())
        #expect(try Checkpoint(decoding: Checkpoint().encoded()) == Checkpoint())
        #expect(Self.checkpoint["/var/log/other.log"]?.nextGeneration == 1)
        #expect(Self.checkpoint["/else"] == nil)
    }

    @Test("The form on the disk stays what it is")
    func form() throws {
        let body = """
            {"path":"/a.log","next":2,"files":[{"generation":1,"path":"/a.log","offset":3,"device":4,"inode":5,\
            "head":[6,7],"tail":[8,2,9]}]}

            """
        let checkpoint = Checkpoint(sources: [
            .init(
                path: "/a.log", nextGeneration: 2,
                files: [
                    .init(
                        generation: 1, path: "/a.log", offset: 3,
                        identity: FileIdentity(
                            key: FileKey(device: 4, inode: 5), head: HeadFingerprint(byteCount: 6, hash: 7),
                            tail: TailFingerprint(end: 8, byteCount: 2, hash: 9)))
                ])
        ])
        #expect(String(decoding: checkpoint.encoded(), as: UTF8.self).hasSuffix(body))
        #expect(try Checkpoint(decoding: try Self.sealed(body)) == checkpoint)
    }

    @Test("The number of the next record is in it; in one of an earlier version the count begins")
    func records() throws {
        func body(_ end: String) -> String {
            """
            {"path":"/a.log","next":2,"files":[{"generation":1,"path":"/a.log","offset":3,"device":4,"inode":5,\
            "head":[6,7],"tail":[8,2,9]\(end)}]}

            """
        }
        for (end, records) in [("", UInt64(0)), (",\"records\":17", 17)] {
            let checkpoint = try Checkpoint(decoding: try Self.sealed(body(end)))
            #expect(checkpoint.sources[0].files[0].records == records)
            #expect(String(decoding: checkpoint.encoded(), as: UTF8.self).hasSuffix(body(end)))
        }
    }

    @Test("Every part of a checkpoint, and one with any byte changed, is refused")
    func damage() {
        let bytes = Self.checkpoint.encoded()
        for length in 0..<bytes.count { #expect(Self.error(Array(bytes[..<length])) != nil, "\(length) bytes") }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x04
            #expect(Self.error(damaged) != nil, "byte \(index)")
        }
        #expect(Self.error([UInt8](repeating: 0, count: 4_096))?.code == .truncated)
        #expect(Self.error([UInt8](repeating: 0x0A, count: 4_096))?.code == .malformed)
        #expect(Self.error(bytes + Array("x".utf8))?.code == .checksumMismatch)
    }

    @Test("Another version is named as such")
    func version() throws {
        #expect(Self.error(try Self.sealed("", version: 2))?.code == .unsupportedVersion)
    }

    @Test(
        "A line that lacks something is refused although its checksum is right",
        arguments: [
            "{}", "[]", "x", "{\"path\":\"a\",\"files\":[]}", "{\"path\":\"a\",\"next\":-1,\"files\":[]}",
            "{\"path\":\"a\",\"next\":1,\"files\":[{}]}",
            "{\"path\":\"a\",\"next\":1,\"files\":[{\"path\":\"a\",\"head\":[1],\"tail\":[1,2,3]}]}",
            "{\"path\":\"a\",\"next\":1.5,\"files\":[]}",
        ])
    func incomplete(line: String) throws {
        #expect(Self.error(try Self.sealed(line + "\n"))?.code == .malformed)
    }

    @Test("Keys of a later version are ignored")
    func unknownKeys() throws {
        let bytes = try Self.sealed("{\"later\":{\"a\":1},\"path\":\"a\",\"next\":3,\"files\":[]}\n")
        #expect(try Checkpoint(decoding: bytes)["a"]?.nextGeneration == 3)
    }
}

@Suite("Fingerprints of files")
struct FileIdentityTests {
    static let bytes = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 5) }

    @Test(
        "A fingerprint recognises the file after it has grown",
        arguments: [0, 1, 63, 64, 65, 127, 500, 1_023, 1_024, 2_000])
    func growth(length: Int) {
        let head = HeadFingerprint(Array(Self.bytes.prefix(length)))
        #expect(head.byteCount <= UInt64(min(length, 1_024)))
        for grown in [length, length + 1, 3_000] { #expect(head.matches(Array(Self.bytes.prefix(grown)))) }
        if length > 0 {
            #expect(!head.matches(Array(Self.bytes.prefix(Int(head.byteCount) - 1))))
            var other = Self.bytes
            other[Int(head.byteCount) - 1] ^= 1
            #expect(!head.matches(other))
        }
    }

    @Test("The hash is what it was when checkpoints were written with it")
    func stability() {
        #expect(HeadFingerprint(Array("foobar".utf8)).hash == 0x8594_4171_F739_67E8)
        #expect(HeadFingerprint([]).hash == 0xCBF2_9CE4_8422_2325)
    }

    @Test("A tail matches only its own bytes")
    func tail() {
        let tail = TailFingerprint(Array("abc".utf8), end: 10)
        #expect(tail.range == 7..<10)
        #expect(tail.matches(Array("abc".utf8)))
        #expect(!tail.matches(Array("abd".utf8)))
        #expect(!tail.matches(Array("ab".utf8)))
        #expect(TailFingerprint(end: 3, byteCount: 9, hash: 0).range == 0..<3)
        #expect(TailFingerprint(end: .max, byteCount: .max, hash: 0).range.count == TailFingerprint.bytesMax)
    }
}
