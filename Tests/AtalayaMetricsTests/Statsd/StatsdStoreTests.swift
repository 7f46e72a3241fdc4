import AtalayaMetrics
import Testing

struct StatsdStoreTests {
    private func text(_ lines: String, limits: StatsdStore.Limits = .init()) throws -> (String, [StatsdReason: UInt64])
    {
        let store = StatsdStore(limits: limits)
        store.receive(Array(lines.utf8))
        let registry = MetricsRegistry(configuration: .bare)
        try registry.addCollector(store)
        let lines = registry.text(PlainTextFormat()).split(separator: "\n").filter { !$0.hasPrefix("#") }
        return (lines.joined(separator: "\n"), store.refusals)
    }

    @Test(
        "Each type becomes what Prometheus knows",
        arguments: [
            ("requests:1|c\nrequests:2|c", "requests_total 3"),
            ("requests:1|c|@0.1", "requests_total 10"),
            ("queue:7|g\nqueue:-2|g\nqueue:+1|g", "queue 6"),
            ("queue:7|g\nqueue:3|g", "queue 3"),
            ("users:ann|s\nusers:bob|s\nusers:ann|s", "users 2"),
            ("users:a:b|s", "users 1"),
            (
                "http.req-time:1|c|#route:/a,method:GET,hot",
                #"http_req_time_total{hot="true",method="GET",route="/a"} 1"#
            ),
            ("9lives:1|g|c:abc|T1656581400", "_9lives 1"),
            ("done_total:1|c\r\n", "done_total 1"),
        ])
    func types(lines: String, expected: String) throws {
        let (text, refusals) = try text(lines)
        #expect(text == expected)
        #expect(refusals == [:])
    }

    @Test("Timers are histograms in seconds, and one of so many counts for all of them")
    func timers() throws {
        let (text, _) = try text("query:250|ms|@0.5\nquery:125:500|ms")
        #expect(text.contains(#"query_seconds_bucket{le="0.1"} 0"#))
        #expect(text.contains(#"query_seconds_bucket{le="0.25"} 3"#))
        #expect(text.contains(#"query_seconds_bucket{le="0.5"} 4"#))
        #expect(text.contains("query_seconds_count 4"))
        #expect(text.contains("query_seconds_sum 1.125"))
    }

    @Test("Histograms and distributions are as they are", arguments: ["h", "d"])
    func histograms(type: String) throws {
        #expect(try text("size:12|\(type)").0.contains("size_sum 12"))
    }

    @Test(
        "What is not taken is counted by reason, and the rest of the datagram is read",
        arguments: [
            ("nothing", StatsdReason.malformed), (":1|c", .malformed), ("a:|c", .malformed), ("a:1", .malformed),
            ("a:1|c|?", .malformed), ("a:1|x", .unsupported), ("_e{1,1}:a|b", .unsupported), ("_sc|a|0", .unsupported),
            ("a:x|c", .invalidValue), ("a:-1|c", .invalidValue), ("a:nan|g", .invalidValue),
            ("a:inf|ms", .invalidValue),
            ("a:1|c|@0", .invalidValue), ("a:1|c|@2", .invalidValue), ("a:0x10|g", .invalidValue),
            ("a:1|g|#__name__:x", .invalidName), ("a_bucket:1|g", .invalidName),
        ])
    func refused(line: String, reason: StatsdReason) throws {
        let (text, refusals) = try text(line + "\nok:1|g")
        #expect(refusals == [reason: 1])
        #expect(text == "ok 1")
    }

    @Test("Bytes that are no text are counted")
    func bytes() {
        let store = StatsdStore()
        store.receive([0xff, 0x3a, 0x31, 0x7c, 0x63])
        #expect(store.refusals == [.malformed: 1])
    }

    @Test("A name belongs to the type it came with first")
    func conflict() throws {
        let (text, refusals) = try text("a:1|g\na:x|s\na:2|g")
        #expect(text == "a 2")
        #expect(refusals == [.typeConflict: 1])
    }

    @Test("Series and values of sets are kept up to their limits")
    func limits() throws {
        var limits = StatsdStore.Limits()
        limits.seriesMax = 2
        limits.setValuesMax = 1
        let (text, refusals) = try text("a:1|g|#x:1\na:1|g|#x:2\na:1|g|#x:3\na:5|g|#x:1", limits: limits)
        #expect(text == "a{x=\"1\"} 5\na{x=\"2\"} 1")
        #expect(refusals == [.limit: 1])
        let set = try self.text("s:1|s\ns:2|s\ns:1|s", limits: limits)
        #expect(set.0 == "s 1")
        #expect(set.1 == [.limit: 1])
    }

    @Test("Lines that are cut and changed at random places never trap")
    func hostile() {
        var random = SeededGenerator(seed: 7)
        let line = Array("http.requests:1:2|ms|@0.1|#route:/a,method:GET|c:x|T1\nusers:ann|s\nq:-1|g".utf8)
        let store = StatsdStore()
        for _ in 0..<20_000 {
            var bytes = Array(line.prefix(Int.random(in: 0...line.count, using: &random)))
            if !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            store.receive(bytes)
        }
        #expect(store.sampleCount > 0)
        #expect(store.refusals[.malformed] ?? 0 > 0)
    }
}
