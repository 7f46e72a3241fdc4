import AtalayaConfig
import AtalayaModel
import Testing

struct SidecarConfigurationTests {
    private func decode(_ text: String) throws -> (configuration: SidecarConfiguration?, diagnostics: [Diagnostic]) {
        let reading = JSONDocumentReader.read(text, file: "sidecar.json")
        return SidecarConfiguration.decode(try #require(reading.node), file: "sidecar.json")
    }

    @Test("What is rendered for a stack is what the sidecar reads", arguments: TestStacks.allCases)
    func roundTrip(stack: TestStacks) throws {
        let file = try #require(SidecarRenderer().render(try stack.validated()).first)
        let (configuration, diagnostics) = try decode(file.contents)
        #expect(diagnostics == [])
        let document = try #require(configuration).document(note: GeneratedHeader.mark)
        #expect(JSONWriter.write(document) == file.contents)
    }

    @Test("Every setting survives writing and reading, whatever its value")
    func everySetting() throws {
        var configuration = SidecarConfiguration(
            listen: Endpoint(host: "::1", port: 1), statsd: Endpoint(host: "::1", port: 8125),
            forward: Endpoint(host: "a", port: 2), checkpointDirectory: "/x y",
            tag: "t.\"u",
            tails: [
                .init(
                    source: "s", path: "/l/*", format: "none", tag: "v", timeField: "ts",
                    processing: LogProcessing(
                        encoding: "latin-1", pattern: "(?P<a>x)", content: "regex", multiline: .start("^\\d"),
                        filters: [
                            LogFilter(.drop, ["where": .conditions([LogCondition("a.b", isOneOf: ["1", "true"])])]),
                            LogFilter(.sample, ["ratio": .number(0.25), "by": .texts(["t"])]),
                            LogFilter(
                                .rateLimit, ["records": .number(5), "per": .duration(.milliseconds(1_500))]),
                            LogFilter(.rename, ["fields": .pairs([LogOptionPair("b", "a"), LogOptionPair("a", "c")])]),
                            LogFilter(.redact, ["presets": .texts(["ip", "email"]), "with": .text("\"#\"")]),
                            LogFilter(.deduplicate),
                        ])),
                .init(
                    source: "r", path: "/r", format: "docker", processing: LogProcessing(multiline: .preset("swift"))),
            ],
            probes: [.init(service: "p", url: "http://p/", interval: .minutes(1), timeout: .milliseconds(1))],
            scrapes: [
                .init(service: "s", url: "http://s/metrics"), .init(service: "t", url: "http://t/", labels: []),
                .init(service: "u", url: "http://u/", labels: [StackLabel("job", "u"), StackLabel("zone", "a b")]),
            ],
            metrics: [
                .init(
                    descriptor: try .gauge(
                        "g_bytes", help: "G.", unit: .bytes, labels: [LabelDescriptor("a", values: ["1"], help: "A.")]),
                    rules: [
                        .init(
                            source: "s", when: [FieldCondition("f", isOneOf: ["1", "true"])],
                            pattern: "(?P<n>\\d+)", field: "m", value: "n",
                            labels: [.init("a", .constant("1"))])
                    ])
            ])
        configuration.limits = SidecarConfiguration.Limits(
            compressionLevel: 9, lineBytesMax: 1_000, chunkBytesMax: 2_000, chunkRecordsMax: 3,
            chunkAgeMax: .seconds(4),
            chunksInFlightMax: 5, acknowledgeTimeout: .seconds(6), drainTimeout: .seconds(7), pollInterval: .seconds(8),
            filesMax: 9,
            seriesMax: 10, connectionsMax: 11, scrapeInterval: .seconds(12), scrapeTimeout: .seconds(13),
            scrapeBytesMax: 14_000, scrapeSamplesMax: 15)
        let (read, diagnostics) = try decode(JSONWriter.write(configuration.document()))
        #expect(diagnostics == [])
        #expect(read == configuration)
    }

    @Test("Names of flags and variables follow from the key, each its own")
    func names() throws {
        let settings = SidecarSettings.all
        #expect(Set(settings.map(\.flag)).count == settings.count)
        #expect(Set(settings.map(\.environmentName)).count == settings.count)
        let setting = try #require(SidecarSettings.setting(key: "compression_level"))
        #expect(setting.flag == "--compression-level")
        #expect(setting.environmentName == "ATALAYA_COMPRESSION_LEVEL")
        #expect(setting.defaultText == "6")
        #expect(settings.allSatisfy { !$0.help.isEmpty && !$0.valueName.isEmpty })
    }

    @Test("Flags and the environment change the same settings")
    func flags() throws {
        var configuration = SidecarConfiguration()
        try SidecarSettings.apply(
            environment: ["ATALAYA_LISTEN": "0.0.0.0:1", "ATALAYA_TAIL": "/a/*.log,/b/*.log", "ATALAYA_OTHER": "x"],
            to: &configuration)
        #expect(configuration.listen == Endpoint(host: "0.0.0.0", port: 1))
        #expect(configuration.tails.map(\.path) == ["/a/*.log", "/b/*.log"])
        #expect(Set(configuration.tails.map(\.source)).count == 2)
        for setting in SidecarSettings.all where setting.flag == "--probe" {
            try setting.apply("http://127.0.0.1:8000/health", to: &configuration)
        }
        #expect(configuration.probes == [.init(service: "127.0.0.1:8000", url: "http://127.0.0.1:8000/health")])
    }

    @Test("Any file of TLS turns it on, in the file, the environment and by flags; off is off")
    func tls() throws {
        let (read, diagnostics) = try decode(#"{"forward_tls_authorities_file": "/ca.pem"}"#)
        #expect(diagnostics.isEmpty)
        var configuration = try #require(read)
        #expect(configuration.forwardTLS == SidecarConfiguration.TLS(authoritiesFile: "/ca.pem"))
        try SidecarSettings.apply(
            environment: ["ATALAYA_FORWARD_TLS_CERTIFICATE_FILE": "/c.pem", "ATALAYA_FORWARD_TLS_KEY_FILE": "/c.key"],
            to: &configuration)
        let all = SidecarConfiguration.TLS(
            authoritiesFile: "/ca.pem", certificateFile: "/c.pem", keyFile: SecretFile(path: "/c.key"))
        #expect(configuration.forwardTLS == all)
        #expect(try decode(JSONWriter.write(configuration.document())).configuration == configuration)
        let onOff = try #require(SidecarSettings.setting(key: "forward_tls"))
        try onOff.apply("on", to: &configuration)
        #expect(configuration.forwardTLS == all)
        try onOff.apply("off", to: &configuration)
        #expect(configuration.forwardTLS == nil)
        try onOff.apply("on", to: &configuration)
        #expect(configuration.forwardTLS == SidecarConfiguration.TLS())
    }

    @Test(
        "A value that a setting cannot have is refused",
        arguments: [
            ("--listen", "9464"), ("--forward", "x"), ("--compression-level", "0"), ("--compression-level", "ten"),
            ("--chunk-age-max", "2h"),
            ("--chunk-age-max", "1"), ("--line-bytes-max", "1"), ("--series-max", "-1"), ("--probe", "127.0.0.1"),
            ("--probe", "http://"),
            ("--probe", "http://u:p@x/"), ("--forward-tls", "yes"), ("--forward-tls-key-file", ""),
            ("--format", "xml"), ("--content", "cri"), ("--multiline", "cobol"), ("--redact", "ip,mail"),
        ])
    func refused(flag: String, value: String) throws {
        let setting = try #require(SidecarSettings.all.first { $0.flag == flag })
        var configuration = SidecarConfiguration()
        #expect(throws: ConfigError.self) { try setting.apply(value, to: &configuration) }
        #expect(configuration == SidecarConfiguration())
    }

    @Test("Every problem of a tail's lines is told with its line")
    func lineProblems() throws {
        let (configuration, diagnostics) = try decode(
            """
            {"tails": [
              {"source": "a", "path": "/a", "format": "regex",
               "pattern": "(?P<a>",
               "filters": [
                 {"drop": {"where": {"a": "1"}, "wher": {}}},
                 {"dorp": {}},
                 {"keep": {}, "drop": {}},
                 {"sample": {"ratio": "x"}}]},
              {"source": "b", "path": "/b", "format": "cri",
               "content": "cri",
               "encoding": "utf-9",
               "multiline": {"start": "["},
               "filters": [{"redact": {
                 "presets": ["mail"]}},
                 {"rate_limit": {"burst": 3,
                   "per": "1h"}},
                 {"drop": {
                   "pattern": "a**"}}]}],
             "metrics": [{"name": "x_total", "type": "counter", "help": "X.",
               "rules": [{"source": "a",
                 "pattern": "(?=a)"}]}]}
            """)
        #expect(configuration == nil)
        #expect(
            diagnostics.map { "\($0.line) \($0.rule)" } == [
                "3 log-processing", "5 unknown-key", "6 log-filter", "7 wrong-type", "8 wrong-type",
                "10 log-processing", "11 log-processing", "12 log-processing", "14 log-processing",
                "15 log-processing", "18 log-processing", "21 invalid-pattern",
            ])
    }

    @Test("Flags say what the tails behind them are like")
    func tailFlags() throws {
        var configuration = SidecarConfiguration()
        try SidecarSettings.apply(
            environment: [
                "ATALAYA_FORMAT": "cri", "ATALAYA_CONTENT": "json", "ATALAYA_MULTILINE": "swift",
                "ATALAYA_REDACT": "ip,email", "ATALAYA_TAIL": "/a",
            ], to: &configuration)
        #expect(
            configuration.tails == [
                .init(
                    source: "a", path: "/a", format: "cri",
                    processing: LogProcessing(
                        content: "json", multiline: .preset("swift"),
                        filters: [LogFilter(.redact, ["presets": .texts(["ip", "email"])])]))
            ])
    }

    @Test("An error in the environment names the variable")
    func environmentError() {
        var configuration = SidecarConfiguration()
        let error = #expect(throws: ConfigError.self) {
            try SidecarSettings.apply(environment: ["ATALAYA_LISTEN": "x"], to: &configuration)
        }
        #expect(error?.message.hasPrefix("ATALAYA_LISTEN: ") == true)
    }

    @Test("Every problem of the file is told in one run, with its line")
    func problems() throws {
        let (configuration, diagnostics) = try decode(
            """
            {"listn": "x",
             "listen": 9464,
             "compression_level": 12,
             "chunk_age_max": "1 s",
             "tails": [{"source": "a"}, {"source": "a", "path": "/x", "format": "jsn"}],
             "metrics": [{"name": "x", "type": "counter", "help": "X."},
               {"name": "y_total", "type": "counter", "help": "Y.", "rules": [{"source": "b"}]}]}
            """)
        #expect(configuration == nil)
        #expect(
            diagnostics.map { "\($0.line) \($0.rule)" } == [
                "1 unknown-key", "2 invalid-address", "3 invalid-number", "4 invalid-duration", "5 missing-key",
                "5 duplicate-source",
                "5 log-format", "6 missing-suffix", "7 unknown-source",
            ])
    }

    @Test("The sidecar's own metrics are legal, have names of their own and begin with atalaya_")
    func ownMetrics() {
        let names = SidecarMetrics.all.flatMap(\.reservedNames)
        #expect(Set(names).count == names.count)
        #expect(SidecarMetrics.all.allSatisfy { $0.name.rawValue.hasPrefix("atalaya_") && !$0.help.isEmpty })
    }
}
