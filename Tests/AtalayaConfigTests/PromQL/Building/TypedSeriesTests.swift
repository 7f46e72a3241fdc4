import AtalayaConfig
import AtalayaModel
import Testing

private enum RequestLabel: String, SeriesLabel { case route, status }

struct TypedSeriesTests {
    private let requests: CounterSeries<RequestLabel>
    private let duration: HistogramSeries<RequestLabel>
    private let running: GaugeSeries<NoLabel>

    init() throws {
        requests = try CounterSeries("http_requests_total", help: "Requests answered.")
        duration = try HistogramSeries("http_request_duration_seconds", help: "Time to answer.", unit: .seconds)
        running = try GaugeSeries("deployments_running", help: "Deployments now.")
    }

    @Test("A series declares the metric it asks for")
    func descriptor() {
        #expect(requests.descriptor.kind == .counter)
        #expect(requests.descriptor.labels.map(\.name.rawValue) == ["route", "status"])
        #expect(duration.descriptor.unit == .seconds)
        #expect(running.descriptor.labels == [])
        #expect(throws: ModelError.self) { try CounterSeries<NoLabel>("requests", help: "Not _total.") }
    }

    @Test("Queries are built as they read, and Prometheus would read them so")
    func queries() throws {
        let errors = requests.where(.status, .matches("5..")).where(target: .job, .equals("a\"b")).over(.minutes(5))
            .rate()
        let all = requests.over(.minutes(5)).rate()
        let ratio = errors.sum(by: .route) / all.sum(by: .route)
        let last: [(InstantVector<RequestLabel>, String)] = [
            (
                errors.sum(by: .route, target: [.instance]),
                #"sum by (route, instance) (rate(http_requests_total{status=~"5..",job="a\"b"}[5m]))"#
            ),
            (
                ratio > 0.05,
                """
                (sum by (route) (rate(http_requests_total{status=~"5..",job="a\\"b"}[5m])) \
                / sum by (route) (rate(http_requests_total[5m]))) > 0.05
                """
            ),
            (
                requests.over(variable: "__rate_interval").increase().top(5),
                "topk(5, increase(http_requests_total[$__rate_interval]))"
            ),
            (
                duration.where(.route, .variable("route")).over(.hours(1)).quantile(0.99, by: .route),
                #"histogram_quantile(0.99, sum by (route, le) (rate(http_request_duration_seconds_bucket{route=~"$route"}[1h])))"#
            ),
            (
                duration.over(.minutes(1)).mean(),
                "sum(rate(http_request_duration_seconds_sum[1m])) / sum(rate(http_request_duration_seconds_count[1m]))"
            ),
            (
                all.sum().and(running.value.sum() > 0).unless(running.over(.hours(1)).maximum() * -1, on: .route),
                """
                (sum(rate(http_requests_total[5m])) and on () (sum(deployments_running) > 0)) \
                unless on (route) (max_over_time(deployments_running[1h]) * (-1))
                """
            ),
            (
                all - all / ScalarValue(running.value),
                "rate(http_requests_total[5m]) - (rate(http_requests_total[5m]) / scalar(deployments_running))"
            ),
        ]
        for (vector, text) in last {
            #expect(vector.text == text)
            #expect(
                try PromQL.parse(vector.text, dialect: PromQLDialect(allowsGrafanaVariables: true)) == vector.expression
            )
        }
        #expect(
            running.over(.hours(4)).prediction(after: .days(1)).text == "predict_linear(deployments_running[4h], 86400)"
        )
        #expect((running.value.equal(to: 0)).text == "deployments_running == 0")
    }

    @Test("A panel asks for what was built, and knows which series it names")
    func panel() {
        let query = PromQuery.typed(duration.over(.minutes(5)).quantile(0.5))
        #expect(query.seriesNames == ["http_request_duration_seconds_bucket"])
        #expect(query.findings == [])
    }
}
