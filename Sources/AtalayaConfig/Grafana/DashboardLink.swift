/// A link of a dashboard or of a panel.
public struct DashboardLink: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case dashboards(tag: String)
        case address(DashboardText)
    }

    public let title: DashboardText
    let kind: Kind

    /// A menu of the dashboards that carry this tag; time range and variables go along.
    public static func dashboards(title: DashboardText, tag: String) -> DashboardLink {
        DashboardLink(title: title, kind: .dashboards(tag: tag))
    }

    /// One address, such as a runbook; it opens in a new tab.
    public static func address(title: DashboardText, _ address: DashboardText) -> DashboardLink {
        DashboardLink(title: title, kind: .address(address))
    }

    func document() -> Document {
        .fields {
            $0.set("title", title.document())
            switch kind {
            case .dashboards(let tag):
                $0.set("type", "dashboards")
                $0.set("tags", [.string(tag)])
                $0.set("asDropdown", true)
                $0.set("icon", "external link")
                $0.set("includeVars", true)
                $0.set("keepTime", true)
                $0.set("targetBlank", false)
                $0.set("url", "")
            case .address(let address):
                $0.set("type", "link")
                $0.set("tags", [])
                $0.set("asDropdown", false)
                $0.set("icon", "doc")
                $0.set("includeVars", false)
                $0.set("keepTime", false)
                $0.set("targetBlank", true)
                $0.set("url", address.document())
            }
            $0.set("tooltip", "")
        }
    }
}
