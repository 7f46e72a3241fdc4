import AtalayaMetrics

/// Metrics texts from services we scrape, and the headers of whoever scrapes us.
struct ExpositionTarget: FuzzTarget {
    let name = "exposition"

    let seeds = words([
        """
        # HELP http_requests_total Requests, "quoted" and \\\\ and \\n escaped.
        # TYPE http_requests_total counter
        http_requests_total{method="GET",path="/a\\"b\\\\c\\nd"} 1027 1395066363000
        http_requests_total{method="POST",path="é😀",} 3
        # a comment
        temperature_celsius NaN
        rate{ } -Inf
        # TYPE latency_seconds histogram
        latency_seconds_bucket{le="0.1"} 24
        latency_seconds_bucket{le="+Inf"} 30
        latency_seconds_sum 5.5e-1
        latency_seconds_count 30

        """,
        """
        # TYPE jobs counter
        # UNIT jobs_seconds seconds
        # HELP jobs Jobs.
        jobs_total{queue="a"} 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.1
        jobs_created{queue="a"} 1520872607.123
        # TYPE build info
        build_info{version="1.0"} 1
        # TYPE state stateset
        state{state="on"} 1
        state{state="off"} 0
        # TYPE size gaugehistogram
        size_bucket{le="1.0"} 1
        size_bucket{le="+Inf"} 2
        size_gcount 2
        size_gsum 3.0
        # TYPE d summary
        d{quantile="0.9"} 1.5
        d_sum 1
        d_count 1
        # EOF

        """,
        """
        # TYPE "http.requests_total" counter
        {"http.requests_total","http.route"="/\\n",method="GET"} 3
        {"up"} 1
        # EOF

        """,
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
            + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.1",
    ])

    let dictionary = words([
        "# TYPE ", "# HELP ", "# UNIT ", "# EOF\n", "_total", "_bucket", "_sum", "_count", "_created", "_info",
        "le=\"+Inf\"",
        "quantile=\"0.5\"", " NaN", " +Inf", " 1e400", "{", "}", ",", "\\", "\"", " # {a=\"b\"} 1", "{\"a.b\"", "\r\n",
        "\u{feff}",
        "\t",
        "counter", "gauge", "histogram", "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let lineCount = input.count { $0 == 0x0a } + 1
        for dialect in [ExpositionParser.Dialect.plainText, .openMetrics].flatMap({ [$0, $0.allowingUTF8Names] }) {
            let parsed = ExpositionParser.parse(input, as: dialect)
            try require(parsed.problems.count <= ExpositionParser.problemsMax, "more problems than announced")
            for problem in parsed.problems {
                try require(
                    (1...(lineCount + 1)).contains(problem.line) && problem.column >= 1, "a problem nowhere: \(problem)"
                )
            }
            for sample in parsed.families.flatMap(\.samples) {
                try require((1...lineCount).contains(sample.line), "a sample nowhere: \(sample.line)")
            }
        }
        let header = String(decoding: input.prefix(4096), as: UTF8.self)
        _ = ExpositionFormats.negotiate(accept: header)
        _ = ExpositionParser.Dialect(contentType: header)
    }
}
