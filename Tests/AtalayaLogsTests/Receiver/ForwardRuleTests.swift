import AtalayaLogs
import AtalayaZlib
import Testing

/// A message that breaks one rule, and where it does.
struct BrokenMessage: Sendable, CustomTestStringConvertible {
    var rule: ForwardRule
    var note: String
    var bytes: [UInt8]
    /// In the message.
    var offset: Int
    var entriesOffset: Int?
    var testDescription: String { "\(rule.id): \(note)" }

    init(_ rule: ForwardRule, _ note: String, _ bytes: [UInt8], at offset: Int = 0, entries entriesOffset: Int? = nil) {
        self.rule = rule
        self.note = note
        self.bytes = bytes
        self.offset = offset
        self.entriesOffset = entriesOffset
    }
}

extension BrokenMessage {
    static let time = "d70055ece6f81dcd6500"
    static let entry = ForwardFrameTests.entry

    /// `[“t”, bytes, options]`.
    static func packed(_ entries: [UInt8], _ options: [LogField] = [], asString: Bool = false) -> [UInt8] {
        var frame: [UInt8] = [0x93, 0xa1, 0x74]
        do {
            if asString {
                try MessagePackWriter.writeString(utf8: entries.span, into: &frame)
            } else {
                try MessagePackWriter.writeBinary(entries, into: &frame)
            }
            try MessagePackWriter.write(options, into: &frame)
        } catch {
            Issue.record("\(error)")
        }
        return frame
    }

    static func packed(hexadecimal entries: String) -> [UInt8] { packed(AtalayaLogsTests.hexadecimal(entries)) }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        do {
            return try Zlib.compress(bytes)
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    static func compressed(_ payload: [UInt8]) -> [UInt8] {
        packed(payload, [LogField("compressed", .string("gzip"))])
    }

    /// A gzip member with one byte from its end replaced.
    static func damaged(fromEnd: Int) -> [UInt8] {
        var member = gzip(entry)
        member[member.count - fromEnd] ^= 0xff
        return member
    }

    static let compressedOption = [LogField("compressed", .string("gzip"))]
    static let deep = Array(repeating: UInt8(0x91), count: 100)

    static let all: [BrokenMessage] = [
        .init(.frameSyntax, "the unused byte", hexadecimal("93a174c1"), at: 3),
        .init(.frameLimit, "a length beyond the limit", hexadecimal("93a174c6ffffffff"), at: 3),
        .init(.frameLimit, "a count beyond the limit", hexadecimal("92a174ddffffffff"), at: 3),
        .init(.frameLimit, "too deep", hexadecimal("92a174") + deep, at: 66),
        .init(.frameArray, "a map", hexadecimal("80")),
        .init(.frameArray, "a number", hexadecimal("2a")),
        .init(.frameArray, "text, as from an HTTP client", Array("GET / HTTP/1.1\r\n".utf8)),
        .init(.frameArray, "JSON", Array("[\"t\",1,{}]".utf8)),
        .init(.frameArray, "no elements", hexadecimal("90")),
        .init(.frameArray, "one element", hexadecimal("91a174")),
        .init(.frameArray, "five elements", hexadecimal("95a1740080c0c0")),
        .init(.heartbeat, "null", hexadecimal("c0")),
        .init(.mode, "null as second element", hexadecimal("93a174c080"), at: 3),
        .init(.mode, "a map as second element", hexadecimal("93a1748080"), at: 3),
        .init(.mode, "a bool as second element", hexadecimal("93a174c380"), at: 3),
        .init(.mode, "Message with two elements", hexadecimal("92a17405")),
        .init(.mode, "Forward with four elements", hexadecimal("94a174908080")),
        .init(.mode, "PackedForward with four elements", hexadecimal("94a174c4008080")),
        .init(.tag, "a number", hexadecimal("92 05 90"), at: 1),
        .init(.tag, "binary", hexadecimal("92 c40174 90"), at: 1),
        .init(.tag, "null", hexadecimal("92 c0 90"), at: 1),
        .init(.tag, "empty", hexadecimal("92 a0 90"), at: 1),
        .init(.tag, "not UTF-8", hexadecimal("92 a2c328 90"), at: 1),
        .init(.optionMap, "null", hexadecimal("93a17490c0"), at: 4),
        .init(.optionMap, "null after packed entries", hexadecimal("93a174c400c0"), at: 5),
        .init(.optionMap, "null after a message", hexadecimal("94a1740580c0"), at: 5),
        .init(.optionMap, "an array", hexadecimal("93a1749090"), at: 4),
        .init(.optionMap, "a key that is a number", hexadecimal("93a174908101c0"), at: 5),
        .init(.optionTypes, "size is text", hexadecimal("93a1749081a473697a65a131"), at: 4),
        .init(.optionTypes, "size is negative", hexadecimal("93a1749081a473697a65ff"), at: 4),
        .init(.optionTypes, "chunk is binary", hexadecimal("93a1749081a56368756e6bc40100"), at: 4),
        .init(.optionTypes, "chunk is not UTF-8", hexadecimal("93a1749081a56368756e6ba1ff"), at: 4),
        .init(.optionTypes, "compressed is a bool", hexadecimal("93a174c40081aa636f6d70726573736564c3"), at: 5),
        .init(.chunkID, "too short", packed(entry, [LogField("chunk", .string("AAEC"))]), at: 24),
        .init(.chunkID, "empty", packed(entry, [LogField("chunk", .string(""))]), at: 24),
        .init(
            .chunkID, "a line feed at the end",
            packed(entry, [LogField("chunk", .string("AAECAwQFBgcICQoLDA0ODw==\n"))]),
            at: 24),
        .init(.compression, "zstd", packed(entry, [LogField("compressed", .string("zstd"))]), at: 3),
        .init(.compression, "gzip without the option", packed(gzip(entry)), at: 3),
        .init(.compression, "gzip called text", packed(gzip(entry), [LogField("compressed", .string("text"))]), at: 3),
        .init(
            .compression, "gzip for entries that are not packed",
            hexadecimal("93a1749081aa636f6d70726573736564a4677a6970"), at: 3),
        .init(.compressedBinary, "a string", packed(gzip(entry), compressedOption, asString: true), at: 3),
        .init(.gzip, "not gzip", compressed(entry), at: 3),
        .init(.gzip, "empty", compressed([]), at: 3),
        .init(.gzip, "wrong method", compressed([0x1f, 0x8b, 7] + gzip(entry).dropFirst(3)), at: 3),
        .init(.gzip, "reserved flags", compressed([0x1f, 0x8b, 8, 0xe0] + gzip(entry).dropFirst(4)), at: 3),
        .init(.gzip, "wrong CRC-32", compressed(damaged(fromEnd: 8)), at: 3),
        .init(.gzip, "wrong length", compressed(damaged(fromEnd: 1)), at: 3),
        .init(.gzip, "cut", compressed(gzip(entry).dropLast()), at: 3),
        .init(.gzipTrailing, "a zero byte", compressed(gzip(entry) + [0]), at: 3),
        .init(.gzipTrailing, "plain entries", compressed(gzip(entry) + entry), at: 3),
        .init(.gzipMembers, "two", compressed(gzip(entry) + gzip(entry)), at: 3),
        .init(.decompressedLimit, "a bomb", compressed(gzip(Array(repeating: 0, count: 200_000))), at: 3),
        .init(.entryForm, "a map", packed(hexadecimal: "81a16101"), entries: 0),
        .init(.entryForm, "one element", packed(hexadecimal: "91" + time), entries: 0),
        .init(.entryForm, "three elements", packed(hexadecimal: "93" + time + "8080"), entries: 0),
        .init(.entryForm, "three elements around the time", packed(hexadecimal: "9293" + time + "808080"), entries: 1),
        .init(.entryForm, "not an array in Forward mode", hexadecimal("92a17491c0"), at: 4),
        .init(.entryForm, "the second entry", packed(entry + [0xc0]), entries: 19),
        .init(.entryForm, "inside gzip", compressed(gzip(entry + [0xc0])), entries: 19),
        .init(.eventTime, "another extension type", packed(hexadecimal: "92d70155ece6f81dcd650080"), entries: 1),
        .init(.eventTime, "another length", packed(hexadecimal: "92d60055ece6f880"), entries: 1),
        .init(.eventTime, "a second of nanoseconds", packed(hexadecimal: "92d70055ece6f83b9aca0080"), entries: 1),
        .init(.eventTime, "a float", packed(hexadecimal: "92cb41d55ece6f8000008080"), entries: 1),
        .init(.eventTime, "text", packed(hexadecimal: "92a13180"), entries: 1),
        .init(.eventTime, "a float in Message mode", hexadecimal("93a174cb41d55ece6f80000080"), at: 3),
        .init(.record, "an array", packed(hexadecimal: "92" + time + "90"), entries: 11),
        .init(.record, "null", packed(hexadecimal: "92" + time + "c0"), entries: 11),
        .init(.record, "a key that is a number", packed(hexadecimal: "92" + time + "810102"), entries: 12),
        .init(.record, "a key deep inside", packed(hexadecimal: "92" + time + "81a161810102"), entries: 15),
        .init(.record, "the unused byte", packed(hexadecimal: "92" + time + "81a161c1"), entries: 14),
        .init(.record, "text in Message mode", hexadecimal("93a17405a161"), at: 4),
        .init(.text, "a value", packed(hexadecimal: "92" + time + "81a161a1ff"), entries: 11),
        .init(.text, "a key", packed(hexadecimal: "92" + time + "81a1ffa161"), entries: 11),
        .init(.text, "deep inside", packed(hexadecimal: "92" + time + "81a16191a2c328"), entries: 11),
        .init(.entriesBoundary, "cut in the record", packed(Array(entry.dropLast())), entries: 16),
        .init(.entriesBoundary, "cut in the time", packed(Array(entry.prefix(5))), entries: 1),
        .init(.entriesBoundary, "cut inside gzip", compressed(gzip(entry + entry.prefix(1))), entries: 20),
        .init(.size, "one too many", packed(entry, [LogField("size", .integer(2))])),
        .init(.size, "one too few", packed(entry, [LogField("size", .integer(0))])),
        .init(.size, "in Forward mode", hexadecimal("93a1749081a473697a6501")),
    ]
}

struct ForwardRuleTests {
    /// Small limits, so that the messages that exceed them can be small.
    static let strict = ForwardReceiverConfiguration(frameBytesMax: 100_000, decompressedBytesMax: 100_000)

    private func violations(_ actions: [ReceiverAction]) -> [ForwardViolation] {
        actions.compactMap { if case .violation(let violation) = $0 { violation } else { nil } }
    }

    @Test(
        "A message that breaks a rule is refused for that rule, at its place, and the connection is closed",
        arguments: BrokenMessage.all)
    func refused(message: BrokenMessage) {
        var receiver = ForwardReceiver(configuration: Self.strict)
        let actions = receiver.receive(message.bytes)
        let found = violations(actions)
        #expect(found.map(\.rule) == [message.rule])
        #expect(found.first?.offset == UInt64(message.entriesOffset == nil ? message.offset : 0))
        #expect(found.first?.entriesOffset == message.entriesOffset)
        #expect(actions.count == 2 && actions.last == .close)
        #expect(receiver.isClosed)
        #expect(receiver.receive(ForwardReceiverTests.golden) == [])
        #expect(receiver.connectionEnded() == [])
    }

    @Test("It is refused alike byte by byte and behind a good message", arguments: BrokenMessage.all)
    func refusedByteByByte(message: BrokenMessage) {
        var whole = ForwardReceiver(configuration: Self.strict)
        var expected = violations(whole.receive(message.bytes))
        for index in expected.indices { expected[index].offset += UInt64(ForwardReceiverTests.golden.count) }
        var receiver = ForwardReceiver(configuration: Self.strict)
        var actions: [ReceiverAction] = []
        for byte in ForwardReceiverTests.golden + message.bytes { actions += receiver.receive([byte]) }
        #expect(violations(actions) == expected)
        #expect(actions.count == 3 && actions.last == .close)
    }

    @Test(
        "A rule that can be tolerated is reported and the events are taken",
        arguments: BrokenMessage.all.filter(\.rule.canBeTolerated))
    func tolerated(message: BrokenMessage) {
        var receiver = ForwardReceiver(configuration: .tolerant)
        let actions = receiver.receive(message.bytes + ForwardReceiverTests.golden)
        #expect(violations(actions).map(\.rule) == [message.rule])
        #expect(!actions.contains(.close) && !receiver.isClosed)
        // A heartbeat carries no events.
        let batches = actions.filter { if case .batch = $0 { true } else { false } }
        #expect(batches.count == (message.rule == .heartbeat ? 1 : 2))
    }

    @Test("A rule that cannot be tolerated closes the connection even when asked to")
    func intolerable() {
        let configuration = ForwardReceiverConfiguration(
            frameBytesMax: 100_000, decompressedBytesMax: 100_000, toleratedRules: Set(ForwardRule.all))
        for message in BrokenMessage.all where !message.rule.canBeTolerated {
            var receiver = ForwardReceiver(configuration: configuration)
            let actions = receiver.receive(message.bytes)
            #expect(violations(actions).last?.rule == message.rule, "\(message.testDescription)")
            #expect(actions.last == .close, "\(message.testDescription)")
        }
    }

    @Test("Every rule has a message that breaks it, except the one about endings")
    func complete() {
        let broken = Set(BrokenMessage.all.map(\.rule))
        #expect(Set(ForwardRule.all).subtracting(broken) == [.frameComplete])
    }

    @Test("Names of rules are unique and of one form")
    func names() {
        #expect(Set(ForwardRule.all.map(\.id)).count == ForwardRule.all.count)
        for rule in ForwardRule.all {
            #expect(rule.id.hasPrefix("forward-"))
            #expect(rule.id.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (97...122).contains($0) }, "\(rule.id)")
            #expect(rule.summary.hasSuffix(".") || rule.summary.hasSuffix(".)"))
        }
    }

    @Test("A connection that ends inside a message is told, at every byte")
    func incomplete() {
        for length in 1..<ForwardReceiverTests.golden.count {
            var receiver = ForwardReceiver()
            #expect(receiver.receive(Array(ForwardReceiverTests.golden[..<length])) == [])
            let actions = receiver.connectionEnded()
            #expect(violations(actions).map(\.rule) == [.frameComplete])
            #expect(actions.last == .close)
        }
        var quiet = ForwardReceiver()
        #expect(quiet.connectionEnded() == [.close])
    }

    @Test("Text that is not UTF-8 is escaped where it is tolerated, and complained about once")
    func escaped() throws {
        let entry = hexadecimal("92" + BrokenMessage.time + "81a161a3c3a9ff")
        var receiver = ForwardReceiver(configuration: .tolerant)
        let actions = receiver.receive(BrokenMessage.packed(entry + entry + entry))
        #expect(violations(actions).map(\.rule) == [.text])
        guard case .batch(let batch) = try #require(actions.last) else {
            Issue.record("no batch")
            return
        }
        #expect(batch.records.map { $0["a"] } == Array(repeating: .string(#"é\xFF"#), count: 3))
    }

    @Test("An ID that Fluentd gives is answered with its line feed")
    func lineFeed() throws {
        let chunk = "AAECAwQFBgcICQoLDA0ODw==\n"
        var receiver = ForwardReceiver(configuration: .tolerant)
        let actions = receiver.receive(BrokenMessage.packed(BrokenMessage.entry, [LogField("chunk", .string(chunk))]))
        guard case .batch(let batch) = try #require(actions.last) else {
            Issue.record("no batch")
            return
        }
        var reader = MessagePackReader(try #require(batch.acknowledgement))
        #expect(try reader.readFields() == [LogField("ack", .string(chunk))])
    }

    @Test("Limits allow exactly what they say")
    func limits() {
        let frame = ForwardReceiverTests.golden
        for (limit, isTaken) in [(frame.count, true), (frame.count - 1, false)] {
            var receiver = ForwardReceiver(configuration: .init(frameBytesMax: limit))
            #expect(violations(receiver.receive(frame)).isEmpty == isTaken)
        }
        let entries = Array(repeating: BrokenMessage.entry, count: 100).flatMap { $0 }
        for (limit, isTaken) in [(entries.count, true), (entries.count - 1, false)] {
            var receiver = ForwardReceiver(configuration: .init(decompressedBytesMax: limit))
            let found = violations(receiver.receive(BrokenMessage.compressed(BrokenMessage.gzip(entries))))
            #expect(found.map(\.rule) == (isTaken ? [] : [.decompressedLimit]))
        }
        // Each entry is five values: the pair, its time, its record, one key and one value.
        for (limit, isTaken) in [(500, true), (499, false)] {
            var receiver = ForwardReceiver(configuration: .init(valuesMax: limit))
            let found = violations(receiver.receive(BrokenMessage.packed(entries)))
            #expect(found.map(\.rule) == (isTaken ? [] : [.frameLimit]))
        }
    }
}
