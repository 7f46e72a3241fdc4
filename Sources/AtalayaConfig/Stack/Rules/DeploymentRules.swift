/// What Kubernetes asks of a stack that runs there.
enum DeploymentRules {
    static let all: [StackRule] = [
        StackRule("kubernetes-name", "Namespaces, storage classes and labels have the form that Kubernetes asks for.") {
            stack in
            guard let place = stack.kubernetes else { return [] }
            func problem(_ form: TextForm, _ text: String?, _ path: String) -> StackProblem? {
                text.flatMap(form.problem).map { StackProblem("kubernetes.\(path)", $0) }
            }
            let labels = place.prometheusOperator?.labels ?? []
            let named: [StackProblem?] =
                [
                    problem(.dnsLabel, place.namespace, "namespace"),
                    problem(.dnsSubdomain, place.storageClass, "storage_class"),
                    problem(.dnsLabel, place.prometheusOperator?.namespace, "operator.namespace"),
                ]
                + labels.map { problem(.qualifiedKey, $0.name, "operator.labels.\($0.name)") }
                + labels.map { problem(.labelText, $0.value, "operator.labels.\($0.name)") }
            // Names of a service's objects are its own and a word.
            let long = stack.placedServices.filter { $0.service.name.utf8.count > 50 }.map {
                StackProblem($0.path, "in Kubernetes the name of a service has at most 50 characters")
            }
            return named.compactMap { $0 } + long
        },
        StackRule("kubernetes-image", "In Kubernetes a container has an image: nothing is built there.") { stack in
            guard stack.kubernetes != nil else { return [] }
            return stack.placedServices.filter { $0.service.container.map { $0.image == nil } ?? false }.map {
                StackProblem("\($0.path).container", "give 'image' too; 'build' says where compose builds it")
            }
        },
        StackRule("kubernetes-log", "In Kubernetes the sidecar reads files and sockets of its own pod.") { stack in
            guard stack.kubernetes != nil else { return [] }
            return stack.placedServices.compactMap { path, service in
                guard let logs = service.logs else { return nil }
                if service.container == nil {
                    let message = "the service has no container, so no pod either: its log is not read in Kubernetes"
                    return StackProblem("\(path).logs", message, severity: .warning)
                }
                guard ServicePod.logDirectory(of: service) == nil else { return nil }
                return StackProblem(
                    "\(path).logs.path",
                    "'\(logs.path)' is in no directory that the containers of a pod can share")
            }
        },
        StackRule("kubernetes-amount", "There is at least one pod, and memory and volumes are larger than nothing.") {
            stack in
            guard let place = stack.kubernetes else { return [] }
            let zero = ByteSize(bytes: 0)
            let sizes =
                [
                    ("kubernetes.prometheus_storage", place.prometheusStorage ?? .gibibytes(1)),
                    ("kubernetes.loki_storage", place.lokiStorage),
                    ("kubernetes.archive_storage", place.archiveStorage),
                ]
                + stack.placedServices.flatMap { path, service in
                    [
                        ("\(path).kubernetes.memory", service.deployment.memoryMax),
                        ("\(path).kubernetes.log_space", service.deployment.logSpace),
                    ]
                }
            return sizes.filter { $0.1 == zero }.map { StackProblem($0.0, "must be above 0") }
                + stack.placedServices.filter { !(1...1000).contains($0.service.deployment.replicas) }.map {
                    StackProblem(
                        "\($0.path).kubernetes.replicas", "\($0.service.deployment.replicas) is not from 1 to 1000")
                }
        },
        StackRule("kubernetes-rollout", "A new version is held to objectives that the service has.") { stack in
            stack.placedServices.flatMap { path, service -> [StackProblem] in
                let known = service.objectives.map(\.name)
                let named = service.deployment.analysis ?? []
                let unknown = named.enumerated().filter { !known.contains($0.element) }.map { index, name in
                    StackProblem(
                        "\(path).kubernetes.analysis[\(index)]", Spelling.unknown("objective", name, known: known),
                        missing: "\(path).objectives.\(name)")
                }
                guard service.deployment.rollout != .rolling, unknown.isEmpty, service.analysedObjectives.isEmpty else {
                    return unknown
                }
                let message = "without an objective to meet, a \(service.deployment.rollout.rawValue) never fails"
                return [StackProblem("\(path).kubernetes.rollout", message, severity: .warning)]
            }
        },
        StackRule("kubernetes-left-out", "What has no place in Kubernetes is not left out silently.") { stack in
            guard stack.kubernetes != nil else { return [] }
            let volumes = stack.placedServices.filter { !($0.service.container?.volumes ?? []).isEmpty }.map {
                StackProblem(
                    "\($0.path).container.volumes", "volumes of compose are not mounted in Kubernetes",
                    severity: .warning)
            }
            let composition = KubernetesComposition(stack: stack)
            let secrets = composition.secretFiles.filter { $0.composeName == nil }.map {
                StackProblem(
                    "kubernetes", "'\($0)' is not in \(SecretFile.composeDirectory), so no Secret is mounted for it",
                    severity: .warning)
            }
            return volumes + secrets
        },
    ]
}
