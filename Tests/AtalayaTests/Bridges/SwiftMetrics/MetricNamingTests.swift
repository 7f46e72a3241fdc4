import AtalayaModel
import Testing

@testable import Atalaya

@Suite("Names from swift-metrics")
struct MetricNamingTests {
    @Test(
        "runs of other characters become one underscore, endings are added",
        arguments: [
            (
                "http.server.requests", "http_server_requests_total", "http_server_requests_seconds",
                "http_server_requests"
            ),
            ("a..b--c", "a_b_c_total", "a_b_c_seconds", "a_b_c"),
            (".a.", "a_total", "a_seconds", "a"),
            ("requests.total.http", "requests_http_total", "requests_total_http_seconds", "requests_total_http"),
            ("wait.seconds", "wait_seconds_total", "wait_seconds", "wait_seconds"),
            ("jobs_total", "jobs_total", "jobs_total_seconds", "jobs_total_value"),
            ("rows.count", "rows_count_total", "rows_count_seconds", "rows_count_value"),
            ("rows.created", "rows_created_value_total", "rows_created_seconds", "rows_created_value"),
            ("9lives", "_9lives_total", "_9lives_seconds", "_9lives"),
            ("größe", "gr_e_total", "gr_e_seconds", "gr_e"),
            ("e\u{301}a", "a_total", "a_seconds", "a"),
            ("", "__total", "__seconds", "_"),
            ("total", "__total", "total_seconds", "total_value"),
            ("seconds", "seconds_total", "__seconds", "seconds"),
        ])
    func names(label: String, counter: String, timer: String, gauge: String) {
        #expect(MetricNaming.name(of: label, as: .counter) == counter)
        #expect(MetricNaming.name(of: label, as: .timer) == timer)
        #expect(MetricNaming.name(of: label, as: .gauge) == gauge)
        #expect(MetricNaming.name(of: label, as: .histogram) == gauge)
    }

    @Test(
        "whatever the label, there is a legal descriptor, also for the second name",
        arguments: [
            "", "_", "__", "total", "seconds", "a_bucket", "a_sum", "a.count", "a_created", "a_info", "a_gsum", "value",
            "a\0b", "日本", "😀", "9", "le", ":", "a:b", "_total", "..total..", String(repeating: "x", count: 10_000),
        ])
    func legal(label: String) throws {
        for isTaken in [false, true] {
            func name(_ kind: MetricNaming.Kind) -> String { MetricNaming.name(of: label, as: kind, isTaken: isTaken) }
            _ = try MetricDescriptor.counter(name(.counter), help: "")
            _ = try MetricDescriptor.gauge(name(.gauge), help: "")
            _ = try MetricDescriptor.histogram(name(.histogram), help: "")
            _ = try MetricDescriptor.histogram(name(.timer), help: "", unit: .seconds)
        }
    }

    @Test(
        "labels are legal whatever the dimension",
        arguments: [
            ("http.route", "http_route"), ("le", "exported_le"), ("quantile", "exported_quantile"),
            ("__name__", "name"),
            ("1st", "key_1st"), ("", "key_"), ("日本", "key_"), ("a-b", "a_b"), ("_private", "private"),
        ])
    func labels(key: String, label: String) throws {
        #expect(MetricNaming.label(key) == label)
        _ = try LabelName(label)
    }

    @Test("dimensions that become one label are joined in the order of their names")
    func joined() {
        #expect(MetricNaming.labels([("a.b", "2"), ("a-b", "1"), ("c", "3")]) == ["a_b": "1;2", "c": "3"])
        #expect(MetricNaming.labels([("a-b", "1"), ("a.b", "2")]) == ["a_b": "1;2"])
    }
}
