/// Grafana: what shows it all.
public struct GrafanaServer: Hashable, Sendable {
    /// Not part of this place: not scraped, not rendered.
    public var isEnabled: Bool
    /// Where Prometheus reaches it.
    public var address: Endpoint
    public var image: String
    /// The file with the password of the user `admin`.
    public var adminPasswordFile: SecretFile
    /// The form that dashboards are written in.
    public var dashboardForm: DashboardForm
    /// Whether Grafana evaluates the stack's alerts and tells the receivers. Prometheus and Alertmanager do otherwise.
    public var managesAlerts: Bool
    /// Address on the host in compose; `nil`: only inside of the network.
    public var published: Endpoint?

    public init(
        isEnabled: Bool = true,
        address: Endpoint = Endpoint(host: "grafana", port: 3000),
        image: String = "grafana/grafana:13.2.1",
        adminPasswordFile: SecretFile = SecretFile(path: "/run/secrets/grafana_admin_password"),
        dashboardForm: DashboardForm = .classic,
        managesAlerts: Bool = false,
        published: Endpoint? = Endpoint(host: "127.0.0.1", port: 3000)
    ) {
        self.isEnabled = isEnabled
        self.address = address
        self.image = image
        self.adminPasswordFile = adminPasswordFile
        self.dashboardForm = dashboardForm
        self.managesAlerts = managesAlerts
        self.published = published
    }
}

/// The form of Grafana's dashboards.
public struct DashboardForm: Hashable, Sendable, CustomStringConvertible {
    /// Its name in `atalaya.yml`.
    public let name: String

    private init(name: String) { self.name = name }

    /// One object with `panels`: every version of Grafana reads it.
    public static let classic = DashboardForm(name: "classic")
    /// A resource with elements and a layout: Grafana 13 and later.
    public static let resource = DashboardForm(name: "v2")

    public static let all: [DashboardForm] = [.classic, .resource]

    /// - Throws: `ConfigError.Code.invalidChoice` for a name that is not in `all`.
    public init(_ name: String) throws(ConfigError) {
        guard let form = Self.all.first(where: { $0.name == name }) else {
            throw ConfigError(
                .invalidChoice,
                "'\(name)' is not a form of dashboards; choose one of \(Self.all.map(\.name).joined(separator: ", "))")
        }
        self = form
    }

    public var description: String { name }
}

/// What sends Grafana's mail: one for all of its contact points.
struct MailServer: Hashable {
    var smarthost: Endpoint
    var from: String
    var username: String?
    var passwordFile: SecretFile?

    init(_ channel: EmailChannel) {
        smarthost = channel.smarthost
        from = channel.from.text
        username = channel.username
        passwordFile = channel.passwordFile
    }
}

extension Stack {
    /// Every secret that Grafana reads.
    var grafanaSecretFiles: [SecretFile] {
        [grafana.adminPasswordFile] + (grafana.managesAlerts ? alertmanager.secretFiles : [])
    }
}
