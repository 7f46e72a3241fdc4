/// The section `alerting`: whom to tell.
public struct AlertingConfig: ConfigSection {
    public var source = SectionSource()
    /// Of alerts, before they are sent.
    public var alertRelabelConfigs: [RelabelConfig] = []
    public var alertmanagers: [AlertmanagerConfig]

    public init(alertmanagers: [AlertmanagerConfig] = []) { self.alertmanagers = alertmanagers }

    public static let schema = SectionSchema<Self>("alerting", { AlertingConfig() }) {
        $0.list("alert_relabel_configs", \.alertRelabelConfigs, .list(.section))
        $0.list("alertmanagers", \.alertmanagers, .list(.section))
    }
}

/// One entry of `alertmanagers`: where a set of Alertmanagers is found, all of which are told.
public struct AlertmanagerConfig: ConfigSection {
    public var source = SectionSource()
    /// Default http.
    public var scheme: HTTPScheme?
    public var pathPrefix: String?
    /// Default 10s.
    public var timeout: PrometheusDuration?
    /// Default v2, the only one since 3.0.
    public var apiVersion: APIVersion?
    public var authentication: AlertmanagerAuthentication?
    public var http = HTTPConnection()
    public var discovery = ServiceDiscovery()
    /// Of the Alertmanagers that were found.
    public var relabelConfigs: [RelabelConfig] = []
    /// Of the alerts for these. Since 2.51.
    public var alertRelabelConfigs: [RelabelConfig] = []

    public init(staticConfigs: [StaticConfig] = []) { discovery.staticConfigs = staticConfigs }

    public enum APIVersion: String, Hashable, Sendable, CaseIterable {
        case v1, v2
    }

    public static let schema = SectionSchema<Self>("an alertmanager", { AlertmanagerConfig() }) {
        $0.key("scheme", \.scheme, .choice)
        $0.key("path_prefix", \.pathPrefix, .text)
        $0.key("timeout", \.timeout, .duration)
        $0.key("api_version", \.apiVersion, .choice)
        $0.authentication(\.httpAuthentication, hasProperty: false)
        $0.alternative("sigv4", \.authentication, .section, since: (2, 48), AlertmanagerAuthentication.sigV4) {
            if case .sigV4(let value) = $0 { value } else { nil }
        }
        $0.constraint(.atMostOne(["basic_auth", "authorization", "oauth2", "sigv4"]))
        $0.property("authentication", \.authentication) { authentication, printer in
            switch authentication {
            case .http(let value): ".http(\(value.swift(&printer)))"
            case .sigV4(let value): ".sigV4(\(printer.section(value)))"
            }
        }
        $0.inline("http", \.http)
        $0.inline("discovery", \.discovery)
        $0.list("relabel_configs", \.relabelConfigs, .list(.section))
        $0.list("alert_relabel_configs", \.alertRelabelConfigs, .list(.section), since: (2, 51))
    }

    /// As its keys stand in the file.
    private var httpAuthentication: HTTPAuthentication? {
        get { if case .http(let value) = authentication { value } else { nil } }
        set { authentication = newValue.map { .http($0) } }
    }
}

/// How an Alertmanager is told who asks.
public enum AlertmanagerAuthentication: Hashable, Sendable {
    case http(HTTPAuthentication)
    /// Since 2.48.
    case sigV4(SigV4)
}
