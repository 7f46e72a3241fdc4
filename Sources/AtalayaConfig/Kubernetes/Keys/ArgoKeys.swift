/// The keys of Argo Rollouts (1.9): Rollout and AnalysisTemplate.
enum ArgoKeys {
    private typealias Keys = KubernetesKeys

    static let rollout = KeyTable(
        "the spec of a Rollout",
        Keys.naturals("replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
            + Keys.bools("paused", "progressDeadlineAbort") + Keys.strings("restartAt") + Keys.free("analysis")
            + [
                .key("rollbackWindow", .table { KeyTable("a rollback window", Keys.naturals("revisions")) }),
                .key("selector", .table { KubernetesKeys.selector }),
                .key("template", .table { KubernetesKeys.template }),
                .key(
                    "workloadRef",
                    .table {
                        KeyTable(
                            "a reference to a workload",
                            Keys.strings("apiVersion", "kind", "name") + [
                                .key("scaleDown", .choice(["never", "onsuccess", "progressively"]))
                            ])
                    }),
                .key("strategy", .table { strategy }, isRequired: true),
            ],
        constraints: [.atMostOne(["template", "workloadRef"]), .atLeastOne(["template", "workloadRef"])])

    private static let strategy = KeyTable(
        "a strategy", [.key("blueGreen", .table { blueGreen }), .key("canary", .table { canary })],
        constraints: [
            .atMostOne(["blueGreen", "canary"]),
            // An empty `canary: {}` is a rolling update, so what counts is that it is there.
            .rule("argo-strategy") { node in
                node["blueGreen"] == nil && node["canary"] == nil
                    ? [CheckFinding(node, "a strategy is 'blueGreen' or 'canary'")] : []
            },
        ])

    private static let metadata = KeyTable(
        "metadata of pods", [.key("labels", KubernetesKeys.labels), .key("annotations", KubernetesKeys.annotations)])

    private static let blueGreen = KeyTable(
        "a blue-green strategy",
        Keys.naturals(
            "abortScaleDownDelaySeconds", "autoPromotionSeconds", "previewReplicaCount", "scaleDownDelayRevisionLimit",
            "scaleDownDelaySeconds") + Keys.bools("autoPromotionEnabled") + Keys.free("antiAffinity")
            + KeyTable.Key.keys(["activeMetadata", "previewMetadata"], .table { metadata })
            + KeyTable.Key.keys(["prePromotionAnalysis", "postPromotionAnalysis"], .table { analysis })
            + [
                .key("activeService", .string(.dnsLabel), isRequired: true), .key("previewService", .string(.dnsLabel)),
                .key("maxUnavailable", .form(.countOrShare)),
            ])

    private static let canary = KeyTable(
        "a canary strategy",
        Keys.naturals(
            "abortScaleDownDelaySeconds", "minPodsPerReplicaSet", "scaleDownDelayRevisionLimit", "scaleDownDelaySeconds"
        )
            + Keys.bools("dynamicStableScale") + Keys.free("antiAffinity", "trafficRouting", "pingPong")
            + KeyTable.Key.keys(["canaryMetadata", "stableMetadata"], .table { metadata })
            + KeyTable.Key.keys(["canaryService", "stableService"], .string(.dnsLabel))
            + KeyTable.Key.keys(["maxSurge", "maxUnavailable"], .form(.countOrShare))
            + [.key("analysis", .table { analysis }), .key("steps", .list(.table { step }))])

    private static let stepNames = [
        "setWeight", "pause", "analysis", "experiment", "setCanaryScale", "setHeaderRoute", "setMirrorRoute", "plugin",
    ]

    /// Those of which a step has at most one, as the controller asks.
    private static let phaseNames: Set = ["setWeight", "pause", "analysis", "experiment"]

    private static let step = KeyTable(
        "a step",
        Keys.free("experiment", "setHeaderRoute", "setMirrorRoute", "plugin") + [
            .key("setWeight", .form(weight)),
            .key("pause", .table { KeyTable("a pause", [.key("duration", .form(.argoDuration))]) }),
            .key("analysis", .table { analysis }),
            .key(
                "setCanaryScale",
                .table {
                    KeyTable(
                        "a scale",
                        Keys.naturals("replicas") + Keys.bools("matchTrafficWeight") + [.key("weight", .form(weight))]
                    )
                }),
        ],
        constraints: [
            .rule("argo-step") { node in
                let named = (node.entries ?? []).map(\.key).filter { stepNames.contains($0.name) }
                if named.isEmpty { return [CheckFinding(node, "a step does one thing; this one does none")] }
                // What prepares the traffic may stand beside each other, and beside one of these.
                let phases = named.count { phaseNames.contains($0.name) }
                guard phases > 1 else { return [] }
                return [CheckFinding(node, "a step does one thing; this one does \(phases)")]
            }
        ])

    private static let weight = TextForm("argo-step") { text in
        Int(text).map((0...100).contains) == true ? nil : "'\(text)' is not a weight: 0 to 100"
    }

    private static let analysis = KeyTable(
        "an analysis",
        Keys.free("dryRun", "measurementRetention", "analysisRunMetadata") + Keys.naturals("startingStep") + [
            .key("args", .list(.table { argument })),
            .key(
                "templates",
                .list(
                    .table {
                        KeyTable(
                            "a template",
                            Keys.bools("clusterScope") + [.key("templateName", .string(nil), isRequired: true)])
                    })),
        ])

    private static let argument = KeyTable(
        "an argument",
        [.key("name", .string(nil), isRequired: true), .key("value", .string(nil)), .key("valueFrom", .anything)],
        constraints: [.atMostOne(["value", "valueFrom"])])

    static let analysisTemplate = KeyTable(
        "the spec of an AnalysisTemplate",
        Keys.free("dryRun", "measurementRetention", "templates") + [
            .key("args", .list(.table { argument })), .key("metrics", .list(.table { metric })),
        ])

    private static let metric = KeyTable(
        "a metric",
        Keys.strings("successCondition", "failureCondition")
            + KeyTable.Key.keys(
                [
                    "count", "failureLimit", "inconclusiveLimit", "consecutiveErrorLimit", "consecutiveSuccessLimit",
                ], .form(count))
            + KeyTable.Key.keys(["interval", "initialDelay"], .string(.argoDuration))
            + [
                .key("name", .string(nil), isRequired: true),
                .key("provider", .table { provider }, isRequired: true),
            ])

    private static let count = TextForm("argo-count") { text in
        // `-1` and an argument are counts too.
        Int(text) != nil || text.contains("{{") ? nil : "'\(text)' is not a whole number"
    }

    private static let provider = KeyTable(
        "a provider",
        Keys.free(
            "web", "job", "datadog", "newRelic", "wavefront", "kayenta", "cloudWatch", "graphite", "influxdb",
            "skywalking", "plugin") + [.key("prometheus", .table { prometheus })])

    private static let prometheus = KeyTable(
        "a query",
        Keys.strings("address") + Keys.bools("insecure")
            + Keys.free("headers", "authentication", "rangeQuery", "timeout")
            + [.key("query", .string(nil), isRequired: true)])
}
