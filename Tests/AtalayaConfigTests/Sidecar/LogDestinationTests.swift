import AtalayaConfig
import AtalayaModel
import Testing

@Suite("Where the sidecar's log goes")
struct LogDestinationTests {
    private func decode(_ output: String) throws -> (configuration: SidecarConfiguration?, diagnostics: [Diagnostic]) {
        let reading = JSONDocumentReader.read(#"{"output": \#(output)}"#, file: "sidecar.json")
        return SidecarConfiguration.decode(try #require(reading.node), file: "sidecar.json")
    }

    /// A value for each option of a kind, in the form that it asks for.
    private static func full(_ kind: LogDestinationKind) -> LogDestination {
        var destination = LogDestination(kind)
        for option in kind.options where !["user", "password_file"].contains(option.name) {
            destination.options[option.name] =
                switch option.form {
                case .text, .pattern: .text(option.name == "url" ? "https://a:1/b" : "x y")
                case .texts: .texts(["a", "b"])
                case .names(let names): .texts([names[0]])
                case .number(let range): .number(range.lowerBound + 1)
                case .duration: .duration(.seconds(90))
                case .pairs: .pairs([LogOptionPair("b", "1"), LogOptionPair("a", "x=\"y\"")])
                case .conditions: .conditions([])
                }
        }
        return destination
    }

    @Test("survives writing and reading with every option", arguments: LogDestinationKind.all.map(\.name))
    func roundTrip(name: String) throws {
        let kind = try #require(LogDestinationKind.named(name))
        let configuration = SidecarConfiguration(output: Self.full(kind))
        let text = JSONWriter.write(configuration.document())
        let reading = JSONDocumentReader.read(text, file: "sidecar.json")
        let (read, diagnostics) = SidecarConfiguration.decode(try #require(reading.node), file: "sidecar.json")
        #expect(diagnostics == [])
        #expect(read?.output == configuration.output)
    }

    @Test(
        "is refused with the reason when it makes no sense",
        arguments: [
            (#"{"lokki": {"url": "http://a"}}"#, "did you mean 'loki'"), ("{}", "expected one kind of output"),
            (#"{"loki": {"url": "http://a"}, "otlp": {"url": "http://a"}}"#, "expected one kind of output"),
            (#"{"loki": {}}"#, "loki needs 'url'"), (#"{"loki": {"url": "a:1"}}"#, "does not begin with http"),
            (#"{"loki": {"url": "http://u:p@a"}}"#, "no password"),
            (#"{"loki": {"url": "http://a?b"}}"#, "no password"),
            (#"{"loki": {"url": "http://a", "index": "x"}}"#, "index"),
            (#"{"loki": {"url": "http://a", "compression": "zstd"}}"#, "zstd"),
            (#"{"loki": {"url": "http://a", "user": "u"}}"#, "go together"),
            (#"{"loki": {"url": "http://a", "user": "u", "password_file": "p", "token_file": "t"}}"#, "one too many"),
            (#"{"loki": {"url": "http://a", "key_file": "k"}}"#, "certificate_file"),
            (#"{"loki": {"url": "http://a", "timeout": "1ms"}}"#, "0.001 seconds is not"),
            (#"{"files": {}}"#, "files needs 'directory'"),
            (#"{"files": {"directory": "d", "segment_bytes_max": 1}}"#, "1"), ("7", "expected one kind of output"),
        ])
    func problems(output: String, message: String) throws {
        let (configuration, diagnostics) = try decode(output)
        #expect(configuration == nil)
        #expect(diagnostics.contains { $0.message.contains(message) }, "\(diagnostics)")
    }

    @Test("is one place: an aggregator and an output are refused")
    func onlyOne() throws {
        let text = #"{"forward": "a:1", "output": {"stdout": {}}}"#
        let reading = JSONDocumentReader.read(text, file: "sidecar.json")
        let (configuration, diagnostics) = SidecarConfiguration.decode(try #require(reading.node), file: "sidecar.json")
        #expect(configuration == nil)
        #expect(
            diagnostics.map(\.message) == ["the log goes to one place: there is forward, and there is output stdout"])
    }

    @Test("can be said without options where there are none")
    func plainName() throws {
        #expect(try decode(#""stdout""#).configuration?.output == LogDestination(.standardOutput))
    }

    @Test("can be said by flags and by the environment")
    func flags() throws {
        var configuration = SidecarConfiguration()
        try SidecarSettings.apply(
            environment: [
                "ATALAYA_OUTPUT": "loki=http://a:1",
                "ATALAYA_OUTPUT_OPTION": "labels=env=prod,labels=x=a=b,label_fields=level,label_fields=app,timeout=5s",
            ], to: &configuration)
        #expect(
            configuration.output
                == LogDestination(
                    .loki,
                    [
                        "url": .text("http://a:1"),
                        "labels": .pairs([LogOptionPair("env", "prod"), LogOptionPair("x", "a=b")]),
                        "label_fields": .texts(["level", "app"]), "timeout": .duration(.seconds(5)),
                    ]))
        #expect(configuration.destinationProblem == nil)
        let output = try #require(SidecarSettings.all.first { $0.flag == "--output" })
        // The same kind again keeps the options; another one does not.
        try output.apply("loki=http://b:1", to: &configuration)
        #expect(configuration.output?.text("url") == "http://b:1" && configuration.output?.options.count == 4)
        try output.apply("stdout", to: &configuration)
        #expect(configuration.output == LogDestination(.standardOutput))
        configuration.forward = Endpoint(host: "a", port: 1)
        #expect(configuration.destinationProblem != nil)
    }

    @Test(
        "is refused as a flag that says too little, or what does not exist",
        arguments: [
            ("--output", "loki"), ("--output", "lokki=http://a"), ("--output", "stdout=x"), ("--output", ""),
            ("--output-option", "index=x"), ("--output-option", "labels"), ("--output-option", "labels=x"),
            ("--output-option", "timeout=long"), ("--output-option", ""),
        ])
    func badFlags(flag: String, value: String) throws {
        var configuration = SidecarConfiguration(output: LogDestination(.loki, ["url": .text("http://a")]))
        let setting = try #require(SidecarSettings.all.first { $0.flag == flag })
        #expect(throws: ConfigError.self) { try setting.apply(value, to: &configuration) }
    }

    @Test("is rendered from the stack, in place of the aggregator")
    func rendered() throws {
        var stack = try TestStacks.allCases[0].validated().stack
        stack.sidecar.output = LogDestination(.loki, ["url": .text("http://loki:3100")])
        let reading = stack.validate()
        let validated = try #require(reading.validated, "\(reading.diagnostics)")
        let file = try #require(SidecarRenderer().render(validated).first)
        #expect(file.contents.contains(#""url": "http://loki:3100""#))
        #expect(!file.contents.contains(#""forward""#))
    }
}
