/// Data sources that Grafana sets up when it starts: a file in `provisioning/datasources`.
public struct DataSourceProvisioning: Sendable {
    public var dataSources: [DataSource]

    public init(dataSources: [DataSource]) { self.dataSources = dataSources }

    public func document() -> Document {
        ["apiVersion": 1, "datasources": .sequence(dataSources.map { $0.document() }).afterBlankLine()]
    }

    /// Uids are plain, short and unique, one data source is the default, names are unique: otherwise Grafana does not
    /// start.
    public func findings() -> [Finding] {
        var findings: [Finding] = []
        func report(_ path: String, _ rule: String, _ message: String) {
            findings.append(Finding(path: path, rule: rule, message: message))
        }
        var names: Set<String> = []
        var uids: Set<String> = []
        for source in dataSources {
            if !names.insert(source.name).inserted {
                report(source.name, "datasource-name", "two data sources have this name")
            }
            if !uids.insert(source.uid).inserted {
                report(source.name, "datasource-uid", "two data sources have the uid '\(source.uid)'")
            }
            if !DataSource.uidForm.matches(source.uid) {
                report(
                    source.name, "datasource-uid", "'\(source.uid)' is not a uid: 1 to 40 letters, digits, '-' and '_'")
            }
        }
        if dataSources.filter(\.isDefault).count > 1 {
            report("", "datasource-default", "several data sources are the default")
        }
        return findings
    }
}

/// One data source. The kinds differ in their `jsonData` only.
public struct DataSource: Sendable, Hashable {
    static let uidForm = KnownForm("[A-Za-z0-9_-]{1,40}")

    public let name: String
    /// Grafana's plugin id.
    public let type: String
    /// Fixed, because dashboards, links and alerts refer to it; Grafana's own would follow from the name.
    public let uid: String
    public let url: String
    public let isDefault: Bool
    let settings: Document

    /// - Parameters:
    ///   - scrapeInterval: Prometheus' own. `$__rate_interval` is never below four times this; wrong, and rates vanish.
    ///   - alertmanagerUID: where Grafana sends silences for alerts of this Prometheus.
    public static func prometheus(
        url: String, scrapeInterval: PrometheusDuration, alertmanagerUID: String = "alertmanager"
    ) -> DataSource {
        DataSource(
            name: "Prometheus", type: "prometheus", uid: "prometheus", url: url, isDefault: true,
            settings: [
                "timeInterval": Document.string(scrapeInterval.description).commented(
                    "Prometheus' scrape_interval: rates are taken over four of it."),
                "httpMethod": "POST",
                "prometheusType": "Prometheus",
                "manageAlerts": true,
                "alertmanagerUid": .string(alertmanagerUID),
            ])
    }

    public static func loki(url: String, linesMax: Int = 1_000) -> DataSource {
        DataSource(
            name: "Loki", type: "loki", uid: "loki", url: url, isDefault: false,
            settings: ["maxLines": .int(Int64(linesMax)), "manageAlerts": false])
    }

    public static func alertmanager(url: String) -> DataSource {
        DataSource(
            name: "Alertmanager", type: "alertmanager", uid: "alertmanager", url: url, isDefault: false,
            settings: ["implementation": "prometheus", "handleGrafanaManagedAlerts": false])
    }

    func document() -> Document {
        .fields {
            $0.set("name", ProvisioningText(name).document())
            $0.set("type", string: type)
            $0.set("uid", string: uid)
            $0.set("access", "proxy")
            $0.set("url", ProvisioningText(url).document())
            $0.set("isDefault", bool: isDefault)
            $0.set("editable", false)
            $0.set("jsonData", settings)
        }
    }
}
