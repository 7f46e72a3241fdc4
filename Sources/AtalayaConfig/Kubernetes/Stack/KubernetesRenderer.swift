/// Renders the stack for Kubernetes: `kubectl apply --server-side -k kubernetes`.
public struct KubernetesRenderer: StackRenderer {
    public init() {}

    public var name: String { "kubernetes" }

    public static let kustomizationPath = "\(KubernetesFiles.folder)/kustomization.yaml"

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        guard stack.stack.kubernetes != nil else { return [] }
        let composition = KubernetesComposition(stack: stack.stack)
        let files = KubernetesFiles(composition: composition)
        let objects = objects(of: composition)
        let configuration = files.configuration
        var kustomization = Kustomization(
            namespace: composition.namespace, resources: objects.map(\.path),
            configMaps: configuration.map { .init($0.configMap, files: ["\($0.key)=\($0.path)"]) })
        // A directory with a kustomization may lie elsewhere, a file may not.
        kustomization.resources += files.shared.map { "../" + Self.directory(of: $0.path) }
        var rendered = objects.map { file in
            RenderedFile(
                path: "\(KubernetesFiles.folder)/\(file.path)",
                contents: KubernetesFile.contents(file.objects, header: GeneratedHeader.lines(file.purpose)))
        }
        rendered += configuration.map {
            RenderedFile(path: "\(KubernetesFiles.folder)/\($0.path)", contents: $0.contents)
        }
        if composition.hasRollouts {
            kustomization.configurations = [Self.rolloutNames]
            rendered.append(
                RenderedFile(
                    path: "\(KubernetesFiles.folder)/\(Self.rolloutNames)",
                    contents: YAMLWriter.write(
                        Self.rolloutReferences,
                        header: GeneratedHeader.lines("Where a Rollout refers to ConfigMaps, for kustomize."))))
        }
        let header = GeneratedHeader.lines(
            "The whole stack in Kubernetes: kubectl apply --server-side -k kubernetes (see README.md)")
        rendered.append(
            RenderedFile(
                path: Self.kustomizationPath, contents: YAMLWriter.write(kustomization.document(), header: header)))
        rendered.append(KubernetesNotes(composition: composition).file)
        return rendered + files.shared
    }

    private static func directory(of path: String) -> String {
        path.split(separator: "/").dropLast().joined(separator: "/")
    }

    // MARK: Objects

    struct ObjectFile {
        /// Below `kubernetes/`.
        var path: String
        var purpose: String
        var objects: [any KubernetesManifest]
    }

    func objects(of composition: KubernetesComposition) -> [ObjectFile] {
        let programs = ProgramWorkloads(composition: composition)
        var files = [
            ObjectFile(
                path: "namespace.yml", purpose: "Where everything lives.", objects: [namespace(composition)])
        ]
        files += composition.pods.map {
            ObjectFile(
                path: "services/\($0.service.name).yml", purpose: "\($0.service.title), with the sidecar in its pods.",
                objects: $0.objects)
        }
        if !composition.remoteServices.isEmpty {
            files.append(
                ObjectFile(
                    path: "sidecar.yml", purpose: "The sidecar of services that run elsewhere.",
                    objects: programs.remoteSidecar))
        }
        files += programs.objects.map { name, objects in
            ObjectFile(path: "\(name).yml", purpose: "The program \(name), with what it keeps.", objects: objects)
        }
        files.append(
            ObjectFile(
                path: "network.yml", purpose: "Who reaches the programs of the stack.", objects: [programs.policy]))
        if let server = composition.place.prometheusOperator {
            let scraping = ClusterScraping(composition: composition)
            files.append(
                ObjectFile(
                    path: "monitors.yml", purpose: "What the Prometheus of the cluster scrapes.",
                    objects: scraping.monitors(labels: server.labels)))
            files.append(
                ObjectFile(
                    path: "rules.yml", purpose: "The rules, for the Prometheus of the cluster.",
                    objects: scraping.rules(labels: server.labels)))
        }
        return files
    }

    /// The strictest level of pod security that the pods keep.
    private func namespace(_ composition: KubernetesComposition) -> KubernetesNamespace {
        let isRestricted = composition.pods.allSatisfy { pod in
            KubernetesComposition.identity(pod.container.user).map { $0.user != 0 } ?? false
        }
        return KubernetesNamespace(
            composition.namespace,
            labels: [
                composition.partOf,
                StackLabel("pod-security.kubernetes.io/enforce", isRestricted ? "restricted" : "baseline"),
            ])
    }

    // MARK: Rollouts

    private static let rolloutNames = "config/rollout-names.yml"

    /// kustomize knows where Kubernetes' own kinds name ConfigMaps; of others it has to be told.
    private static let rolloutReferences: Document = [
        "nameReference": [
            [
                "kind": "ConfigMap", "version": "v1",
                "fieldSpecs": [
                    [
                        "group": "argoproj.io", "kind": "Rollout",
                        "path": "spec/template/spec/volumes/configMap/name",
                    ]
                ],
            ]
        ]
    ]
}

/// `kubernetes/README.md`: what has to be there before, and how it is applied.
struct KubernetesNotes {
    let composition: KubernetesComposition

    var file: RenderedFile {
        RenderedFile(path: "\(KubernetesFiles.folder)/README.md", contents: text)
    }

    private var text: String {
        let images =
            composition.pods.filter { $0.container.build != nil }.compactMap(\.container.image)
            + (composition.stack.sidecar.build == nil ? [] : [composition.stack.sidecar.image])
            + (composition.stack.fluentd.isEnabled ? [composition.stack.fluentd.image] : [])
        let namespace = composition.namespace
        var parts = [
            """
            <!-- \(GeneratedHeader.mark) -->
            # The stack in Kubernetes \(composition.stack.targets.kubernetes)

            ```
            kubectl apply --server-side -k kubernetes
            ```

            Server-side, because dashboards are larger than what `kubectl apply` keeps in an annotation. A changed file below
            `kubernetes/config`, `monitoring/rules` or `monitoring/grafana/dashboards` gives its ConfigMap another name, and the
            pods that mount it start anew.

            Change what is particular to a cluster in a kustomization of your own that has this directory under `resources`:
            images, patches, an Ingress for the services. Metrics are not for an Ingress.
            """
        ]
        if !images.isEmpty {
            parts.append(
                """
                ## Images

                Built beside this stack, and brought to the nodes or to a registry of yours (`images` of a kustomization):
                \(images.map { "`\($0)`" }.joined(separator: ", ")).
                """)
        }
        if composition.hasRollouts {
            parts.append(
                """
                ## Argo Rollouts

                Its controller has to run, in the namespace `argo-rollouts`. A new version is judged by the objectives of the
                service; without events, or between good and bad, it waits for a person: `kubectl argo rollouts promote`.
                """)
        }
        if let server = composition.place.prometheusOperator {
            parts.append(
                """
                ## prometheus-operator

                Prometheus and Alertmanager are the cluster's, in the namespace `\(server.namespace)`. Prometheus has to select
                the monitors and rules of the namespace `\(namespace)`\(server.labels.isEmpty ? "" : " by their labels").
                """)
        }
        if !composition.secrets.isEmpty {
            let commands = composition.secrets.map { program, files in
                let names = files.compactMap(\.composeName)
                return
                    "kubectl --namespace \(namespace) create secret generic \(KubernetesComposition.secretName(of: program))"
                    + names.map { " \\\n    --from-file=monitoring/secrets/\($0)" }.joined()
            }
            parts.append(
                """
                ## Secrets

                Pods wait until they are there:

                ```
                kubectl apply --server-side -f kubernetes/namespace.yml
                \(commands.joined(separator: "\n"))
                ```
                """)
        }
        return parts.joined(separator: "\n\n") + "\n"
    }
}
