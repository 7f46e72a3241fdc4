@testable import AtalayaConfig
import AtalayaModel
import Testing

@Suite("Dashboards of a stack")
struct StackDashboardsTests {
    static func dashboards(_ stack: TestStacks) throws -> [Dashboard] {
        StackDashboards.dashboards(for: try stack.validated())
    }

    @Test("They keep every rule", arguments: TestStacks.allCases)
    func noFindings(stack: TestStacks) throws {
        for dashboard in try Self.dashboards(stack) { #expect(dashboard.findings() == []) }
    }

    @Test("Their JSON stands up to a look without the model", arguments: TestStacks.allCases)
    func structure(stack: TestStacks) throws {
        for dashboard in try Self.dashboards(stack) {
            let json = try DashboardJSON(dashboard)
            #expect(json.problems() == [], "\(dashboard.name)")
            #expect(!json.panels.isEmpty)
        }
    }

    @Test("They pass the check that files of others have to pass", arguments: TestStacks.allCases)
    func ownCheck(stack: TestStacks) throws {
        let validated = try stack.validated()
        for file in GrafanaRenderer().render(validated) where file.path.hasSuffix(".json") {
            let node = try #require(JSONDocumentReader.read(file.contents, file: file.path).node)
            #expect(DocumentChecks.recognising(node)?.kind == "dashboard")
            let found = DashboardCheck().check(node, file: file.path, targets: validated.stack.targets)
            #expect(found.filter { $0.severity != .info } == [])
        }
    }

    @Test("Names, uids and titles are unique: by them Grafana tells dashboards apart", arguments: TestStacks.allCases)
    func uniqueness(stack: TestStacks) throws {
        let dashboards = try Self.dashboards(stack)
        #expect(Set(dashboards.map(\.name)).count == dashboards.count)
        #expect(Set(dashboards.map(\.uid)).count == dashboards.count)
        #expect(Set(dashboards.map(\.title)).count == dashboards.count)
    }

    @Test("Every metric that a query names is declared by somebody who emits it", arguments: TestStacks.allCases)
    func declaredMetrics(stack: TestStacks) throws {
        let validated = try stack.validated()
        let known = try Self.knownNames(validated)
        for file in GrafanaRenderer().render(validated) where file.path.hasSuffix(".json") {
            let json = try DashboardJSON(text: file.contents)
            let annotations = json.root["annotations"]?["list"]?.items.compactMap { $0["expr"]?.string } ?? []
            let queries = json.targets.filter { $0["datasource"]?["type"] == .string("prometheus") }.compactMap {
                $0["expr"]?.string
            }
            #expect(!queries.isEmpty || file.path.contains("logs"))
            for query in queries + annotations {
                let names = Self.metricNames(in: query)
                #expect(!names.isEmpty, "no metric found in \(query)")
                for name in names { #expect(known.contains(name), "\(file.path): \(name) in \(query)") }
            }
        }
    }

    @Test("The walk over the queries would notice a metric nobody emits")
    func walkNotices() throws {
        let names = Self.metricNames(
            in: #"sum by (route) (rate(nobody_total{a="b",c=~"x_total"}[5m])) / on () vector(0) or up * 1e3"#)
        #expect(names == ["nobody_total", "up"])
        #expect(!(try Self.knownNames(TestStacks.full.validated())).contains("nobody_total"))
    }

    /// Declared metrics with the samples they expose, the sidecar's and Fluentd's own, what rules record, and
    /// Prometheus' own.
    static func knownNames(_ stack: ValidatedStack) throws -> Set<String> {
        var names: Set<String> = ["up", "ALERTS"]
        for metric in stack.stack.services.flatMap(\.metrics) { names.formUnion(metric.descriptor.reservedNames) }
        for metric in SidecarMetrics.all { names.formUnion(metric.reservedNames) }
        names.formUnion(FluentdMetrics.all.map(\.name))
        for file in RulesRenderer().render(stack) {
            for line in file.contents.split(separator: "\n") {
                if let match = line.firstMatch(of: /record: "?([A-Za-z_:][A-Za-z0-9_:]*)"?$/) {
                    names.insert(String(match.1))
                }
            }
        }
        return names
    }

    /// The metrics of a PromQL expression, found without the code that wrote it: names that are neither quoted, nor in
    /// braces, brackets or a grouping, nor functions, nor words of the language.
    static func metricNames(in query: String) -> Set<String> {
        var text = query
        text.replace(/"(\\.|[^"\\])*"/, with: "")
        text.replace(/\{[^}]*\}/, with: "")
        text.replace(/\[[^\]]*\]/, with: "")
        text.replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/, with: " ")
        let words: Set<String> = ["or", "and", "unless", "offset", "bool", "sum", "min", "max", "avg", "count", "topk"]
        var names: Set<String> = []
        for match in text.matches(of: /[A-Za-z_:][A-Za-z0-9_:]*/) {
            let isFunction = text[match.range.upperBound...].drop { $0 == " " }.first == "("
            let follows = text[..<match.range.lowerBound].last
            if isFunction || words.contains(String(match.0)) || follows?.isNumber == true { continue }
            names.insert(String(match.0))
        }
        return names
    }

    @Test("Every declared metric has a panel of its own kind")
    func declaredMetricsHavePanels() throws {
        let stack = try TestStacks.full.validated()
        let dashboards = StackDashboards.dashboards(for: stack)
        for service in stack.stack.services {
            let dashboard = try #require(dashboards.first { $0.name == "\(service.name)-metrics" })
            for metric in service.metrics {
                let name = metric.descriptor.name.rawValue
                let expressions = dashboard.panels.flatMap(\.targets).map(\.expression).filter { $0.contains(name) }
                #expect(!expressions.isEmpty, "\(name)")
                if metric.descriptor.kind == .counter { #expect(expressions.allSatisfy { $0.contains("rate(") }) }
                if metric.descriptor.kind == .histogram {
                    #expect(
                        expressions.contains { $0.contains("histogram_quantile") }
                            && dashboard.panels.contains { $0.visualization is HeatmapPanel })
                }
            }
        }
    }

    @Test("A service without metrics, objectives and logs has an overview all the same")
    func minimal() throws {
        let names = try Self.dashboards(.minimal).map(\.name)
        #expect(names == ["web-overview", "tiny-stack-log-pipeline"])
    }

    @Test("The overview answers: is it well, used, failing, slow, within its objectives, and what fires")
    func overview() throws {
        let overview = try #require(try Self.dashboards(.full).first { $0.name == "shop-overview" })
        let names = Set(overview.panels.map(\.name))
        #expect(
            names.isSuperset(of: [
                "health", "traffic", "error-ratio", "latency-p99", "budget-remaining", "firing-alerts",
                "firing-alerts-table",
                "shop-log-volume",
            ]))
        let errors = try #require(overview.panels.first { $0.name == "error-ratio" }?.targets.first?.expression)
        #expect(errors.contains(#"{service="shop",status=~"5.."}"#))
        #expect(overview.panelID(named: "latency-p99") != nil)
    }

    @Test("Series read from a log are selected by the service, those a service exposes by its job")
    func selectors() throws {
        let dashboards = try Self.dashboards(.full)
        let mailer = try #require(dashboards.first { $0.name == "mailer-metrics" })
        #expect(mailer.panels.allSatisfy { $0.targets.allSatisfy { $0.expression.contains(#"job="mailer""#) } })
        let shop = try #require(dashboards.first { $0.name == "shop-metrics" })
        #expect(shop.panels.allSatisfy { $0.targets.allSatisfy { $0.expression.contains(#"service="shop""#) } })
    }

    @Test("A moment in time is shown as a date, in the milliseconds that Grafana counts")
    func timestamps() throws {
        let mailer = try #require(try Self.dashboards(.full).first { $0.name == "mailer-metrics" })
        let panel = try #require(mailer.panels.first { $0.name == "last_mail_timestamp_seconds" })
        #expect(panel.fields.unit == .dateAndTime)
        #expect(panel.targets.first?.expression.hasSuffix("* 1000") == true)
    }
}
