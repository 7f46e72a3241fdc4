/// Addresses, paths, images, versions: the place where the stack runs.
enum PlaceRules {
    static let all: [StackRule] = [
        StackRule("address-twice", "No two programs of the stack have the same address.") { stack in
            var owners: [Endpoint: String] = [:]
            return addresses(stack).compactMap { path, address in
                guard let owner = owners[address] else {
                    owners[address] = path
                    return nil
                }
                return StackProblem(path, "the address \(address) is also that of \(owner)")
            }
        },
        StackRule("imported-path", "An imported file has a path below the output directory, and no two the same.") {
            stack in
            var seen: Set<String> = []
            return stack.imported.compactMap { file in
                let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
                if file.path.isEmpty || parts.contains("") || parts.contains("..") || parts.contains(".") {
                    return StackProblem(
                        "imported.\(file.path)", "'\(file.path)' is not a path below the output directory")
                }
                return seen.insert(file.path).inserted
                    ? nil : StackProblem("imported.\(file.path)", "there is already a file '\(file.path)'")
            }
        },
        StackRule("http-path", "The path of an HTTP request begins with '/'.") { stack in
            var named: [(path: String, value: String)] = []
            for (path, service) in stack.placedServices {
                if let health = service.health { named.append(("\(path).health.path", health.path)) }
                if let exposition = service.exposition { named.append(("\(path).exposition.path", exposition.path)) }
            }
            named += stack.prometheus.jobs.map { ("prometheus.jobs.\($0.name).path", $0.path) }
            return named.filter { !$0.value.hasPrefix("/") || $0.value.contains(where: \.isWhitespace) }.map {
                StackProblem($0.path, "the path '\($0.value)' must begin with '/' and hold no space")
            }
        },
        StackRule("scrape-job", "A job has targets, the scheme http or https, and a limit of samples above 0.") {
            stack in
            stack.prometheus.jobs.flatMap { job in
                let path = "prometheus.jobs.\(job.name)"
                var problems: [StackProblem] = []
                if job.name.isEmpty { problems.append(StackProblem(path, "a job needs a name")) }
                if job.targets.isEmpty { problems.append(StackProblem("\(path).targets", "the job has no targets")) }
                if !["http", "https"].contains(job.scheme) {
                    problems.append(
                        StackProblem(
                            "\(path).scheme", Spelling.unknown("scheme", job.scheme, known: ["http", "https"])))
                }
                if let limit = job.samplesMax, limit <= 0 {
                    problems.append(StackProblem("\(path).sample_limit", "must be above 0"))
                }
                return problems
            }
        },
        StackRule("compression-level", "The level of compression is from 1 to 9.") { stack in
            guard !(1...9).contains(stack.sidecar.compressionLevel) else { return [] }
            return [
                StackProblem(
                    "sidecar.compression_level", "\(stack.sidecar.compressionLevel) is not from 1 (fast) to 9 (small)")
            ]
        },
        StackRule("grafana-dashboards", "Dashboards in files are resources from Grafana 13 on.") { stack in
            guard stack.grafana.dashboardForm == .resource, stack.targets.grafana < TargetVersion(13) else { return [] }
            return [
                StackProblem(
                    "grafana.dashboards",
                    "Grafana \(stack.targets.grafana) reads 'classic' from files; set targets.grafana to 13 or later")
            ]
        },
        StackRule("grafana-alerting", "Grafana tells a default receiver, and mail by one server.") { stack in
            guard stack.grafana.managesAlerts else { return [] }
            let server = stack.alertmanager
            var problems: [StackProblem] = []
            if server.defaultReceiver == nil {
                problems.append(
                    StackProblem(
                        "grafana.alerting", "Grafana needs a receiver for what no route takes",
                        missing: "alertmanager.default_receiver"))
            }
            if Set(server.receivers.flatMap(\.emails).map { MailServer($0) }).count > 1 {
                problems.append(
                    StackProblem("grafana.alerting", "Grafana has one mail server and one sender for all receivers"))
            }
            return problems
        },
        StackRule("empty-path", "Files and directories have a path.") { stack in
            var named: [(path: String, value: String)] = [
                ("sidecar.checkpoint_directory", stack.sidecar.checkpointDirectory)
            ]
            if let spool = stack.sidecar.spoolDirectory { named.append(("sidecar.spool_directory", spool)) }
            for (path, service) in stack.placedServices {
                if let logs = service.logs { named.append(("\(path).logs.path", logs.path)) }
            }
            if stack.loki.isEnabled { named.append(("loki.data_directory", stack.loki.dataDirectory)) }
            if stack.fluentd.isEnabled { named.append(("fluentd.buffer_directory", stack.fluentd.bufferDirectory)) }
            if let archive = stack.fluentd.archiveDirectory { named.append(("fluentd.archive_directory", archive)) }
            return named.filter(\.value.isEmpty).map { StackProblem($0.path, "the path is empty") }
        },
        StackRule("container-source", "A container has an image, or a directory to build one from.") { stack in
            stack.placedServices.compactMap { path, service in
                guard let container = service.container, container.image == nil, container.build == nil else {
                    return nil
                }
                return StackProblem("\(path).container", "give 'image', or 'build' with the directory of a Dockerfile")
            }
        },
        StackRule("unsupported-target", "Targets are versions for which this program can render.") { stack in
            let supported: [(key: String, version: TargetVersion, from: TargetVersion, to: TargetVersion)] = [
                ("prometheus", stack.targets.prometheus, TargetVersion(2, 42), TargetVersion(3, 99)),
                ("alertmanager", stack.targets.alertmanager, TargetVersion(0, 25), TargetVersion(0, 99)),
                ("grafana", stack.targets.grafana, TargetVersion(11), TargetVersion(13, 99)),
                ("fluentd", stack.targets.fluentd, TargetVersion(1, 16), TargetVersion(1, 19)),
                ("kubernetes", stack.targets.kubernetes, TargetVersion(1, 25), TargetVersion(1, 99)),
            ]
            return supported.filter { $0.version < $0.from || $0.version > $0.to }.map {
                let last = $0.to.minor == 99 ? "\($0.to.major).x" : $0.to.description
                return StackProblem(
                    "targets.\($0.key)", "\($0.key) \($0.version) is not supported; choose \($0.from) to \(last)")
            }
        },
        StackRule("target-lacks-feature", "What a Prometheus cannot be told is not left out silently.") { stack in
            PrometheusRenderer.configuration(of: stack).unsupported(in: stack.targets.prometheus).map {
                StackProblem("targets.prometheus", $0.message, severity: .warning)
            }
        },
    ]

    /// The addresses at which something answers.
    private static func addresses(_ stack: Stack) -> [(path: String, address: Endpoint)] {
        var named = stack.services.map { (path: "services.\($0.name).address", address: $0.address) }
        named.append(("sidecar.address", stack.sidecar.address))
        named.append(("prometheus.address", stack.prometheus.address))
        named.append(("alertmanager.address", stack.alertmanager.address))
        if stack.grafana.isEnabled { named.append(("grafana.address", stack.grafana.address)) }
        if stack.loki.isEnabled { named.append(("loki.address", stack.loki.address)) }
        if stack.fluentd.isEnabled {
            named.append(("fluentd.address", stack.fluentd.address))
            if let metrics = stack.fluentd.metricsAddress { named.append(("fluentd.metrics_address", metrics)) }
        }
        return named
    }
}
