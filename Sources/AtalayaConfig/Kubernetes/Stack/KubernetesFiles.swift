/// Which files become ConfigMaps. Those that are the same in every place stay where they are, each folder with a
/// kustomization of its own; those with addresses of Kubernetes lie in `kubernetes/config`.
struct KubernetesFiles {
    let composition: KubernetesComposition

    static let folder = "kubernetes"
    static let rulesFolder = "monitoring/rules"
    static let rulesConfigMap = "prometheus-rules"

    private var stack: Stack { composition.stack }

    // MARK: The same in every place

    /// The files that the stack has in a folder, imported ones among them.
    private func names(in folder: String, suffix: String, own: [String]) -> [String] {
        let imported = stack.imported.map(\.path).filter { path in
            path.hasPrefix(folder + "/") && path.hasSuffix(suffix)
                && !path.dropFirst(folder.utf8.count + 1).contains("/")
        }
        return Set(own + imported.map { String($0.dropFirst(folder.utf8.count + 1)) }).sorted()
    }

    private var ruleNames: [String] {
        names(in: Self.rulesFolder, suffix: ".yml", own: StackRuleFiles(stack: stack).rendered.map { "\($0.name).yml" })
    }

    private var dashboardNames: [String] {
        names(
            in: GrafanaRenderer.dashboardsDirectory, suffix: ".json",
            own: StackDashboards.dashboards(for: ValidatedStack(stack)).map { "\($0.name).json" })
    }

    /// One for each dashboard: a ConfigMap has at most a mebibyte.
    var dashboardConfigMaps: [String] { dashboardNames.map(Self.configMap(ofDashboard:)) }

    /// `grafana-dashboard-` and the name of the file, with what no name has as `-`.
    private static func configMap(ofDashboard file: String) -> String {
        let slug = file.dropLast(".json".utf8.count).lowercased().map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        return "grafana-dashboard-" + String(String(slug).prefix(200)) + "-json"
    }

    var shared: [RenderedFile] {
        var files: [RenderedFile] = []
        if composition.place.prometheusOperator == nil {
            files.append(
                file(
                    "\(Self.rulesFolder)/kustomization.yaml", "The rules as a ConfigMap, for Kubernetes.",
                    Kustomization(configMaps: [.init(Self.rulesConfigMap, files: ruleNames)])))
        }
        if stack.grafana.isEnabled {
            files.append(
                file(
                    "\(GrafanaRenderer.dashboardsDirectory)/kustomization.yaml",
                    "The dashboards as ConfigMaps, for Kubernetes.",
                    Kustomization(
                        configMaps: dashboardNames.map { .init(Self.configMap(ofDashboard: $0), files: [$0]) })))
        }
        return files
    }

    private func file(_ path: String, _ purpose: String, _ kustomization: Kustomization) -> RenderedFile {
        RenderedFile(
            path: path,
            contents: YAMLWriter.write(kustomization.document(), header: GeneratedHeader.lines(purpose)))
    }

    // MARK: With addresses

    /// A file below `kubernetes/config`, and the ConfigMap that it is in under its `key`.
    struct ConfigFile {
        var configMap: String
        var key: String
        /// Below `kubernetes/`.
        var path: String
        var contents: String
    }

    var configuration: [ConfigFile] {
        var files: [ConfigFile] = []
        func add(_ configMap: String, _ key: String, at path: String? = nil, _ contents: String) {
            files.append(
                ConfigFile(configMap: configMap, key: key, path: "config/\(path ?? key)", contents: contents))
        }
        if composition.place.prometheusOperator == nil {
            add(
                "prometheus-config", "prometheus.yml",
                YAMLWriter.write(
                    ClusterScraping(composition: composition).configuration.document(for: stack.targets.prometheus),
                    header: GeneratedHeader.lines("Configuration of Prometheus in Kubernetes.")))
            copy(of: AlertmanagerRenderer(), "monitoring/alertmanager.yml").map {
                add("alertmanager-config", "alertmanager.yml", $0)
            }
        }
        if stack.grafana.isEnabled {
            copy(of: GrafanaRenderer(), GrafanaRenderer.dataSourcesPath).map {
                add("grafana-datasources", "datasources.yml", at: "grafana-datasources.yml", $0)
            }
            copy(of: GrafanaRenderer(), GrafanaRenderer.providerPath).map {
                add("grafana-providers", "dashboards.yml", at: "grafana-dashboards.yml", $0)
            }
            copy(of: GrafanaRenderer(), GrafanaRenderer.alertingPath).map {
                add("grafana-alerting", "alerting.yml", at: "grafana-alerting.yml", $0)
            }
        }
        copy(of: LokiRenderer(), LokiRenderer.path).map { add("loki-config", "loki.yml", $0) }
        copy(of: FluentdRenderer(), FluentdRenderer.configurationPath).map { add("fluentd-config", "fluentd.yml", $0) }
        for pod in composition.pods {
            add(
                pod.sidecarConfigMap, "sidecar.json", at: "sidecar/\(pod.service.name).json",
                json(pod.sidecar.configuration))
        }
        if !composition.remoteServices.isEmpty {
            let sidecar = ProgramWorkloads(composition: composition).remoteSidecarContainer
            add("sidecar", "sidecar.json", at: "sidecar.json", json(sidecar.configuration))
        }
        return files
    }

    private func json(_ configuration: SidecarConfiguration) -> String {
        JSONWriter.write(configuration.document(note: GeneratedHeader.mark))
    }

    /// What a renderer writes for another place, with the addresses of this one; an imported file is the same anywhere.
    private func copy(of renderer: any StackRenderer, _ path: String) -> String? {
        if let imported = stack.imported.first(where: { $0.path == path }) { return imported.contents }
        return renderer.render(ValidatedStack(stack)).first { $0.path == path }?.contents
    }
}
