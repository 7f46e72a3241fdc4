import AtalayaConfig
import AtalayaModel
import Testing

@Suite("Queries")
struct PromQueryTests {
    let requests: DeclaredSeries
    let duration: DeclaredSeries
    let inProgress: DeclaredSeries

    init() throws {
        requests = DeclaredSeries(
            try .counter(
                "http_requests_total", help: "Requests.", labels: [LabelDescriptor("route"), LabelDescriptor("status")])
        )
        duration = DeclaredSeries(
            try .histogram(
                "http_request_duration_seconds", help: "Time.", unit: .seconds, labels: [LabelDescriptor("route")]))
        inProgress = DeclaredSeries(try .gauge("deployments_in_progress", help: "Running now."))
    }

    @Test("A counter gives rates")
    func counter() {
        let query = PromQuery.rate(requests, by: ["status"], where: [.matches("status", "5.."), .equal("job", "shop")])
        #expect(
            query.expression
                == #"sum by (status) (rate(http_requests_total{status=~"5..",job="shop"}[$__rate_interval]))"#)
        #expect(query.seriesNames == ["http_requests_total"])
        #expect(query.findings.isEmpty)
    }

    @Test("A histogram gives rates, quantiles, heatmaps and means")
    func histogram() {
        let name = "http_request_duration_seconds"
        #expect(PromQuery.rate(duration).expression == "sum (rate(\(name)_count[$__rate_interval]))")
        #expect(
            PromQuery.quantile(0.99, duration, by: ["route"]).expression
                == "histogram_quantile(0.99, sum by (route, le) (rate(\(name)_bucket[$__rate_interval])))")
        #expect(PromQuery.heatmap(duration).expression == "sum by (le) (rate(\(name)_bucket[$__rate_interval]))")
        #expect(PromQuery.mean(duration).seriesNames == ["\(name)_sum", "\(name)_count"])
    }

    @Test("A gauge gives values, aggregated or not")
    func gauge() {
        #expect(PromQuery.value(inProgress).expression == "deployments_in_progress")
        #expect(
            PromQuery.value(inProgress, .max, by: ["instance"]).expression
                == "max by (instance) (deployments_in_progress)")
    }

    @Test("What does not fit the kind is found")
    func kinds() {
        let wrong: [PromQuery] = [
            .rate(inProgress), .increase(inProgress), .value(requests), .value(duration, .sum),
            .quantile(0.5, requests),
            .heatmap(inProgress), .mean(requests),
        ]
        for query in wrong { #expect(query.findings.map(\.rule) == ["query-kind"], "\(query.expression)") }
        #expect(PromQuery.quantile(99, duration).findings.map(\.rule) == ["query-quantile"])
    }

    @Test("A label nobody declared is found, whether selected or grouped by, and survives combining")
    func labels() {
        let query = PromQuery.rate(requests, by: ["rout"]).divided(
            by: .rate(requests, where: [.equal("method", "GET")])
        ).orZero()
        #expect(query.findings.map(\.rule) == ["query-label-undeclared", "query-label-undeclared"])
        #expect(query.findings.first?.message == "no series of http_requests_total has a label 'rout'")
    }

    @Test("No text in a matcher ends its string or names a variable", arguments: HostileText.all)
    func hostileMatcher(text: String) {
        let matcher = SeriesMatcher.equal("route", text).text
        #expect(matcher.hasPrefix("route=\"") && matcher.hasSuffix("\""))
        let inner = matcher.dropFirst(7).dropLast()
        #expect(!inner.contains("$") && !inner.contains("[["))
        #expect(Self.unescaped(inner) == text)
    }

    /// Reads the escapes of a Go string the way PromQL and LogQL do; nil where a quote or a line break stands bare.
    static func unescaped(_ text: Substring) -> String? {
        var result = ""
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\" else {
                if scalar == "\"" || scalar == "\n" { return nil }
                result.unicodeScalars.append(scalar)
                continue
            }
            switch scalars.next() {
            case "n": result += "\n"
            case "r": result += "\r"
            case "t": result += "\t"
            case "\\": result += "\\"
            case "\"": result += "\""
            case "x":
                guard let high = scalars.next(), let low = scalars.next(), let code = UInt8("\(high)\(low)", radix: 16)
                else { return nil }
                result.unicodeScalars.append(Unicode.Scalar(code))
            default: return nil
            }
        }
        return result
    }

    @Test("A log query selects streams by their labels only")
    func logQuery() {
        let lines = LogQuery.lines(where: [.equal("service", "shop")])
        #expect(lines.expression == #"{service="shop"}"#)
        #expect(lines.containing("a \"b\"").expression == #"{service="shop"} |= "a \"b\"""#)
        #expect(
            lines.count(by: ["level"]).expression == #"sum by (level) (count_over_time({service="shop"} [$__auto]))"#)
        #expect(lines.rate(by: ["request_id"]).findings.map(\.rule) == ["query-label-undeclared"])
        #expect(LogQuery.lines(where: []).findings.map(\.rule) == ["query-selector-empty"])
    }
}
