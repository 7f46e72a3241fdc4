import AtalayaLogs
import Testing

struct MessagePackReaderTests {
    static let rich: LogValue = .map([
        LogField("null", .null), LogField("yes", .bool(true)), LogField("no", .bool(false)),
        LogField("small", .integer(-5)), LogField("large", .integer(.min)), LogField("id", .unsigned(.max)),
        LogField("pi", .double(3.25)), LogField("text", .string("line\nwith \"quotes\" and 🦉")),
        LogField("bytes", .binary([0, 255, 128])), LogField("", .array([.integer(1), .array([]), .map([])])),
        LogField("nested", .map([LogField("a", .map([LogField("b", .string(String(repeating: "x", count: 300)))]))])),
        LogField("a", .integer(70_000)), LogField("a", .integer(200)),
    ])

    static func encoded(_ value: LogValue) throws -> [UInt8] {
        var buffer: [UInt8] = []
        try MessagePackWriter.write(value, into: &buffer)
        return buffer
    }

    @Test("What was written is read")
    func roundTrip() throws {
        var reader = MessagePackReader(try Self.encoded(Self.rich))
        #expect(try reader.readValue() == Self.rich)
        #expect(reader.isAtEnd)
        #expect(reader.nextKind == nil)
    }

    @Test("Random values are read as they were written")
    func randomRoundTrip() throws {
        var random = RepeatableRandom(seed: 11)
        for _ in 0..<300 {
            let value = Self.randomValue(depth: 0, &random)
            var reader = MessagePackReader(try Self.encoded(value))
            #expect(try reader.readValue() == value)
            #expect(reader.isAtEnd)
        }
    }

    static func randomValue(depth: Int, _ random: inout RepeatableRandom) -> LogValue {
        switch Int.random(in: 0..<(depth < 4 ? 9 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2:
            return .integer(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random))
        case 3: return .unsigned(UInt64.random(in: (UInt64(Int64.max) + 1)...UInt64.max, using: &random))
        case 4: return .double(Double.random(in: -1e9...1e9, using: &random))
        case 5: return .string(String(repeating: "ż", count: Int.random(in: 0..<200, using: &random)))
        case 6: return .binary(Array(repeating: 7, count: Int.random(in: 0..<300, using: &random)))
        case 7:
            let count = Int.random(in: 0..<20, using: &random)
            return .array((0..<count).map { _ in randomValue(depth: depth + 1, &random) })
        default:
            let count = Int.random(in: 0..<20, using: &random)
            return .map((0..<count).map { LogField("key\($0)", randomValue(depth: depth + 1, &random)) })
        }
    }

    @Test(
        "Encodings that are longer than needed are read too",
        arguments: [
            ("cc05", .integer(5)), ("cd0005", .integer(5)), ("ce00000005", .integer(5)),
            ("cf0000000000000005", .integer(5)), ("d0ff", .integer(-1)), ("d3ffffffffffffffff", .integer(-1)),
            ("ca3fc00000", .double(1.5)), ("d90161", .string("a")), ("da000161", .string("a")),
            ("db0000000161", .string("a")), ("c5000107", .binary([7])), ("c60000000107", .binary([7])),
            ("dc000101", .array([.integer(1)])), ("dd0000000101", .array([.integer(1)])),
            ("de0001a16101", .map([LogField("a", .integer(1))])),
            ("df00000001a16101", .map([LogField("a", .integer(1))])),
        ] as [(String, LogValue)])
    func longForms(input: String, expected: LogValue) throws {
        var reader = MessagePackReader(hexadecimal(input))
        #expect(try reader.readValue() == expected)
        #expect(reader.isAtEnd)
    }

    @Test(
        "Extension values become a map of type and data",
        arguments: ["d40507", "c7010507", "c800010507", "c9000000010507"])
    func extensions(input: String) throws {
        var reader = MessagePackReader(hexadecimal(input))
        let value = try reader.readValue()
        #expect(value["extension_type"] == .integer(5))
        #expect(value["extension_data"] == .binary([7]))
        #expect(reader.isAtEnd)
    }

    @Test("A value cut at any byte is truncated, and the reader stays where it was")
    func truncated() throws {
        let whole = try Self.encoded(Self.rich)
        for length in 0..<whole.count {
            var reader = MessagePackReader(Array(whole[..<length]))
            do {
                _ = try reader.readValue()
                Issue.record("\(length) of \(whole.count) bytes were accepted")
            } catch {
                #expect(error.code == .truncated)
                #expect(reader.position == 0)
            }
        }
    }

    @Test(
        "A value with any byte replaced is read or refused, never a trap",
        arguments: [0x00, 0x93, 0xc1, 0xdd, 0xff] as [UInt8])
    func replaced(byte: UInt8) throws {
        let whole = try Self.encoded(Self.rich)
        for position in whole.indices {
            var damaged = whole
            damaged[position] = byte
            var reader = MessagePackReader(damaged)
            _ = try? reader.readValue()
            #expect(reader.position <= damaged.count)
        }
    }

    @Test("Random bytes are read or refused, never a trap")
    func noise() {
        var random = RepeatableRandom(seed: 3)
        for _ in 0..<3000 {
            let noise = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
            var reader = MessagePackReader(noise)
            while !reader.isAtEnd, (try? reader.readValue()) != nil {}
        }
    }

    @Test(
        "What is not as it should be is malformed, at its offset",
        arguments: [
            ("c1", 0), ("92c0c1", 2), ("810102", 1), ("81c0c0", 1), ("a1ff", 0), ("91a2c328", 1), ("81a161a1ff", 3),
        ])
    func malformed(input: String, offset: Int) {
        var reader = MessagePackReader(hexadecimal(input))
        #expect(throws: LogsError(.malformed, "", offset: offset)) { try reader.readValue() }
        #expect(reader.position == 0)
    }

    @Test(
        "A huge length in a header is refused without allocating",
        arguments: ["ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "c9ffffffff00"])
    func liars(input: String) {
        var reader = MessagePackReader(hexadecimal(input), limits: .init(valueBytesMax: .max))
        #expect(throws: LogsError(.truncated, "", offset: 0)) { try reader.readValue() }
        reader = MessagePackReader(hexadecimal(input), limits: .init(valueBytesMax: 1000))
        #expect(throws: (any Error).self) { try reader.readValue() }
    }

    @Test("Depth, value length and number of values are bounded, and the bound itself is allowed")
    func limits() throws {
        let deep = Array(repeating: UInt8(0x91), count: 10) + [0xc0]
        var reader = MessagePackReader(deep, limits: .init(depthMax: 10))
        _ = try reader.readValue()
        reader = MessagePackReader(deep, limits: .init(depthMax: 9))
        #expect(throws: LogsError(.limitExceeded, "", offset: 9)) { try reader.readValue() }

        let text = try Self.encoded(.string("12345"))
        reader = MessagePackReader(text, limits: .init(valueBytesMax: 5))
        _ = try reader.readValue()
        reader = MessagePackReader(text, limits: .init(valueBytesMax: 4))
        #expect(throws: LogsError(.limitExceeded, "", offset: 0)) { try reader.readValue() }

        let many = try Self.encoded(.array([.null, .null, .null]))
        reader = MessagePackReader(many, limits: .init(valuesMax: 4))
        _ = try reader.readValue()
        reader = MessagePackReader(many, limits: .init(valuesMax: 3))
        #expect(throws: LogsError(.limitExceeded, "", offset: 3)) { try reader.readValue() }
    }

    @Test("A part of an array is read in place, and a range beyond it is cut")
    func ranges() throws {
        let input = hexadecimal("c1 a161 c1")
        var reader = MessagePackReader(input, in: 1..<3)
        #expect(try reader.readString() == "a")
        #expect(reader.isAtEnd)
        reader = MessagePackReader(input, in: 3..<900)
        #expect(throws: LogsError(.malformed, "", offset: 3)) { try reader.readValue() }
        reader = MessagePackReader(input, in: 800..<900)
        #expect(throws: LogsError(.truncated, "", offset: 4)) { try reader.readValue() }
    }

    @Test("Asking for another kind than comes next is malformed and moves nothing")
    func wrongKind() throws {
        var reader = MessagePackReader(hexadecimal("a161"))
        #expect(throws: LogsError(.malformed, "", offset: 0)) { try reader.readArrayHeader() }
        #expect(throws: LogsError(.malformed, "", offset: 0)) { try reader.readMapHeader() }
        #expect(throws: LogsError(.malformed, "", offset: 0)) { try reader.readInteger() }
        #expect(throws: LogsError(.malformed, "", offset: 0)) { try reader.readBinary() }
        #expect(try reader.readString() == "a")
    }
}
