/// Lines of every format, for tests that try all of them on all parsers.
enum ParserSamples {
    static let lines = [
        #"{"ts":"2026-03-01T12:00:00Z","level":"info","message":"hi","nested":{"a":[1,null]}}"#,
        #"ts=2026-03-01T12:00:00Z level=info msg="a \"quoted\" text" n=42 ok=true bare"#,
        #"203.0.113.7 - ada [01/Mar/2026:12:00:00 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "https://example.org/" "curl/8""#,
        #"<165>1 2026-03-01T12:00:00.003Z host app 42 ID47 [x@1 iut="3" say="a \"b\" \\ \]"][y@1] hello"#,
        "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed on /dev/pts/8",
        "2026-03-01T12:00:00.000000001Z stdout P part of a line",
        #"{"log":"a line\n","stream":"stderr","time":"2026-03-01T12:00:00.5Z"}"#,
        "word and the rest",
    ]
}
