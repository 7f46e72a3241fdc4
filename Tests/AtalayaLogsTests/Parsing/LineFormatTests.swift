import AtalayaLogs
import AtalayaModel
import Testing

@Suite("Formats of lines")
struct LineFormatTests {
    static let readAt = LogTime(seconds: 1_000, nanoseconds: 7)
    static let march = LogTime(seconds: 1_772_366_400)

    static func parse(
        _ line: String, as format: String, settings: ParserSettings = ParserSettings()
    ) throws -> ParsedLine {
        try #require(RecordParsers.make(named: format, settings: settings)).parse(line.utf8.span, readAt: readAt)
    }

    // MARK: logfmt

    @Test("logfmt's pairs become fields: numbers and booleans in their plain form, everything else as text")
    func logfmt() throws {
        let line =
            #"level=info n=42 neg=-7 pad=007 big=9223372036854775808 f=1.5 ok=true no=false bare e= q="a \"b\"\n" u="é""#
        let parsed = try Self.parse(line, as: "logfmt")
        #expect(parsed.problems == [])
        #expect(
            parsed.record.fields == [
                LogField("level", .string("info")), LogField("n", .integer(42)), LogField("neg", .integer(-7)),
                LogField("pad", .string("007")), LogField("big", .string("9223372036854775808")),
                LogField("f", .string("1.5")), LogField("ok", .bool(true)), LogField("no", .bool(false)),
                LogField("bare", .bool(true)), LogField("e", .string("")), LogField("q", .string("a \"b\"\n")),
                LogField("u", .string("é")),
            ])
    }

    @Test("logfmt takes its time from a field")
    func logfmtTime() throws {
        let parsed = try Self.parse(
            "ts=2026-03-01T12:00:00Z msg=hi", as: "logfmt", settings: ParserSettings(timeField: "ts"))
        #expect(parsed.record == LogRecord(time: Self.march, fields: [LogField("msg", .string("hi"))]))
    }

    @Test(
        "What is no logfmt is a message",
        arguments: ["just words", "", #"a="no end"#, "=1", #"a"b=1"#, #"a=1 ="#])
    func noLogfmt(line: String) throws {
        let parsed = try Self.parse(line, as: "logfmt")
        #expect(parsed.problems == .unparsable)
        #expect(parsed.record.fields == [LogField("message", .string(line))])
    }

    @Test("A value whose escapes are not JSON's stays as it was written")
    func strangeEscape() throws {
        #expect(try Self.parse(#"a="\x41""#, as: "logfmt").record["a"] == .string(#"\x41"#))
    }

    // MARK: regex

    @Test("A pattern's named captures become fields")
    func regex() throws {
        let settings = ParserSettings(
            timeField: "at", pattern: try Pattern(#"^(?P<at>\S+) (\w+) (?P<who>\w+)(?: (?P<more>.*))?$"#))
        let parsed = try Self.parse("2026-03-01T12:00:00Z x ada", as: "regex", settings: settings)
        #expect(parsed == ParsedLine(record: LogRecord(time: Self.march, fields: [LogField("who", .string("ada"))])))
        #expect(try Self.parse("nothing", as: "regex", settings: settings).problems == .unparsable)
    }

    @Test("A pattern sees bytes that are no UTF-8 in their escaped form")
    func regexOverEscapes() throws {
        let settings = ParserSettings(pattern: try Pattern("^a=(?P<a>.*)$"))
        let parser = try #require(RecordParsers.make(named: "regex", settings: settings))
        let parsed = parser.parse(([0x61, 0x3D, 0xFF, 0x62] as [UInt8]).span, readAt: Self.readAt)
        #expect(parsed.record["a"] == .string("\\xFFb"))
        #expect(parsed.problems == .invalidText)
    }

    // MARK: Access logs

    @Test("An access log's line becomes fields, and its time the record's")
    func combined() throws {
        let line =
            #"203.0.113.7 - ada [01/Mar/2026:13:00:00 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "https://example.org/" "curl \"8\"" 0.012"#
        let parsed = try Self.parse(line, as: "combined")
        #expect(parsed.problems == [])
        #expect(parsed.record.time == Self.march)
        #expect(
            parsed.record.fields == [
                LogField("remote", .string("203.0.113.7")), LogField("user", .string("ada")),
                LogField("method", .string("GET")), LogField("path", .string("/a?b=1")),
                LogField("protocol", .string("HTTP/1.1")), LogField("status", .integer(200)),
                LogField("bytes", .integer(512)), LogField("referer", .string("https://example.org/")),
                LogField("agent", .string(#"curl \"8\""#)), LogField("rest", .string("0.012")),
            ])
    }

    @Test("The common format has neither referrer nor agent, and a request may be anything")
    func common() throws {
        let parsed = try Self.parse(#"::1 - - [01/Mar/2026:12:00:00 +0000] "\x16\x03" 400 -"#, as: "combined")
        #expect(
            parsed.record
                == LogRecord(
                    time: Self.march,
                    fields: [
                        LogField("remote", .string("::1")), LogField("request", .string(#"\x16\x03"#)),
                        LogField("status", .integer(400)),
                    ]))
    }

    @Test("A time that is none stays in the record")
    func strangeTime() throws {
        let parsed = try Self.parse(#"h - - [31/Feb/2026:12:00:00 +0000] "GET / HTTP/1.0" 200 1"#, as: "combined")
        #expect(parsed.problems == .unparsableTime)
        #expect(parsed.record.time == Self.readAt)
        #expect(parsed.record["time"] == .string("31/Feb/2026:12:00:00 +0000"))
    }

    // MARK: syslog

    @Test("RFC 5424: the example of its section 6.5, with structured data")
    func newSyslog() throws {
        let line =
            #"<165>1 2026-03-01T12:00:00.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="A \"b\" \] \\ \n"][e@1] "#
            + "\u{FEFF}An application event"
        let parsed = try Self.parse(line, as: "syslog")
        #expect(parsed.problems == [])
        #expect(parsed.record.time == LogTime(seconds: Self.march.seconds, nanoseconds: 3_000_000))
        #expect(
            parsed.record.fields == [
                LogField("facility", .string("local4")), LogField("severity", .string("notice")),
                LogField("host", .string("mymachine.example.com")), LogField("app", .string("evntslog")),
                LogField("message_id", .string("ID47")),
                LogField(
                    "structured",
                    .map([
                        LogField(
                            "exampleSDID@32473",
                            .map([
                                LogField("iut", .string("3")), LogField("eventSource", .string(#"A "b" ] \ \n"#)),
                            ])), LogField("e@1", .map([])),
                    ])),
                LogField("message", .string("An application event")),
            ])
    }

    @Test("RFC 5424 without anything but its head")
    func bareSyslog() throws {
        let parsed = try Self.parse("<14>1 - - - - - -", as: "syslog")
        #expect(
            parsed.record
                == LogRecord(
                    time: Self.readAt,
                    fields: [
                        LogField("facility", .string("user")), LogField("severity", .string("info")),
                        LogField("message", .string("")),
                    ]))
    }

    @Test("RFC 3164: its time has neither year nor zone, so it stays in the record")
    func oldSyslog() throws {
        let parsed = try Self.parse("<34>Oct  1 22:14:15 mymachine su[12]: 'su root' failed", as: "syslog")
        #expect(parsed.problems == [])
        #expect(
            parsed.record
                == LogRecord(
                    time: Self.readAt,
                    fields: [
                        LogField("facility", .string("auth")), LogField("severity", .string("crit")),
                        LogField("timestamp", .string("Oct  1 22:14:15")), LogField("host", .string("mymachine")),
                        LogField("app", .string("su")), LogField("pid", .string("12")),
                        LogField("message", .string("'su root' failed")),
                    ]))
    }

    @Test("Syslog files of Linux: no priority, perhaps a time of RFC 3339")
    func fileSyslog() throws {
        let parsed = try Self.parse("2026-03-01T13:00:00+01:00 web kernel: [1.5] up", as: "syslog")
        #expect(
            parsed.record
                == LogRecord(
                    time: Self.march,
                    fields: [
                        LogField("host", .string("web")), LogField("app", .string("kernel")),
                        LogField("message", .string("[1.5] up")),
                    ]))
        #expect(
            try Self.parse("Mar 10 12:00:00 web no tag here", as: "syslog").record["message"] == .string("no tag here"))
    }

    @Test(
        "What is no syslog is a message",
        arguments: ["<192>1 - - - - - -", "<1>", "<a>b", "Feb 30 12:00:00 h a: b", "words", "<14>1 - - - - - [x", ""])
    func noSyslog(line: String) throws {
        let parsed = try Self.parse(line, as: "syslog")
        #expect(parsed.problems == .unparsable)
        #expect(parsed.record.fields == [LogField("message", .string(line))])
    }

    // MARK: Containers

    @Test("CRI: time, stream, whether it goes on, and the content as it is")
    func cri() throws {
        let parsed = try Self.parse("2026-03-01T12:00:00.000000001Z stderr P:x  two  spaces ", as: "cri")
        #expect(
            parsed
                == ParsedLine(
                    record: LogRecord(
                        time: LogTime(seconds: Self.march.seconds, nanoseconds: 1),
                        fields: [LogField("stream", .string("stderr")), LogField("message", .string(" two  spaces "))]),
                    stream: .standardError, isPartial: true))
        #expect(try Self.parse("2026-03-01T12:00:00Z stdout F", as: "cri").record["message"] == .string(""))
        #expect(try !Self.parse("2026-03-01T12:00:00Z stdout F ", as: "cri").isPartial)
    }

    @Test(
        "What is not of the CRI format is a message",
        arguments: [
            "", "a b c d", "2026-03-01T12:00:00Z stdin F x", "2026-03-01T12:00:00Z stdout X x", "t stdout FP x",
        ])
    func noCRI(line: String) throws {
        #expect(try Self.parse(line, as: "cri").problems == .unparsable)
    }

    @Test("Docker: a text without a line feed goes on in the next line")
    func docker() throws {
        let line = #"{"log":"a\u003cb\r\n","stream":"stdout","attrs":{"k":"v"},"time":"2026-03-01T12:00:00Z"}"#
        let parsed = try Self.parse(line, as: "docker")
        #expect(
            parsed
                == ParsedLine(
                    record: LogRecord(
                        time: Self.march,
                        fields: [
                            LogField("message", .string("a<b")), LogField("stream", .string("stdout")),
                            LogField("attrs", .map([LogField("k", .string("v"))])),
                        ]),
                    stream: .standardOutput))
        #expect(try Self.parse(#"{"log":"a","stream":"stdout","time":"2026-03-01T12:00:00Z"}"#, as: "docker").isPartial)
        #expect(try Self.parse(#"{"message":"a"}"#, as: "docker").problems == .unparsable)
    }
}
