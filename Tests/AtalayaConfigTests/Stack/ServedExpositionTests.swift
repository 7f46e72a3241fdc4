import AtalayaConfig
import Testing

/// A service whose own metrics the sidecar asks for and serves.
@Suite("A service that the sidecar scrapes")
struct ServedExpositionTests {
    private static func rendered(scrapedBy: String) throws -> [String: String] {
        let text = """
            {"stack": {"name": "s"},
             "services": {"shop": {"address": "shop:80", "exposition": {"path": "/m", "scraped_by": "\(scrapedBy)"},
               "container": {"image": "shop:1"},
               "metrics": {
                 "http_requests_total": {"type": "counter", "help": "R.", "labels": {"status": "any"}},
                 "wait_seconds": {"type": "histogram", "help": "W.", "unit": "seconds", "native": true}},
               "objectives": {"available": {"objective": 99.9, "metric": "http_requests_total", "bad": "status=~\\"5..\\""}}}}}
            """
        let node = try #require(JSONDocumentReader.read(text, file: "atalaya.yml").node)
        let reading = Stack.decode(node, file: "atalaya.yml")
        let validated = try #require(reading.validated, "\(reading.diagnostics)")
        let files = Renderers.all.flatMap { $0.render(validated) }
        return Dictionary(files.map { ($0.path, $0.contents) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("is in sidecar.json and no job of Prometheus, and its series are asked for by the label service")
    func sidecar() throws {
        let files = try Self.rendered(scrapedBy: "sidecar")
        #expect(files["monitoring/sidecar.json"]?.contains("\"http://shop:80/m\"") == true)
        let prometheus = try #require(files["monitoring/prometheus.yml"])
        #expect(!prometheus.contains("job_name: shop"))
        // The job that serves them is the one that needs it.
        let jobs = prometheus.split(separator: "job_name: ")
        let job = try #require(jobs.first { $0.hasPrefix("sidecar") })
        #expect(job.contains("scrape_native_histograms: true"))
        let others = files.filter { $0.key != "monitoring/sidecar.json" }
        #expect(!others.values.contains { $0.contains("job=\"shop\"") || $0.contains("job=\\\"shop\\\"") })
        #expect(others.values.contains { $0.contains("atalaya_scrape_up{service=\"shop\"} == 0") })
        #expect(others.values.contains { $0.contains("http_requests_total{service=\"shop\"") })
    }

    @Test("is a job of Prometheus unless said otherwise")
    func prometheus() throws {
        let files = try Self.rendered(scrapedBy: "prometheus")
        #expect(files["monitoring/sidecar.json"]?.contains("scrapes") == false)
        #expect(files["monitoring/prometheus.yml"]?.contains("job_name: shop") == true)
        #expect(files.values.contains { $0.contains("up{job=\"shop\"} == 0") })
    }
}
