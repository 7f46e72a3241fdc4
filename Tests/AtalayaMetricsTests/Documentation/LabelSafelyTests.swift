import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on labelling safely")
struct LabelSafelyTests {
    @Test("declares a closed domain, and counts what is outside it")
    func closedDomain() throws {
        let registry = MetricsRegistry()
        let method = try LabelDescriptor("method", values: ["GET", "POST", "other"], help: "The HTTP method.")
        let route = try LabelDescriptor("route", help: "The template of the route, not the path.")
        let requests = try registry.makeCounterFamily(
            .counter("http_requests_total", help: "Requests answered.", labels: [method, route]))

        requests.with("GET", "/users/{id}").increment()

        requests.with("BREW", "/pot").increment()
        #expect(registry.rejectionCount(.labelValueUndeclared) == 1)
        #expect(registry.text(PlainTextFormat()).contains("http_requests_total{otel_metric_overflow=\"true\"} 1\n"))
    }

    struct RequestLabels: TypedLabels {
        enum Method: String, CaseIterable, LabelValue { case get = "GET", post = "POST", other }
        var method: Method
        var isCached: Bool

        static let labels = [
            LabelField("method", \RequestLabels.method), LabelField("cached", \RequestLabels.isCached),
        ]
    }

    @Test("takes labels that are a type")
    func typed() throws {
        let registry = MetricsRegistry()
        let requests = try registry.makeCounter(
            .counter("http_requests_total", help: "Requests answered."), labels: RequestLabels.self)

        requests.increment(for: RequestLabels(method: .get, isCached: true))
        #expect(
            registry.text(PlainTextFormat()).contains("http_requests_total{cached=\"true\",method=\"GET\"} 1\n"))
    }

    @Test("lists what takes the most series")
    func cardinality() throws {
        let registry = MetricsRegistry()
        let logins = try registry.makeCounterFamily(
            .counter("logins_total", help: "Logins.", labels: [LabelDescriptor("user")]))
        for user in 0..<3 { logins.with("\(user)").increment() }

        for metric in registry.cardinality() {
            print(metric.name, metric.seriesCount)
        }
        #expect(registry.cardinality().first?.seriesCount == 3)
    }

    @Test("throws where the names of labels are given")
    func named() throws {
        let registry = MetricsRegistry()
        let requests = try registry.makeCounterFamily(
            .counter("http_requests_total", help: "Requests answered.", labels: [LabelDescriptor("method")]))
        do {
            try requests.with(labels: ["methd": "GET"]).increment()
        } catch {
            #expect(error.reason == .labelUnknown)
        }
        #expect(registry.rejectionCount(.labelUnknown) == 1)
    }

    @Test("bounds the series of a metric, and keeps the sum right")
    func budget() throws {
        var configuration = RegistryConfiguration()
        configuration.seriesPerFamilyMax = 500
        configuration.labelValueBytesMax = 128
        let registry = MetricsRegistry(configuration: configuration)

        let logins = try registry.makeCounterFamily(
            .counter("logins_total", help: "Logins.", labels: [LabelDescriptor("user")]))
        for user in 0..<600 { logins.with("\(user)").increment() }
        #expect(registry.seriesCount == 500)
        #expect(registry.text(PlainTextFormat()).contains("logins_total{otel_metric_overflow=\"true\"} 100\n"))
    }

    @Test("removes series that are over")
    func removal() throws {
        let registry = MetricsRegistry()
        let lag = try registry.makeGaugeFamily(
            .gauge("queue_lag_seconds", help: "Lag.", unit: .seconds, labels: [LabelDescriptor("queue")]))
        lag.with("mail").set(2)

        lag.remove(labels: ["queue": "mail"])
        #expect(!registry.text(PlainTextFormat()).contains("mail"))
    }
}
