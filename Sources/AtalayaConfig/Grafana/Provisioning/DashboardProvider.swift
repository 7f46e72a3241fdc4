/// Where Grafana finds dashboard files: a file in `provisioning/dashboards`.
public struct DashboardProvider: Sendable, Hashable {
    public var name: String
    /// The folder in Grafana that shows the dashboards.
    public var folder: String
    /// The directory as Grafana's container sees it.
    public var path: String
    public var updateInterval: PrometheusDuration

    public init(name: String, folder: String, path: String, updateInterval: PrometheusDuration = .seconds(30)) {
        self.name = name
        self.folder = folder
        self.path = path
        self.updateInterval = updateInterval
    }

    public func document() -> Document {
        let provider = Document.fields {
            $0.set("name", ProvisioningText(name).document())
            $0.set("folder", ProvisioningText(folder).document())
            $0.set("folderUid", string: StableIdentifier.uid(for: "folder/\(name)"))
            $0.set("type", "file")
            $0.set("disableDeletion", false, comment: "A dashboard whose file is gone goes too.")
            $0.set("allowUiUpdates", false, comment: "The files are the truth: a change in the browser would be lost.")
            $0.set("updateIntervalSeconds", .int(max(updateInterval.milliseconds / 1_000, 1)))
            $0.set("options", ["path": ProvisioningText(path).document()])
        }
        return ["apiVersion": 1, "providers": Document.sequence([provider]).afterBlankLine()]
    }
}
