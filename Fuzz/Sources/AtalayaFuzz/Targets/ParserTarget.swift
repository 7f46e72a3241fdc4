import AtalayaLogs
import AtalayaModel

/// Log lines of every format: each parser takes any bytes, and what it cannot read goes out whole.
struct ParserTarget: FuzzTarget {
    let name = "parsers"

    let seeds = words([
        #"{"ts":"2026-03-01T12:00:00Z","level":"info"}"#, #"ts=1 level=info msg="a \"b\"" bare"#,
        #"203.0.113.7 - ada [01/Mar/2026:12:00:00 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl""#,
        #"<165>1 2026-03-01T12:00:00Z host app 42 ID47 [x@1 a="b \" \]"][y@1] hello"#,
        "<34>Oct 11 22:14:15 mymachine su[12]: failed", "2026-03-01T12:00:00.1Z stdout P:x part",
        #"{"log":"a\n","stream":"stderr","time":"2026-03-01T12:00:00Z"}"#,
    ])

    let dictionary = words([
        "<", ">", "1 ", "[", "]", "=\"", "\"", "\\", " - ", "stdout", "stderr", " P ", " F ", "\u{FEFF}", "{", "}", "Z",
        "\\u", ":",
    ])

    private let parsers = RecordParsers.all.map {
        $0.init(settings: ParserSettings(timeField: "ts", pattern: try? Pattern(#"(?P<a>\w+)\s*(?P<b>.*)"#)))
    }

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let readAt = LogTime(seconds: 1)
        for parser in parsers {
            let name = type(of: parser).format.name
            let parsed = parser.parse(input.span, readAt: readAt)
            if parsed.problems.contains(.unparsable) {
                let whole = LogField("message", .string(LineText(input.span).string))
                try require(parsed.record == LogRecord(time: readAt, fields: [whole]), "\(name) lost a line")
            }
            var encoded: [UInt8] = []
            do {
                try ForwardEntry.write(parsed.record, into: &encoded)
            } catch {
                throw FuzzFailure("\(name) made a record that cannot be encoded: \(error)")
            }
            try require(encoded.count <= input.count * 6 + 400, "\(name) made \(encoded.count) bytes of it")
        }
    }
}
