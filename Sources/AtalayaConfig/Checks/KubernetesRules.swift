/// What the objects ask beyond their keys: that names refer to something, and that what is asked for can come true.
enum KubernetesRules {
    static let all: [CheckRule] = [
        CheckRule("k8s-version", "The version of the API is one that servers still have.") { root, _ in
            guard let object = KubernetesObject.of(root), let node = root["apiVersion"], let version = node.string,
                !object.versions.contains(version)
            else { return [] }
            return [
                CheckFinding(
                    node, "no server has \(object.kind) of '\(version)' any more; write \(object.versions[0])")
            ]
        },
        CheckRule("k8s-name", "An object has a name, of the form that its kind asks for.") { root, _ in
            guard root["kind"]?.string?.hasSuffix("List") != true, let object = KubernetesObject.of(root),
                let metadata = root["metadata"], metadata.entries != nil, metadata["generateName"] == nil
            else { return [] }
            guard let node = metadata["name"], let name = node.string else {
                return [CheckFinding(metadata, "the object has no name")]
            }
            // Names of rights are free of it: `system:prometheus`.
            if object.kind.contains("Role") && object.kind != "Rollout" { return [] }
            let form: TextForm = object.isNameDNSLabel ? .dnsLabel : .dnsSubdomain
            return form.problem(name).map { [CheckFinding(node, $0)] } ?? []
        },
        CheckRule("k8s-selector", "A workload selects the pods of its own template.") { root, _ in
            guard let spec = root["spec"], let chosen = spec["selector"]?["matchLabels"]?.entries,
                let template = spec["template"], spec["workloadRef"] == nil
            else { return [] }
            let labels = template["metadata"]?["labels"]
            return chosen.filter { labels?[$0.key.name]?.text ?? labels?[$0.key.name]?.string != $0.value.string }.map {
                CheckFinding($0.key, "the pods of the template have no label \($0.key.name)=\($0.value.string ?? "")")
            }
        },
        CheckRule("k8s-container-name", "Every container of a pod has a name of its own.") { root, _ in
            pods(root).flatMap { pod in repeated(containers(pod).compactMap { $0["name"] }, "container") }
        },
        CheckRule("k8s-duplicate-port", "The named ports of a container and of a Service have names of their own.") {
            root, _ in
            let ports = pods(root).flatMap(containers).map { $0["ports"]?.items ?? [] }
            let service = isService(root) ? [root["spec"]?["ports"]?.items ?? []] : []
            return (ports + service).flatMap { repeated($0.compactMap { $0["name"] }, "port") }
        },
        CheckRule("k8s-service-ports", "The ports of a Service with several of them have names.") { root, _ in
            guard isService(root), let ports = root["spec"]?["ports"]?.items, ports.count > 1 else { return [] }
            return ports.filter { $0["name"] == nil }.map { CheckFinding($0, "one of several ports needs a name") }
        },
        CheckRule("k8s-probe-port", "The port of a probe is one of its container's, where it is named.") { root, _ in
            pods(root).flatMap(containers).flatMap { container -> [CheckFinding] in
                let names = (container["ports"]?.items ?? []).compactMap { $0["name"]?.string }
                let probes = ["livenessProbe", "readinessProbe", "startupProbe"].compactMap { container[$0] }
                let ports = probes.flatMap { probe in
                    ["httpGet", "tcpSocket"].compactMap { (key: String) -> DocumentNode? in probe[key]?["port"] }
                }
                return ports.compactMap {
                    port in
                    guard let name = port.string, Int(name) == nil, !names.contains(name) else { return nil }
                    return CheckFinding(port, Spelling.unknown("port", name, known: names))
                }
            }
        },
        CheckRule("k8s-probe-success", "One success is enough for a liveness and for a startup probe.") { root, _ in
            pods(root).flatMap(containers).flatMap { container in
                ["livenessProbe", "startupProbe"].compactMap { container[$0]?["successThreshold"] }
                    .filter { $0.value != .int(1) }
                    .map { CheckFinding($0, "the API server takes 1 only") }
            }
        },
        CheckRule("k8s-mount", "A mount is of a volume of the pod, and in a place of its own.") { root, _ in
            pods(root).flatMap { pod -> [CheckFinding] in
                let claims = root["spec"]?["volumeClaimTemplates"]?.items ?? []
                let known =
                    (pod["volumes"]?.items ?? []).compactMap { $0["name"]?.string }
                    + claims.compactMap { $0["metadata"]?["name"]?.string }
                let knownSet = Set(known)
                return containers(pod).flatMap { container -> [CheckFinding] in
                    let mounts = container["volumeMounts"]?.items ?? []
                    return mounts.compactMap { $0["name"] }.compactMap { node in
                        guard let name = node.string, !knownSet.contains(name) else { return nil }
                        return CheckFinding(node, Spelling.unknown("volume", name, known: known))
                    } + repeated(mounts.compactMap { $0["mountPath"] }, "mount at")
                }
            }
        },
        CheckRule("k8s-volume-name", "Every volume of a pod has a name of its own.") { root, _ in
            pods(root).flatMap { repeated(($0["volumes"]?.items ?? []).compactMap { $0["name"] }, "volume") }
        },
        CheckRule("k8s-restart", "Pods of a workload always start again; those of jobs never do.") { root, _ in
            guard let kind = root["kind"]?.string else { return [] }
            let isJob = ["Job", "CronJob"].contains(kind)
            guard isJob || ["Deployment", "StatefulSet", "DaemonSet", "Rollout"].contains(kind) else { return [] }
            return pods(root).compactMap { pod in
                guard let node = pod["restartPolicy"], let policy = node.string else {
                    return isJob ? CheckFinding(pod, "a job's pods need 'restartPolicy: OnFailure' or 'Never'") : nil
                }
                return (policy == "Always") == isJob
                    ? CheckFinding(node, "the pods of a \(kind) cannot have '\(policy)'") : nil
            }
        },
        CheckRule("k8s-limits", "A request is not above its limit.") { root, _ in
            pods(root).flatMap(containers).flatMap { container -> [CheckFinding] in
                (container["resources"]?["requests"]?.entries ?? []).compactMap { request in
                    guard let limit = container["resources"]?["limits"]?[request.key.name].flatMap(amount),
                        let wanted = amount(request.value), wanted > limit
                    else { return nil }
                    return CheckFinding(request.value, "more \(request.key.name) is requested than the limit allows")
                }
            }
        },
        CheckRule("k8s-image-tag", "An image without a tag is another one every day.", severity: .warning) { root, _ in
            pods(root).flatMap(containers).compactMap { container in
                guard let node = container["image"], let image = node.string, !image.contains("@"),
                    !image.contains("$"),
                    !image.contains("{"), !(image.split(separator: "/").last ?? "").contains(":")
                else { return nil }
                return CheckFinding(node, "the image '\(image)' has no tag")
            }
        },
        CheckRule("k8s-environment", "A variable is set once; the last one wins.", severity: .warning) { root, _ in
            pods(root).flatMap(containers).flatMap {
                repeated(($0["env"]?.items ?? []).compactMap { $0["name"] }, "variable")
            }
        },
        CheckRule("k8s-eviction", "A budget without any disruption stops every drain of a node.", severity: .warning) {
            root, _ in
            guard root["kind"]?.string == "PodDisruptionBudget" else { return [] }
            let most = root["spec"]?["maxUnavailable"].flatMap {
                ["0", "0%"].contains($0.string ?? $0.text) ? $0 : nil
            }
            let least = root["spec"]?["minAvailable"].flatMap { $0.string == "100%" ? $0 : nil }
            return [most, least].compactMap { $0 }.map { CheckFinding($0, "no pod may ever be evicted") }
        },
        CheckRule("operator-port", "An endpoint of a monitor has a port, and only one way to say which.") { root, _ in
            let key = ["ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"][root["kind"]?.string ?? ""]
            guard let key else { return [] }
            return (root["spec"]?[key]?.items ?? []).flatMap { endpoint -> [CheckFinding] in
                let ports = ["port", "targetPort", "portNumber"].filter(endpoint.isSet)
                if ports.isEmpty { return [CheckFinding(endpoint, "the endpoint has no port")] }
                guard let port = endpoint["port"], port.string.flatMap({ Int($0) }) != nil else { return [] }
                return [CheckFinding(port, "'port' is the name of a port; a number is a 'targetPort'")]
            }
        },
        CheckRule("operator-timeout", "A scrape is over before the next one begins.") { root, _ in
            guard ["ServiceMonitor", "PodMonitor"].contains(root["kind"]?.string ?? "") else { return [] }
            let endpoints = ["endpoints", "podMetricsEndpoints"].flatMap { root["spec"]?[$0]?.items ?? [] }
            return endpoints.compactMap { endpoint in
                guard let node = endpoint["scrapeTimeout"], let timeout = PrometheusCheck.duration(node),
                    let interval = endpoint["interval"].flatMap(PrometheusCheck.duration), timeout > interval
                else { return nil }
                return CheckFinding(node, "the timeout is longer than the interval")
            }
        },
        CheckRule(
            "argo-empty-result", "Without traffic a query gives nothing, and 'result[0]' is an error.",
            severity: .warning
        ) { root, _ in
            (root["spec"]?["metrics"]?.items ?? []).flatMap { metric in
                ["successCondition", "failureCondition"].compactMap { metric[$0] }.filter { node in
                    let text = node.string ?? ""
                    return text.contains("result[0]") && !text.contains("len(result)") && !text.contains("default(")
                }.map { CheckFinding($0, "begin with len(result) > 0, or len(result) == 0") }
            }
        },
        CheckRule("argo-argument", "An argument that a query asks for is declared.") { root, _ in
            guard ["AnalysisTemplate", "ClusterAnalysisTemplate"].contains(root["kind"]?.string ?? "") else {
                return []
            }
            let known = (root["spec"]?["args"]?.items ?? []).compactMap { $0["name"]?.string }
            return (root["spec"]?["metrics"]?.items ?? []).compactMap { $0["provider"]?["prometheus"]?["query"] }
                .flatMap { query in
                    arguments(query.string ?? "").filter { !known.contains($0) }.map {
                        CheckFinding(query, Spelling.unknown("argument", $0, known: known))
                    }
                }
        },
    ]

    // MARK: Parts of objects

    private static func isService(_ root: DocumentNode) -> Bool {
        root["kind"]?.string == "Service" && root["apiVersion"]?.string == "v1"
    }

    private static func pods(_ root: DocumentNode) -> [DocumentNode] {
        guard KubernetesObject.of(root) != nil, let spec = root["spec"] else { return [] }
        if root["kind"]?.string == "Pod" { return [spec] }
        let job = spec["jobTemplate"]?["spec"] ?? spec
        return [job["template"]?["spec"]].compactMap { $0 }
    }

    private static func containers(_ pod: DocumentNode) -> [DocumentNode] {
        ["initContainers", "containers"].flatMap { pod[$0]?.items ?? [] }
    }

    private static func repeated(_ nodes: [DocumentNode], _ what: String) -> [CheckFinding] {
        var seen = Set<String>()
        return nodes.compactMap { node in
            guard let name = node.string, !seen.insert(name).inserted else { return nil }
            return CheckFinding(node, "there is already a \(what) '\(name)'")
        }
    }

    private static func amount(_ node: DocumentNode) -> Double? {
        guard let text = node.string ?? node.text, TextForm.quantity.problem(text) == nil else { return nil }
        let units: [(String, Double)] = [
            ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776),
            ("Pi", 1_125_899_906_842_624), ("Ei", 1_152_921_504_606_846_976),
            ("m", 1e-3), ("u", 1e-6), ("n", 1e-9), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15),
        ]
        for (unit, factor) in units where text.hasSuffix(unit) {
            return Double(text.dropLast(unit.count)).map { $0 * factor }
        }
        return Double(text)
    }

    /// The names in `{{args.name}}`.
    private static func arguments(_ text: String) -> [String] {
        var names: [String] = []
        for part in text.split(separator: "{", omittingEmptySubsequences: true) {
            guard let end = part.firstIndex(of: "}") else { continue }
            let inside = part[..<end].filter { $0 != " " }
            if inside.hasPrefix("args.") { names.append(String(inside.dropFirst(5))) }
        }
        return names
    }
}
