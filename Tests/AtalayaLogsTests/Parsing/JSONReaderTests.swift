import AtalayaLogs
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
    static func read(_ text: String, limits: JSONLimits = JSONLimits()) throws(LogsError) -> LogValue {
        try JSONReader.read(Array(text.utf8).span, limits: limits)
    }

    @Test(
        "Values become what they say",
        arguments: [
            ("null", LogValue.null), ("true", .bool(true)), (" false ", .bool(false)), ("\"\"", .string("")),
            ("[]", .array([])), ("{}", .map([])), ("\t[1 ,2]\r\n", .array([.integer(1), .integer(2)])),
            (#"{"a":{"b":[null]}}"#, .map([LogField("a", .map([LogField("b", .array([.null]))]))])),
            (
                #"{"b":1,"a":2,"b":3}"#,
                .map([LogField("b", .integer(1)), LogField("a", .integer(2)), LogField("b", .integer(3))])
            ),
        ])
    func values(text: String, expected: LogValue) throws {
        #expect(try Self.read(text) == expected)
    }

    @Test(
        "Integers are exact where 64 bits hold them",
        arguments: [
            ("0", LogValue.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .unsigned(9_223_372_036_854_775_808)),
            ("18446744073709551615", .unsigned(.max)), ("18446744073709551616", .double(0x1p64)),
            ("-9223372036854775809", .double(-0x1p63)),
        ])
    func integers(text: String, expected: LogValue) throws {
        #expect(try Self.read(text) == expected)
    }

    @Test(
        "Other numbers become the nearest Double",
        arguments: [
            "0.1", "-0.0", "1.5", "1e3", "1E+3", "123456789.123456789", "0.30000000000000004", "9007199254740993.0",
            "1e22",
            "1e23", "123e-25", "2.2250738585072011e-308", "5e-324", "1e-400", "1.7976931348623157e308",
            "0.000000000000000000000000000001", "179769313486231570000000000000000000000e250",
            "1e-99999999999999999999",
        ])
    func doubles(text: String) throws {
        let value = try Self.read(text)
        guard case .double(let double) = value else {
            Issue.record("\(text) became \(value)")
            return
        }
        #expect(double.bitPattern == Double(text)?.bitPattern)
    }

    @Test("Any fraction agrees with the standard library's reading", arguments: 0..<100)
    func randomDoubles(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<50 {
            let digits = UInt64.random(in: 0...(1 << UInt64.random(in: 1...63, using: &random)), using: &random)
            let text =
                "\(digits).\(Int.random(in: 0...999_999, using: &random))e\(Int.random(in: -40...40, using: &random))"
            #expect(try Self.read(text) == .double(try #require(Double(text))), "\(text)")
        }
    }

    @Test(
        "Strings lose their escapes and nothing else",
        arguments: [
            (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u0041\u00e9\u20AC""#, "A\u{E9}\u{20AC}"),
            (#""\uD83D\uDDFC and \ud83d\uddfc""#, "\u{1F5FC} and \u{1F5FC}"), (#""\u0000""#, "\0"),
            ("\"\u{1F5FC} caf\u{E9} long enough to span words\"", "\u{1F5FC} caf\u{E9} long enough to span words"),
            ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
        ])
    func strings(text: String, expected: String) throws {
        let read = try Self.read(text).stringValue
        #expect(read.map { Array($0.utf8) } == Array(expected.utf8))
    }

    @Test(
        "What RFC 8259 does not allow is malformed, at the byte where it goes wrong",
        arguments: [
            ("01", 1), ("-x", 1), ("1.e1", 2), (".5", 0), ("+1", 0), ("1e+", 3), ("NaN", 0), ("tru", 3), ("trux", 3),
            ("\"\u{1}\"", 1), ("\"a\nb\"", 2), (#""\x41""#, 2), (#""\u12G4""#, 5), (#""\uD800""#, 3),
            (#""\uDC00\uD800""#, 3),
            (#""\uD800\u0041""#, 3), ("[1,]", 3), ("[1 2]", 3), ("{,}", 1), (#"{"a" 1}"#, 5), (#"{"a":1,}"#, 7),
            ("{a:1}", 1),
            ("[1]]", 3), ("1 2", 2), ("'a'", 0), ("// c\n1", 0), ("\u{FEFF}1", 0), ("1e999", 0), ("-1e400", 0),
            ("\u{B}1", 0),
        ])
    func malformed(text: String, offset: Int) {
        let error = #expect(throws: LogsError.self) { try Self.read(text) }
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
        #expect(error?.code == .malformed || error?.code == .truncated)
    }

    @Test("Every beginning of a text is truncated and never read", arguments: [#"{"a":[1,true,"b\u00e9",{"c":null}]}"#])
    func truncated(text: String) {
        for length in 0..<text.utf8.count {
            let error = #expect(throws: LogsError.self) { try JSONReader.read(Array(text.utf8.prefix(length)).span) }
            #expect(error == LogsError(.truncated, "", offset: length))
        }
    }

    @Test("A string that is not UTF-8 is malformed at its first wrong byte")
    func invalidText() {
        let bytes: [UInt8] = Array("[\"ab".utf8) + [0xC3, 0x28] + Array("\"]".utf8)
        #expect(throws: LogsError(.malformed, "", offset: 4)) { try JSONReader.read(bytes.span) }
    }

    @Test("Depth, length and number of values are limited")
    func limits() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try Self.read(deep) }
        #expect(throws: LogsError(.limitExceeded, "", offset: 64)) { try Self.read("[\(deep)]") }
        #expect(throws: LogsError(.limitExceeded, "", offset: 4)) {
            try Self.read("12345", limits: JSONLimits(bytesMax: 4))
        }
        #expect(throws: Never.self) { try Self.read("[1,2]", limits: JSONLimits(valuesMax: 3)) }
        #expect(throws: LogsError(.limitExceeded, "", offset: 5)) {
            try Self.read("[1,2,3]", limits: JSONLimits(valuesMax: 3))
        }
        let hostile = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
        #expect(throws: LogsError.self) { try JSONReader.read(hostile.span, limits: JSONLimits(depthMax: .max)) }
    }

    @Test("No bytes make it trap", arguments: 0..<200)
    func noise(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let alphabet = Array(#"{}[]",:\u0dD8e+-.truefalsn 19"#.utf8) + [0x00, 0x0A, 0xC3, 0xA9, 0xFF]
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random)!
            }
            do throws(LogsError) {
                _ = try JSONReader.read(bytes.span)
            } catch {
                #expect(0...bytes.count ~= error.offset ?? -1)
            }
        }
    }
}
