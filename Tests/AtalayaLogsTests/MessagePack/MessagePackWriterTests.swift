import AtalayaLogs
import Testing

struct MessagePackWriterTests {
    private func written(_ value: LogValue) throws -> [UInt8] {
        var buffer: [UInt8] = []
        try MessagePackWriter.write(value, into: &buffer)
        return buffer
    }

    @Test(
        "Integers take their shortest form",
        arguments: [
            (.integer(0), "00"), (.integer(127), "7f"), (.integer(128), "cc80"), (.integer(255), "ccff"),
            (.integer(256), "cd0100"), (.integer(65_535), "cdffff"), (.integer(65_536), "ce00010000"),
            (.integer(4_294_967_295), "ceffffffff"), (.integer(4_294_967_296), "cf0000000100000000"),
            (.integer(.max), "cf7fffffffffffffff"), (.unsigned(.max), "cfffffffffffffffff"), (.integer(-1), "ff"),
            (.integer(-32), "e0"), (.integer(-33), "d0df"), (.integer(-128), "d080"), (.integer(-129), "d1ff7f"),
            (.integer(-32_768), "d18000"), (.integer(-32_769), "d2ffff7fff"), (.integer(-2_147_483_648), "d280000000"),
            (.integer(-2_147_483_649), "d3ffffffff7fffffff"), (.integer(.min), "d38000000000000000"),
        ] as [(LogValue, String)])
    func integers(value: LogValue, expected: String) throws {
        #expect(try written(value) == hexadecimal(expected))
    }

    @Test(
        "Other scalars and small containers have the specification's bytes",
        arguments: [
            (.null, "c0"), (.bool(false), "c2"), (.bool(true), "c3"), (.double(1.5), "cb3ff8000000000000"),
            (.double(-.infinity), "cbfff0000000000000"), (.string(""), "a0"), (.string("é"), "a2c3a9"),
            (.binary([]), "c400"), (.binary([1, 2]), "c4020102"), (.array([]), "90"),
            (.array([.null, .array([.integer(7)])]), "92c09107"), (.map([]), "80"),
            (.map([LogField("b", .integer(1)), LogField("a", .integer(2))]), "82a16201a16102"),
        ] as [(LogValue, String)])
    func others(value: LogValue, expected: String) throws {
        #expect(try written(value) == hexadecimal(expected))
    }

    @Test(
        "Strings change their header at each size the format has",
        arguments: [
            (31, "bf"), (32, "d920"), (255, "d9ff"), (256, "da0100"), (65_535, "daffff"), (65_536, "db00010000"),
        ])
    func stringHeaders(count: Int, header: String) throws {
        let text = String(repeating: "x", count: count)
        #expect(try written(.string(text)) == hexadecimal(header) + Array(text.utf8))
    }

    @Test(
        "Binary, arrays and maps change their headers at each size the format has",
        arguments: [
            (15, "c40f", "9f", "8f"), (16, "c410", "dc0010", "de0010"), (255, "c4ff", "dc00ff", "de00ff"),
            (256, "c50100", "dc0100", "de0100"), (65_535, "c5ffff", "dcffff", "deffff"),
            (65_536, "c600010000", "dd00010000", "df00010000"),
        ])
    func headers(count: Int, binary: String, array: String, map: String) throws {
        var buffer: [UInt8] = []
        try MessagePackWriter.writeBinaryHeader(byteCount: count, into: &buffer)
        try MessagePackWriter.writeArrayHeader(count, into: &buffer)
        try MessagePackWriter.writeMapHeader(count, into: &buffer)
        #expect(buffer == hexadecimal(binary + array + map))
    }

    @Test(
        "Lengths that the format cannot say are refused and write nothing", arguments: [-1, 1 << 32, Int.max, Int.min])
    func impossibleLengths(count: Int) {
        var buffer: [UInt8] = []
        #expect(throws: LogsError(.limitExceeded, "")) {
            try MessagePackWriter.writeStringHeader(byteCount: count, into: &buffer)
        }
        #expect(throws: LogsError(.limitExceeded, "")) {
            try MessagePackWriter.writeArrayHeader(count, into: &buffer)
        }
        #expect(buffer.isEmpty)
    }

    @Test("Nesting beyond the limit is refused, and at the limit it is written")
    func depth() throws {
        func nested(_ depth: Int) -> LogValue {
            (0..<depth).reduce(LogValue.null) { value, _ in .array([value]) }
        }
        #expect(try written(nested(MessagePackWriter.depthMax)).count == MessagePackWriter.depthMax + 1)
        #expect(throws: LogsError(.limitExceeded, "")) { try written(nested(MessagePackWriter.depthMax + 1)) }
    }

    @Test("Output is appended and what was there stays")
    func appends() throws {
        var buffer: [UInt8] = [1, 2, 3]
        MessagePackWriter.writeNull(into: &buffer)
        #expect(buffer == [1, 2, 3, 0xc0])
    }
}

struct MessagePackTextTests {
    private func text(_ input: [UInt8]) throws -> (String, Int) {
        var buffer: [UInt8] = []
        let offending = try MessagePackWriter.writeText(input.span, into: &buffer)
        var reader = MessagePackReader(buffer)
        return (try reader.readString(), offending)
    }

    @Test("UTF-8 stands as it is", arguments: ["", "plain", "back\\slash", "żółć 🦉", "nul \0 inside", "\u{FEFF}bom"])
    func valid(string: String) throws {
        let (written, offending) = try text(Array(string.utf8))
        #expect(written == string)
        #expect(offending == 0)
    }

    @Test(
        "Bytes that are not UTF-8 are escaped and counted",
        arguments: [
            ([0xff], #"\xFF"#, 1), ([0x61, 0x80, 0x62], #"a\x80b"#, 1), ([0xe2, 0x82], #"\xE2\x82"#, 2),
            ([0xc3, 0xa9, 0xc3], #"é\xC3"#, 1), ([0x5c, 0xfe], #"\\xFE"#, 1),
            ([0xed, 0xa0, 0x80], #"\xED\xA0\x80"#, 3), ([0xc0, 0xaf], #"\xC0\xAF"#, 2),
        ] as [([UInt8], String, Int)])
    func invalid(input: [UInt8], expected: String, count: Int) throws {
        let (written, offending) = try text(input)
        #expect(written == expected)
        #expect(offending == count)
    }

    @Test("From escaped text the bytes can be had back, for every byte value")
    func lossless() throws {
        // Without backslashes of its own: those stay as they are, so such text must be known to be escaped.
        let input = ((0...255).map { UInt8($0) } + (0...255).reversed().map { UInt8($0) }).filter { $0 != 0x5c }
        let (written, offending) = try text(input)
        #expect(offending == 256)
        var restored: [UInt8] = []
        var rest = Array(written.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                restored.append(byte)
                continue
            }
            #expect(rest.popFirst() == UInt8(ascii: "x"))
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            restored.append(try #require(UInt8(digits, radix: 16)))
            rest = rest.dropFirst(2)
        }
        #expect(restored == input)
    }
}
