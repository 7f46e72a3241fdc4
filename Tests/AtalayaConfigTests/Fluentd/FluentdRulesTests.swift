@testable import AtalayaConfig
import Testing

@Suite("Fluentd rules")
struct FluentdRulesTests {
    static let input = FluentdForwardInput(listen: Endpoint(host: "127.0.0.1", port: 24224))

    static func match(_ id: String, _ tags: [String], _ plugin: any FluentdOutput = FluentdStdoutOutput())
        -> FluentdMatchRule
    {
        FluentdMatchRule(id: id, tags: tags, plugin: plugin)
    }

    static func rules(
        label: String? = nil, filters: [FluentdFilterRule] = [], matches: [FluentdMatchRule] = [],
        labels: [FluentdLabel] = []
    ) -> [String] {
        FluentdPipeline(
            sources: [FluentdSource(id: "in", label: label, plugin: input)],
            routing: FluentdRouting(filters: filters, matches: matches), labels: labels
        ).findings().map(\.rule)
    }

    static func file(_ buffer: FluentdBuffer, path: FluentdTemplate = .literal("/archive/") + .hour)
        -> FluentdFileOutput
    {
        FluentdFileOutput(path: path, buffer: buffer)
    }

    static let hourly = FluentdBuffer(storage: .memory, chunkKeys: ["time"], timeSlice: .hours(1))

    @Test("A good pipeline has no findings")
    func good() {
        let routing = FluentdRouting(matches: [Self.match("archive", ["**"], Self.file(Self.hourly))])
        #expect(Self.rules(label: "@LOGS", labels: [FluentdLabel(name: "@LOGS", routing: routing)]) == [])
        #expect(
            Self.rules(matches: [Self.match("a", ["a.*"]), Self.match("b", ["a.**", "b"]), Self.match("c", ["**"])])
                == [])
    }

    @Test("Ids are unique, inside of copies too")
    func duplicateIDs() {
        #expect(Self.rules(matches: [Self.match("in", ["**"])]) == ["fluentd-id-duplicate"])
        let copy = FluentdCopyOutput(stores: [("a", FluentdStdoutOutput()), ("a", FluentdStdoutOutput())])
        #expect(Self.rules(matches: [Self.match("copy", ["**"], copy)]) == ["fluentd-id-duplicate"])
    }

    @Test("Two buffers do not share a directory")
    func bufferPaths() {
        var buffer = Self.hourly
        buffer.storage = .file(path: "/buffer/x")
        let copy = FluentdCopyOutput(stores: [("a", Self.file(buffer)), ("b", Self.file(buffer))])
        #expect(Self.rules(matches: [Self.match("copy", ["**"], copy)]) == ["fluentd-buffer-path"])
    }

    @Test("Labels are defined once, lead somewhere, and are found by those who send to them")
    func labels() {
        let routing = FluentdRouting(matches: [Self.match("out", ["**"])])
        #expect(Self.rules(label: "@NOWHERE") == ["fluentd-label"])
        #expect(Self.rules(labels: [FluentdLabel(name: "LOGS", routing: routing)]) == ["fluentd-label"])
        #expect(Self.rules(labels: [FluentdLabel(name: "@ROOT", routing: routing)]) == ["fluentd-label"])
        #expect(Self.rules(labels: [FluentdLabel(name: "@LOGS", routing: FluentdRouting())]) == ["fluentd-label"])
        #expect(
            Self.rules(matches: [Self.match("r", ["**"], FluentdRelabelOutput(label: "@GONE"))]) == ["fluentd-label"])
    }

    @Test("A match behind one that takes everything is never reached")
    func unreachable() {
        #expect(
            Self.rules(matches: [Self.match("a", ["**"]), Self.match("b", ["b"])]) == ["fluentd-match-unreachable"])
        #expect(
            Self.rules(matches: [Self.match("a", ["b", "c"]), Self.match("b", ["c"])]) == ["fluentd-match-unreachable"])
    }

    @Test("A tag pattern is one word", arguments: [[], [""], ["a b"], ["a", "b\n"]])
    func tags(patterns: [String]) {
        #expect(Self.rules(matches: [Self.match("a", patterns)]) == ["fluentd-tag"])
    }

    @Test("A time slice and the chunk key 'time' need each other, and out_file needs both")
    func timeSlices() {
        let withoutKey = FluentdBuffer(storage: .memory, timeSlice: .hours(1))
        let withoutSlice = FluentdBuffer(storage: .memory, chunkKeys: ["time"])
        var both = Self.hourly
        both.flushInterval = .seconds(5)
        #expect(Self.file(withoutKey, path: .literal("/a/x")).findings.map(\.rule) == ["fluentd-buffer-timekey"])
        #expect(
            Self.file(withoutSlice, path: .literal("/a/x")).findings.map(\.rule) == [
                "fluentd-buffer-timekey", "fluentd-buffer-timekey",
            ])
        #expect(Self.file(both).findings.map(\.rule) == ["fluentd-buffer-flush"])
    }

    @Test("Placeholders of a path are backed by chunk keys")
    func placeholders() {
        #expect(
            Self.file(Self.hourly, path: .literal("/a/") + .tag + .hour).findings.map(\.rule) == ["fluentd-placeholder"]
        )
        #expect(
            Self.file(Self.hourly, path: .literal("/a/${b}") + .hour).findings.map(\.rule) == ["fluentd-placeholder"])
        #expect(Self.file(Self.hourly, path: .literal("/a/") + .hour).findings.isEmpty)
    }

    @Test("A path tells the time slices apart; Fluentd does not start otherwise")
    func timeResolution() {
        var buffer = Self.hourly
        buffer.timeSlice = .minutes(5)
        #expect(Self.file(buffer, path: .literal("/a/") + .hour).findings.map(\.rule) == ["fluentd-placeholder"])
        #expect(Self.file(buffer, path: .literal("/a/") + .minute).findings.isEmpty)
        #expect(Self.file(Self.hourly, path: .literal("/a/x")).findings.map(\.rule) == ["fluentd-placeholder"])
    }

    @Test("Text in a record must not look like a placeholder", arguments: ["${x}", "a __HOSTNAME__ b"])
    func recordText(text: String) {
        let filter = FluentdRecordTransformer(fields: [("a", FluentdRecordText(text)), ("b", .field("fine"))])
        #expect(filter.findings.map(\.rule) == ["fluentd-record-placeholder"])
        #expect(
            FluentdRecordTransformer(fields: [("a", .field("x\"]"))]).findings.map(\.rule) == ["fluentd-record-field"])
    }

    @Test("A field stands in one condition of a grep only")
    func grep() {
        let twice = [FluentdGrep.Condition("path", matches: "^/a"), .init("path", matches: "^/b")]
        #expect(FluentdGrep(dropping: twice).findings.map(\.rule) == ["fluentd-grep-duplicate"])
        let sections = FluentdGrep(dropping: [.init("path", matches: #"^/(a|b\/c)$"#)]).sections
        #expect(sections.first?.text("pattern") == #"/^\/(a|b\/c)$/"#)
    }

    @Test("The pipeline knows the gems of its plugins, also inside a copy")
    func gems() {
        let loki = FluentdLokiOutput(
            address: "http://loki:3100", fieldLabels: [("level", "level")], buffer: FluentdBuffer(storage: .memory))
        let copy = FluentdCopyOutput(stores: [("loki", loki), ("null", FluentdNullOutput())])
        let pipeline = FluentdPipeline(
            sources: [
                FluentdSource(id: "in", plugin: Self.input),
                FluentdSource(
                    id: "metrics", plugin: FluentdPrometheusInput(listen: Endpoint(host: "0.0.0.0", port: 24231))),
                FluentdSource(id: "outputs", plugin: FluentdPrometheusOutputMonitorInput()),
            ],
            routing: FluentdRouting(matches: [Self.match("copy", ["**"], copy)]))
        #expect(pipeline.gems == [.loki, .prometheus])
        #expect(FluentdPipeline(sources: []).gems.isEmpty)
    }
}
