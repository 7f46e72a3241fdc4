import AtalayaMetrics
import Testing

struct FormatsTests {
    private func registry() throws -> MetricsRegistry {
        let registry = MetricsRegistry(configuration: .bare)
        let requests = try registry.makeCounterFamily(
            .counter(
                "http_requests_total", help: "Requests \"answered\".",
                labels: [LabelDescriptor("method"), LabelDescriptor("code")]))
        requests.with("GET", "200").increment(by: 1_234_567)
        requests.with("PUT", "").increment(by: 0.5)
        try registry.makeCounter(.counter("gc_seconds_total", help: "", unit: .seconds)).increment()
        try registry.makeGauge(.gauge("temperature_celsius", help: "Now.", unit: .celsius)).set(-3)
        let duration = try registry.makeHistogram(
            .histogram(
                "request_duration_seconds", help: "Time.", unit: .seconds,
                buckets: HistogramBuckets([0.5, 1, 1_000_000])))
        for value in [0.25, 0.5, 1, 2] { duration.observe(value) }
        return registry
    }

    @Test("Text 0.0.4, byte for byte")
    func plainText() throws {
        #expect(
            try registry().text(PlainTextFormat()) == """
                # TYPE gc_seconds_total counter
                gc_seconds_total 1
                # HELP http_requests_total Requests "answered".
                # TYPE http_requests_total counter
                http_requests_total{code="200",method="GET"} 1234567
                http_requests_total{method="PUT"} 0.5
                # HELP request_duration_seconds Time.
                # TYPE request_duration_seconds histogram
                request_duration_seconds_bucket{le="0.5"} 2
                request_duration_seconds_bucket{le="1.0"} 3
                request_duration_seconds_bucket{le="1e+06"} 4
                request_duration_seconds_bucket{le="+Inf"} 4
                request_duration_seconds_sum 3.75
                request_duration_seconds_count 4
                # HELP temperature_celsius Now.
                # TYPE temperature_celsius gauge
                temperature_celsius -3

                """)
    }

    @Test("OpenMetrics 1.0, byte for byte")
    func openMetrics() throws {
        #expect(
            try registry().text(OpenMetricsFormat()) == """
                # TYPE gc_seconds counter
                # UNIT gc_seconds seconds
                gc_seconds_total 1
                # TYPE http_requests counter
                # HELP http_requests Requests \\"answered\\".
                http_requests_total{code="200",method="GET"} 1234567
                http_requests_total{method="PUT"} 0.5
                # TYPE request_duration_seconds histogram
                # UNIT request_duration_seconds seconds
                # HELP request_duration_seconds Time.
                request_duration_seconds_bucket{le="0.5"} 2
                request_duration_seconds_bucket{le="1.0"} 3
                request_duration_seconds_bucket{le="1e+06"} 4
                request_duration_seconds_bucket{le="+Inf"} 4
                request_duration_seconds_sum 3.75
                request_duration_seconds_count 4
                # TYPE temperature_celsius gauge
                # UNIT temperature_celsius celsius
                # HELP temperature_celsius Now.
                temperature_celsius -3.0
                # EOF

                """)
    }

    /// One metric of each kind that only collectors make.
    private struct EveryKind: Collector {
        func collect(into builder: inout SnapshotBuilder) throws {
            try builder.info(MetricDescriptor("build_info", kind: .info, help: "Build."), labels: ["version": "1.0"])
            try builder.add(
                MetricDescriptor("mode", kind: .stateSet, help: "Mode."),
                .stateSet([.init("on", isSet: true), .init("o\"ff", isSet: false)]),
                labels: ["zone": "a"])
            try builder.add(
                MetricDescriptor("rpc_seconds", kind: .summary, help: "RPC.", unit: .seconds),
                .summary(.init(quantiles: [.init(0.5, value: 1), .init(1, value: .nan)], count: 2, sum: 3)))
            let buckets = try HistogramBuckets([-1, 1])
            try builder.add(
                MetricDescriptor("batch", kind: .gaugeHistogram, help: "Batch.", buckets: buckets),
                .histogram(HistogramValue(buckets: buckets, bucketCounts: [1, 0, 2], sum: -4)))
            try builder.add(MetricDescriptor("odd_total", kind: .unknown, help: "Odd."), .number(.double(.nan)))
        }
    }

    @Test("The kinds that 0.0.4 does not know become those it knows")
    func plainTextKinds() throws {
        let registry = MetricsRegistry(configuration: .bare)
        try registry.addCollector(EveryKind())
        #expect(registry.diagnostics.isEmpty)
        #expect(
            registry.text(PlainTextFormat()) == """
                # HELP batch Batch.
                # TYPE batch histogram
                batch_bucket{le="-1.0"} 1
                batch_bucket{le="1.0"} 1
                batch_bucket{le="+Inf"} 3
                # HELP batch_gcount Batch.
                # TYPE batch_gcount gauge
                batch_gcount 3
                # HELP batch_gsum Batch.
                # TYPE batch_gsum gauge
                batch_gsum -4
                # HELP build_info Build.
                # TYPE build_info gauge
                build_info{version="1.0"} 1
                # HELP mode Mode.
                # TYPE mode gauge
                mode{zone="a",mode="on"} 1
                mode{zone="a",mode="o\\"ff"} 0
                # HELP odd_total Odd.
                # TYPE odd_total untyped
                odd_total NaN
                # HELP rpc_seconds RPC.
                # TYPE rpc_seconds summary
                rpc_seconds{quantile="0.5"} 1
                rpc_seconds{quantile="1.0"} NaN
                rpc_seconds_sum 3
                rpc_seconds_count 2

                """)
    }

    @Test("OpenMetrics names every kind")
    func openMetricsKinds() throws {
        let registry = MetricsRegistry(configuration: .bare)
        try registry.addCollector(EveryKind())
        let text = registry.text(OpenMetricsFormat())
        for line in [
            "# TYPE batch gaugehistogram", "batch_gcount 3", "batch_gsum -4.0", "# TYPE build info",
            "build_info{version=\"1.0\"} 1",
            "# TYPE mode stateset", "# TYPE odd_total unknown", "odd_total NaN", "rpc_seconds{quantile=\"1.0\"} NaN",
        ] {
            #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
        }
    }

    @Test("OpenMetrics leaves out the sum and count of a histogram where they would be illegal")
    func meaninglessSums() throws {
        let registry = MetricsRegistry(configuration: .bare)
        try registry.makeHistogram(.histogram("negative_bound", help: "", buckets: HistogramBuckets([-1]))).observe(3)
        try registry.makeHistogram(.histogram("below_zero", help: "", buckets: HistogramBuckets([1]))).observe(-3)
        #expect(!registry.text(OpenMetricsFormat()).contains("_sum"))
        #expect(!registry.text(OpenMetricsFormat()).contains("_count"))
        #expect(registry.text(PlainTextFormat()).contains("below_zero_sum -3\n"))
    }

    @Test("OpenMetrics leaves out quantiles below zero, which it forbids")
    func negativeQuantiles() throws {
        let summary = SummaryValue(quantiles: [.init(0, value: -1), .init(1, value: 2)], count: 2, sum: 1)
        let family = MetricFamily(
            try MetricDescriptor("s", kind: .summary, help: ""), series: [MetricSeries(value: .summary(summary))])
        let snapshot = Snapshot(families: [family])
        let openMetrics = String(decoding: OpenMetricsFormat().bytes(of: snapshot), as: UTF8.self)
        #expect(openMetrics.contains("s{quantile=\"1.0\"} 2.0\n"))
        #expect(!openMetrics.contains("quantile=\"0.0\""))
        let plain = String(decoding: PlainTextFormat().bytes(of: snapshot), as: UTF8.self)
        #expect(plain.contains("s{quantile=\"0.0\"} -1\n"))
    }

    @Test("Gauges may be NaN and infinite", arguments: ExpositionFormats.texts)
    func specialGauges(format: any ExpositionFormat) throws {
        let registry = MetricsRegistry(configuration: .bare)
        try registry.makeGauge(.gauge("a", help: "")).set(-Double.nan)
        try registry.makeGauge(.gauge("b", help: "")).set(.infinity)
        try registry.makeGauge(.gauge("c", help: "")).set(-.infinity)
        let text = registry.text(format)
        for line in ["a NaN\n", "b +Inf\n", "c -Inf\n"] { #expect(text.contains(line)) }
    }

    @Test("An empty registry is a legal exposition")
    func empty() {
        let registry = MetricsRegistry(configuration: .bare)
        #expect(registry.text(PlainTextFormat()) == "")
        #expect(registry.text(OpenMetricsFormat()) == "# EOF\n")
    }
}
