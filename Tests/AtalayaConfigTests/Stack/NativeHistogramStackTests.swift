import AtalayaConfig
import AtalayaModel
import Testing

/// Native histograms and summaries as `atalaya.yml` declares them, up to what Prometheus and Grafana get.
struct NativeHistogramStackTests {
    private func stack(_ metric: String, prometheus: String = "3.13") throws -> StackReading {
        let text = """
            {"stack": {"name": "s"}, "targets": {"prometheus": "\(prometheus)"},
             "services": {"shop": {"address": "shop:80", "exposition": {},
               "logs": {"path": "/l/*.log", "tag": "shop"}, "metrics": {\(metric)}}}}
            """
        let node = try #require(JSONDocumentReader.read(text, file: "atalaya.yml").node)
        return Stack.decode(node, file: "atalaya.yml")
    }

    private static let native =
        #""wait_seconds": {"type": "histogram", "help": "W.", "unit": "seconds", "native": true}"#

    private func rendered(_ metric: String, prometheus: String = "3.13") throws -> [String: String] {
        let reading = try stack(metric, prometheus: prometheus)
        #expect(!reading.diagnostics.hasErrors)
        let validated = try #require(reading.validated, "\(reading.diagnostics)")
        let files = Renderers.all.flatMap { $0.render(validated) }
        return Dictionary(files.map { ($0.path, $0.contents) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("Native buckets are declared by true, or by their resolution")
    func declared() throws {
        let usual = try #require(try stack(Self.native).validated?.stack.services[0].metrics[0].descriptor)
        #expect(usual.native == .default)
        #expect(usual.buckets?.upperBounds == [])
        let both = try #require(
            try stack(
                #""a_bytes": {"type": "histogram", "help": "A.", "unit": "bytes", "buckets": [1, 2], "native": {"factor": 2, "buckets_max": 50}}"#
            ).validated?.stack.services[0].metrics[0].descriptor)
        #expect(both.native?.schema == 0)
        #expect(both.native?.bucketsMax == 50)
        #expect(both.buckets?.upperBounds == [1, 2])
    }

    @Test("Quantiles of a summary are declared with the time they look back")
    func summary() throws {
        let metric =
            #""a_bytes": {"type": "summary", "help": "A.", "unit": "bytes", "quantiles": [0.5, 0.99], "window": "5m"}"#
        let descriptor = try #require(try stack(metric).validated?.stack.services[0].metrics[0].descriptor)
        #expect(descriptor.summary?.quantiles == [0.5, 0.99])
        #expect(descriptor.summary?.window == .seconds(300))
    }

    @Test(
        "What cannot be is told where it stands",
        arguments: [
            #""a_total": {"type": "counter", "help": "A.", "native": true}"#,
            #""a": {"type": "histogram", "help": "A.", "native": {"factor": 1}}"#,
            #""a": {"type": "histogram", "help": "A.", "native": {"colour": 1}}"#,
            #""a": {"type": "summary", "help": "A.", "quantiles": [2]}"#,
            #""a": {"type": "gauge", "help": "A.", "quantiles": [0.5]}"#,
        ])
    func refused(metric: String) throws {
        let diagnostics = try stack(metric).diagnostics
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.line ?? 0 > 0)
    }

    @Test("Panels ask for the histogram itself, never for buckets that are not there")
    func panels() throws {
        let files = try rendered(Self.native)
        let dashboards = files.filter { $0.key.contains("dashboards/") }.values.joined()
        #expect(dashboards.contains("histogram_quantile(0.99, sum (rate(wait_seconds{"))
        #expect(!dashboards.contains("wait_seconds_bucket"))
        #expect(!dashboards.contains("wait_seconds_count"))
    }

    @Test("Prometheus is told to scrape them, by the job or before 3.8 by a flag")
    func prometheus() throws {
        let new = try rendered(Self.native)
        #expect(new["monitoring/prometheus.yml"]?.contains("scrape_native_histograms: true") == true)
        #expect(new["monitoring/docker-compose.yml"]?.contains("native-histograms") == false)
        let old = try rendered(Self.native, prometheus: "2.42")
        #expect(old["monitoring/prometheus.yml"]?.contains("scrape_native_histograms") == false)
        #expect(old["monitoring/docker-compose.yml"]?.contains("--enable-feature=native-histograms") == true)
    }

    @Test("What 2.42 cannot be told is reported, and only there")
    func reported() throws {
        let old = try stack(Self.native, prometheus: "2.42").diagnostics
        #expect(old.map(\.rule) == ["target-lacks-feature"])
        #expect(old.first?.severity == .warning)
        #expect(try stack(Self.native).diagnostics == [])
    }

    @Test("A native histogram from a log reaches the sidecar as it was declared")
    func fromLog() throws {
        let metric =
            #""wait_seconds": {"type": "histogram", "help": "W.", "unit": "seconds", "native": {"factor": 2, "buckets_max": 50, "zero_threshold": 0.5}, "from_log": {"value": "w"}}"#
        let file = try #require(try rendered(metric)["monitoring/sidecar.json"])
        let node = try #require(JSONDocumentReader.read(file, file: "sidecar.json").node)
        let (configuration, diagnostics) = SidecarConfiguration.decode(node, file: "sidecar.json")
        #expect(diagnostics == [])
        let descriptor = try #require(configuration?.metrics.first?.descriptor)
        #expect(descriptor.native == (try NativeHistogramOptions(bucketFactor: 2, zeroThreshold: 0.5, bucketsMax: 50)))
        #expect(descriptor.buckets?.upperBounds == [])
        let sidecarJob = try #require(try rendered(metric)["monitoring/prometheus.yml"])
        #expect(sidecarJob.contains("scrape_native_histograms: true"))
    }

    @Test("An objective on latency needs a bound to count at, which a histogram with only native buckets has not")
    func objective() throws {
        var stack = try #require(try stack(Self.native).validated?.stack)
        stack.services[0].objectives = [
            Objective(name: "latency", percent: 99, indicator: .latency(of: "wait_seconds", threshold: 0.5))
        ]
        let diagnostics = stack.validate().diagnostics
        #expect(diagnostics.map(\.rule) == ["objective-threshold"])
        #expect(diagnostics.first?.message.contains("only native") == true)
    }
}
