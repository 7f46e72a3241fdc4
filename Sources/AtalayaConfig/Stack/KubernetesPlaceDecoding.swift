extension KubernetesPlace: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = KubernetesPlace()
        self.init(
            namespace: mapping.value("namespace"),
            storageClass: mapping.value("storage_class"),
            prometheusStorage: mapping.value("prometheus_storage"),
            lokiStorage: mapping.value("loki_storage", default: standard.lokiStorage),
            archiveStorage: mapping.value("archive_storage", default: standard.archiveStorage),
            prometheusOperator: mapping.value("operator", as: OperatorChoice.self)?.chosen
        )
    }
}

/// `operator: true` for the usual one, or a mapping.
private struct OperatorChoice: NodeDecodable {
    /// Nil for `false`.
    var chosen: KubernetesPlace.PrometheusOperator?

    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> OperatorChoice? {
        if case .bool(let isWanted) = node.value {
            return OperatorChoice(chosen: isWanted ? KubernetesPlace.PrometheusOperator() : nil)
        }
        return MappingDecoder.decode(node, path: path, context: context) { mapping in
            OperatorChoice(
                chosen: KubernetesPlace.PrometheusOperator(
                    namespace: mapping.value("namespace", default: "monitoring"),
                    prometheus: mapping.value("prometheus"),
                    alertmanager: mapping.value("alertmanager"),
                    labels: mapping.labels("labels")))
        }
    }
}

extension ServiceDeployment: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = ServiceDeployment()
        self.init(
            replicas: mapping.value("replicas", default: standard.replicas),
            memoryMax: mapping.value("memory", default: standard.memoryMax),
            logSpace: mapping.value("log_space", default: standard.logSpace),
            rollout: mapping.value("rollout", default: standard.rollout),
            analysis: mapping.has("analysis") ? mapping.list("analysis") : nil
        )
    }
}

extension ServiceDeployment.Rollout: ScalarDecodable {
    static var expectation: String { "how a new version takes over" }

    static func value(of node: DocumentNode) throws(ConfigError) -> ServiceDeployment.Rollout? {
        guard let text = node.string else { return nil }
        guard let rollout = ServiceDeployment.Rollout(rawValue: text) else {
            throw ConfigError(.invalidChoice, Spelling.unknown("rollout", text, known: allCases.map(\.rawValue)))
        }
        return rollout
    }
}
