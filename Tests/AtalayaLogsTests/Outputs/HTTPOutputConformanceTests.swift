import AtalayaLogs
import AtalayaModel
import AtalayaZlib
import Testing

/// What every output over HTTP must do. A new one is tested here by its line in `HTTPOutputs.all` and a reader of its
/// requests in `OutputReaders.all`.
@Suite("Every output over HTTP")
struct HTTPOutputConformanceTests {
    static let names = HTTPOutputs.all.map { $0.profile.name }
    private static let id = ChunkID(base64: "AAECAwQFBgcICQoLDA0ODw==")

    private static func batch(_ records: [LogRecord], tag: String = "app.web") throws -> RecordBatch {
        RecordBatch(tag: tag, records: records, id: try #require(Self.id))
    }

    @Test("says what it is", arguments: names)
    func profile(name: String) throws {
        let profile = try #require(HTTPOutputs.all.map { $0.profile }.first { $0.name == name })
        #expect(Self.names.filter { $0 == name }.count == 1)
        #expect(profile.notes.contains("tried again"))
        #expect(LogDestinationKind.named(name) == profile.kind && profile.kind.isHTTP)
        #expect(profile.kind.examplePlace?.hasPrefix("http://127.0.0.1:") == true)
        #expect(profile.codings.contains(.none) && profile.codings.first == .gzip)
        #expect(OutputReaders.all[name] != nil)
    }

    @Test("is there for each kind of server that a configuration can name")
    func everyKind() {
        #expect(Set(Self.names) == Set(LogDestinationKind.all.filter(\.isHTTP).map(\.name)))
    }

    @Test("carries every record whole", arguments: names, HostileRecords.all.indices)
    func roundTrip(name: String, index: Int) throws {
        let (reader, record) = (try #require(OutputReaders.all[name]), HostileRecords.all[index].record)
        let output = try HTTPOutputs.make(named: name)
        let request = try output.request(for: Self.batch([record]))
        #expect(request.contentType == type(of: output).profile.contentType)
        let arrived = try reader.records(of: request, tag: "app.web")
        let expected = reader.expected(record)
        #expect(arrived.count == 1)
        #expect(arrived.first?.nanoseconds == expected.nanoseconds)
        #expect(arrived.first?.fields == expected.fields, "\(HostileRecords.all[index].name)")
    }

    @Test("keeps the order, and the same batch gives the same bytes", arguments: names)
    func order(name: String) throws {
        let reader = try #require(OutputReaders.all[name])
        let records = (0..<500).map { number in
            // Times that go up and down.
            LogRecord(
                time: LogTime(seconds: 1_790_000_000 + Int64(number * 7 % 11), nanoseconds: UInt32(number)),
                fields: [LogField("number", .integer(Int64(number)))])
        }
        let output = try HTTPOutputs.make(named: name)
        let request = try output.request(for: Self.batch(records))
        #expect(try reader.records(of: request, tag: "app.web") == records.map(reader.expected))
        #expect(try output.request(for: Self.batch(records)) == request)
    }

    @Test("carries lines that are no text in their escaped form", arguments: names)
    func anyBytes(name: String) throws {
        let reader = try #require(OutputReaders.all[name])
        var builder = try ChunkBuilder(tag: "app.web")
        var template = try LineEntryTemplate(key: "log")
        template.setTime(HostileRecords.now)
        for first in 0..<256 {
            let line = [UInt8(first), 0xff, 0xc3, UInt8(first)]
            try builder.append(line: line.span, using: template, at: .zero)
        }
        let chunk = try builder.seal(id: try #require(Self.id))
        let batch = try RecordBatch(chunk)
        #expect(batch.records.count == 256 && batch.tag == "app.web")
        for record in batch.records {
            let one = try HTTPOutputs.make(named: name).request(for: Self.batch([record]))
            #expect(try reader.records(of: one, tag: "app.web").map(\.fields) == [reader.expected(record).fields])
        }
    }

    /// What the status alone says, whatever the protocol; OTLP's own rules are tested with it.
    @Test("takes success for success, and waits rather than loses", arguments: names)
    func statuses(name: String) throws {
        let output = try HTTPOutputs.make(named: name)
        let batch = try Self.batch([LogRecord(time: HostileRecords.now)])
        let body = Array(#"{"errors":false}"#.utf8)
        for status in 100..<600 {
            let verdict = output.verdict(on: HTTPAnswer(status: status, body: body), to: batch)
            switch (status, verdict) {
            case (200..<300, .acknowledged), (400, .refused(true, _)), (413, .refused(true, _)),
                (422, .refused(true, _)):
                break
            case (200..<300, _), (400, _), (413, _), (422, _): Issue.record("\(status) is \(verdict)")
            // An error of the server may be about the records; it is never the last word.
            case (500..., .refused(false, _)), (408, .refused(false, _)), (425, .refused(false, _)): break
            case (_, .later(nil, let message)): #expect(message.hasPrefix("status \(status)"))
            default: Issue.record("\(status) is \(verdict)")
            }
        }
    }

    @Test("waits as long as it is asked to", arguments: names, [429, 503])
    func retryAfter(name: String, status: Int) throws {
        let output = try HTTPOutputs.make(named: name)
        let batch = try Self.batch([LogRecord(time: HostileRecords.now)])
        func wait(_ headers: [(name: String, value: String)]) -> Duration? {
            guard
                case .later(let after, _) = output.verdict(
                    on: HTTPAnswer(status: status, headers: headers), to: batch)
            else { return nil }
            return after
        }
        #expect(wait([]) == nil)
        #expect(wait([("Retry-After", "7")]) == .seconds(7))
        #expect(wait([("retry-after", "0")]) == .zero)
        #expect(wait([("retry-after", "99999999")]) == .seconds(300))
        #expect(wait([("retry-after", "soon")]) == nil)
        #expect(wait([("retry-after", "-1")]) == nil)
        let now = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(wait([now, ("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")]) == .seconds(30))
        #expect(wait([now, ("Retry-After", "Sun, 06 Nov 1994 08:49:07 GMT")]) == .zero)
        #expect(wait([("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")]) == nil)
    }

    @Test("is not upset by an answer that is nonsense", arguments: names)
    func hostileAnswers(name: String) throws {
        let output = try HTTPOutputs.make(named: name)
        let batch = try Self.batch([LogRecord(time: HostileRecords.now)])
        var random = SeededRandom(seed: 7)
        let texts = ["", "{", "null", "[]", #"{"errors":true,"items":[]}"#, String(repeating: "[", count: 100_000)]
        var bodies = texts.map { Array($0.utf8) }
        for _ in 0..<50 { bodies.append((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }) }
        for body in bodies {
            for status in [200, 207, 400, 429, 500] {
                let verdict = output.verdict(on: HTTPAnswer(status: status, body: body), to: batch)
                switch verdict {
                case .later(_, let message), .refused(_, let message):
                    #expect(message.utf8.count <= 1_000)
                    #expect(!message.contains("\n") && !message.contains("\u{0}"))
                default: break
                }
            }
        }
    }

    @Test("refuses names that no output has, with those there are")
    func unknown() {
        #expect(throws: LogsError(.invalidArgument, "")) { try HTTPOutputs.make(named: "carrier-pigeon") }
    }

    @Test("does not read a chunk that is not what it says")
    func brokenChunks() throws {
        let id = try #require(Self.id)
        func chunk(_ entries: [UInt8], events: Int, isCompressed: Bool = false) -> Chunk {
            Chunk(
                id: id, tag: "a", eventCount: events, rawBytes: 1, entries: entries, entriesBytes: entries.count,
                isCompressed: isCompressed)
        }
        let entry: [UInt8] = [0x92, 0x01, 0x80]
        #expect(try RecordBatch(chunk(entry + entry, events: 2)).records.count == 2)
        for (entries, events, isCompressed) in [
            (entry, 2, false), (entry + entry, 1, false), ([0x91, 0x01], 1, false), (Array(entry.dropLast()), 1, false),
            (entry, 1, true), ([], 1, false),
        ] {
            #expect(throws: LogsError.self) {
                try RecordBatch(chunk(entries, events: events, isCompressed: isCompressed))
            }
        }
    }
}

@Suite("Content codings of requests")
struct ContentCodingTests {
    @Test("can be undone", arguments: [(ContentCoding.gzip, ZlibFormat.gzip), (.deflate, .zlib)])
    func roundTrip(coding: ContentCoding, format: ZlibFormat) throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let packed = try coding.encode(bytes)
        #expect(packed.count < bytes.count / 2)
        #expect(try Zlib.decompress(packed, format: format, outputBytesMax: bytes.count) == bytes)
        #expect(coding.headerValue == coding.name)
    }

    @Test("none changes nothing and has no header")
    func none() throws {
        #expect(try ContentCoding.none.encode([1, 2, 3]) == [1, 2, 3])
        #expect(ContentCoding.none.headerValue == nil)
    }
}
