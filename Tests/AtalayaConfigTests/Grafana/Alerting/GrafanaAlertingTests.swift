@testable import AtalayaConfig
import Testing

@Suite("Alerting by Grafana")
struct GrafanaAlertingTests {
    private static func stack() throws -> ValidatedStack {
        var stack = try TestStacks.full.validated().stack
        stack.grafana.managesAlerts = true
        if stack.alertmanager.receivers.isEmpty {
            stack.alertmanager.receivers = [
                Receiver(name: "oncall", webhooks: [WebhookChannel(urlFile: SecretFile(path: "/run/secrets/hook"))])
            ]
        }
        stack.alertmanager.defaultReceiver = stack.alertmanager.receivers[0].name
        stack.alertmanager.watchdogReceiver = nil
        return try #require(stack.validate().validated)
    }

    private static func files() throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: Renderers.render(try stack()).map { ($0.path, $0.contents) })
    }

    @Test("Every alert of the stack is Grafana's, and Prometheus keeps what it records")
    func alerts() throws {
        let stack = try Self.stack().stack
        let document = StackGrafanaAlerting(stack: stack).alerting.document()
        let root = try PlainValue(json: JSONWriter.write(document))
        let titles = (root["groups"]?.items ?? []).flatMap { $0["rules"]?.items ?? [] }.compactMap {
            $0["title"]?.string
        }
        var alerts: [String] = []
        for case .alerting(let rule) in StackRuleFiles(stack: stack).files.flatMap(\.file.groups).flatMap(\.rules) {
            alerts.append(rule.name)
        }
        #expect(titles.count == alerts.count && zip(titles, alerts).allSatisfy { $0.hasPrefix($1) })
        #expect(Set(titles).count == titles.count && titles.contains("Watchdog"))
        let files = try Self.files()
        for (path, contents) in files where path.hasPrefix("monitoring/rules/") {
            #expect(!contents.contains("alert: "), "\(path)")
        }
        #expect(files[GrafanaRenderer.alertingPath] != nil)
        #expect(files["monitoring/docker-compose.yml"]?.contains("/etc/grafana/provisioning/alerting") == true)
    }

    @Test("What is rendered keeps the rules that files of others are held to")
    func check() throws {
        let document = StackGrafanaAlerting(stack: try Self.stack().stack).alerting.document()
        let node = try #require(JSONDocumentReader.read(JSONWriter.write(document), file: "alerting.json").node)
        #expect(DocumentChecks.recognising(node)?.kind == "grafana-provisioning")
        let found = GrafanaProvisioningCheck().check(node, file: "alerting.json", targets: Targets())
        #expect(found.filter { $0.rule != "alerting-for" } == [])
    }

    @Test("A dollar is doubled where the environment is filled in, and nowhere else")
    func dollars() throws {
        let alert = AlertingRule(
            "A", expression: #"up{job=~"a$"} == 0"#, severity: .page,
            labels: [AlertLabel("job", .label("job"))], summary: "\(.value(.humanize)) of \(.label("job")), $value")
        let rule = try PlainValue(
            json: JSONWriter.write(GrafanaAlertRule(alert, dataSourceUID: "p", uid: "u").document()))
        #expect(rule["labels"]?["job"] == .string("{{ $$labels.job }}"))
        #expect(
            rule["annotations"]?["summary"] == .string("{{ $values.A.Value | humanize }} of {{ $labels.job }}, $value"))
        let models = (rule["data"]?.items ?? []).map { $0["model"] }
        #expect(models[0]?["expr"] == .string(#"up{job=~"a$"} == 0"#))
        #expect(models[1]?["expression"]?.string?.contains("is_number($A)") == true)
        #expect(rule["condition"] == .string("B"))
    }

    @Test("Who is told by nobody is muted at all times, and secrets stay in their files")
    func contactPoints() throws {
        let alerting = StackGrafanaAlerting(stack: try Self.stack().stack).alerting
        #expect(alerting.muteTimings.map(\.name) == [StackGrafanaAlerting.always])
        #expect(alerting.policy?.policies.first?.muteTimings == [StackGrafanaAlerting.always])
        let secret = try #require(ProvisioningText.file(SecretFile(path: "/run/secrets/hook")))
        let point = GrafanaContactPoint.Setting("url", "http://a/$x/\(secret)")
        #expect(point.value.text == "http://a/$$x/$__file{/run/secrets/hook}")
    }

    @Test(
        "An interval is written in whole tens of seconds",
        arguments: [(1, "10s"), (10, "10s"), (15, "20s"), (60, "1m")])
    func intervals(seconds: Int, text: String) throws {
        let group = GrafanaAlertGroup(name: "g", folder: "f", interval: .seconds(seconds), rules: [])
        #expect(DocumentObject(group.document())?[text: "interval"] == text)
    }

    @Test("Dashboards show the alerts of whoever evaluates them", arguments: [true, false])
    func dashboards(isGrafana: Bool) throws {
        var stack = try Self.stack().stack
        stack.grafana.managesAlerts = isGrafana
        let dashboards = StackDashboards.dashboards(for: try #require(stack.validate().validated))
        for dashboard in dashboards {
            let text = JSONWriter.write(ClassicDashboard(dashboard).document)
            // Only Prometheus writes this series.
            #expect(text.contains("ALERTS{") == !isGrafana, "\(dashboard.name)")
        }
        let lists = dashboards.flatMap(\.panels).compactMap { $0.visualization as? AlertListPanel }
        #expect(lists.contains { $0.view == .list && $0.labels.contains("Watchdog") } == isGrafana)
        #expect(lists.contains { $0.view == .count } == isGrafana)
    }
}
