import Testing

@testable import AtalayaLogs

struct MessagePackFramerTests {
    private static func values(_ count: Int, seed: UInt64) throws -> [[UInt8]] {
        var random = RepeatableRandom(seed: seed)
        return try (0..<count).map { _ in
            try MessagePackReaderTests.encoded(MessagePackReaderTests.randomValue(depth: 0, &random))
        }
    }

    /// Feeds `stream` in pieces and returns where frames ended.
    private func ends(_ stream: [UInt8], pieces: Int, limit: Int = 1 << 20, depth: Int = 64) throws -> [Int] {
        var framer = MessagePackFramer(frameBytesMax: limit, depthMax: depth)
        var buffer: [UInt8] = []
        var start = 0
        var found: [Int] = []
        for from in stride(from: 0, to: stream.count, by: pieces) {
            buffer += stream[from..<min(from + pieces, stream.count)]
            while let end = try framer.endOfFrame(in: buffer, from: start) {
                found.append(end)
                start = end
            }
        }
        #expect(framer.isInsideFrame == (start < stream.count))
        return found
    }

    @Test("Frames end where their values end, in any split", arguments: [1, 2, 3, 7, 64, 1_000_000])
    func random(pieces: Int) throws {
        let values = try Self.values(80, seed: 5)
        var expected: [Int] = []
        for value in values { expected.append((expected.last ?? 0) + value.count) }
        #expect(try ends(values.flatMap { $0 }, pieces: pieces) == expected)
    }

    @Test(
        "Every form of every kind is measured",
        arguments: [
            "05", "ff", "c0", "c2", "c3", "cc05", "cd0005", "ce00000005", "cf0000000000000005", "d005", "d10005",
            "d200000005",
            "d30000000000000005", "ca00000000", "cb0000000000000000", "a161", "d90161", "da000161", "db0000000161",
            "c40107",
            "c5000107", "c60000000107", "d40507", "d5050707", "d60507070707", "d7050707070707070707",
            "d80507070707070707070707070707070707", "c7010507", "c800010507", "c9000000010507", "90", "9101",
            "dc000101",
            "dd0000000101", "80", "810102", "de00010102", "df000000010102", "9390909190",
        ])
    func forms(input: String) throws {
        let value = hexadecimal(input)
        #expect(try ends(value, pieces: 1) == [value.count])
        #expect(try ends(value + value, pieces: 1) == [value.count, value.count * 2])
        #expect(try ends(Array(value.dropLast()), pieces: 1) == [])
    }

    @Test("A frame at the limit passes, one byte more is refused")
    func limit() throws {
        let value = try MessagePackReaderTests.encoded(.array([.string("12345678"), .integer(1)]))
        #expect(try ends(value, pieces: 1, limit: value.count) == [value.count])
        #expect(throws: LogsError(.limitExceeded, "", offset: 1)) {
            try ends(value, pieces: 1, limit: value.count - 1)
        }
    }

    @Test(
        "A header that announces too much is refused at once",
        arguments: ["dbffffffff", "ddffffffff", "9193dfffffffff"])
    func announced(input: String) {
        #expect(throws: (any Error).self) { try ends(hexadecimal(input), pieces: 1, limit: 1000) }
    }

    @Test("Too deep is refused at once, and so is the unused byte")
    func refused() throws {
        let deep = Array(repeating: UInt8(0x91), count: 20)
        #expect(throws: LogsError(.limitExceeded, "", offset: 10)) { try ends(deep, pieces: 3, depth: 10) }
        #expect(throws: LogsError(.malformed, "", offset: 1)) { try ends([0x91, 0xc1], pieces: 1) }
    }
}
