/// The keys of Kubernetes' own objects, as of 1.34. A field that the API server gives (`status`) is known and free.
enum KubernetesKeys {
    typealias Key = KeyTable.Key

    static func strings(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .string(nil)) }
    static func bools(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .bool) }
    static func naturals(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .natural) }
    static func free(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .anything) }

    /// An object with a `spec`.
    static func object(_ name: String, spec: @escaping @Sendable () -> KeyTable) -> KeyTable {
        KeyTable(name, heads + free("status") + [.key("spec", .table(spec), isRequired: true)])
    }

    static let heads: [Key] =
        [
            .key("apiVersion", .string(nil), isRequired: true), .key("kind", .string(nil), isRequired: true),
            .key("metadata", .table { metadata }, isRequired: true),
        ]

    static let labels: KeyTable.Kind = .keyed(.qualifiedKey, .string(.labelText))
    static let annotations: KeyTable.Kind = .keyed(.qualifiedKey, .string(nil))

    static let metadata = KeyTable(
        "metadata",
        [
            .key("name", .string(nil)), .key("generateName", .string(nil)), .key("namespace", .string(.dnsLabel)),
            .key("labels", labels), .key("annotations", annotations), .key("finalizers", .list(.string(nil))),
        ]
            + free(
                "ownerReferences", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
                "deletionGracePeriodSeconds", "managedFields", "selfLink"))

    static let selector = KeyTable(
        "a selector",
        [
            .key("matchLabels", labels),
            .key(
                "matchExpressions",
                .list(
                    .table {
                        KeyTable(
                            "an expression of a selector",
                            [
                                .key("key", .string(.qualifiedKey), isRequired: true),
                                .key(
                                    "operator", .choice(["In", "NotIn", "Exists", "DoesNotExist"]), isRequired: true),
                                .key("values", .list(.string(.labelText))),
                            ])
                    })),
        ])

    // MARK: Workloads

    static let template = KeyTable(
        "a pod template",
        [.key("metadata", .table { metadata }), .key("spec", .table { KubernetesPodKeys.pod }, isRequired: true)])

    private static let workload: [Key] =
        naturals("replicas", "revisionHistoryLimit", "minReadySeconds") + [
            .key("selector", .table { selector }, isRequired: true),
            .key("template", .table { template }, isRequired: true),
        ]

    static let deployment = KeyTable(
        "the spec of a Deployment",
        workload + naturals("progressDeadlineSeconds") + bools("paused") + [
            .key(
                "strategy",
                .table {
                    KeyTable(
                        "a strategy",
                        [
                            .key("type", .choice(["Recreate", "RollingUpdate"])),
                            .key("rollingUpdate", .table { rolling }),
                        ]
                    )
                })
        ])

    private static let rolling = KeyTable(
        "a rolling update",
        [
            .key("maxSurge", .form(.countOrShare)), .key("maxUnavailable", .form(.countOrShare)),
            .key("partition", .natural),
        ])

    private static let update = KeyTable(
        "an update strategy",
        [.key("type", .choice(["RollingUpdate", "OnDelete"])), .key("rollingUpdate", .table { rolling })])

    static let statefulSet = KeyTable(
        "the spec of a StatefulSet",
        workload + strings("serviceName") + free("ordinals") + [
            .key("podManagementPolicy", .choice(["OrderedReady", "Parallel"])),
            .key("updateStrategy", .table { update }),
            .key(
                "persistentVolumeClaimRetentionPolicy",
                .table {
                    KeyTable(
                        "a policy for claims",
                        KeyTable.Key.keys(["whenDeleted", "whenScaled"], .choice(["Retain", "Delete"])))
                }),
            .key("volumeClaimTemplates", .list(.table { claimTemplate })),
        ])

    static let daemonSet = KeyTable(
        "the spec of a DaemonSet",
        workload.filter { $0.name != "replicas" } + [.key("updateStrategy", .table { update })])

    static let job = KeyTable(
        "the spec of a Job",
        naturals(
            "activeDeadlineSeconds", "backoffLimit", "backoffLimitPerIndex", "completions", "maxFailedIndexes",
            "parallelism", "ttlSecondsAfterFinished") + bools("manualSelector", "suspend")
            + strings("managedBy", "podReplacementPolicy") + free("podFailurePolicy", "successPolicy")
            + [
                .key("completionMode", .choice(["NonIndexed", "Indexed"])), .key("selector", .table { selector }),
                .key("template", .table { template }, isRequired: true),
            ])

    static let cronJob = KeyTable(
        "the spec of a CronJob",
        naturals("failedJobsHistoryLimit", "successfulJobsHistoryLimit", "startingDeadlineSeconds") + bools("suspend")
            + strings("timeZone")
            + [
                .key("schedule", .string(nil), isRequired: true),
                .key("concurrencyPolicy", .choice(["Allow", "Forbid", "Replace"])),
                .key(
                    "jobTemplate",
                    .table {
                        KeyTable(
                            "a template of jobs",
                            [.key("metadata", .table { metadata }), .key("spec", .table { job }, isRequired: true)])
                    }, isRequired: true),
            ])

    // MARK: Storage

    private static let claimTemplate = KeyTable(
        "a template of claims",
        strings("apiVersion", "kind") + free("status") + [
            .key("metadata", .table { metadata }, isRequired: true), .key("spec", .table { claim }, isRequired: true),
        ])

    static let claim = KeyTable(
        "the spec of a PersistentVolumeClaim",
        strings("storageClassName", "volumeAttributesClassName", "volumeName") + free("dataSource", "dataSourceRef") + [
            .key(
                "accessModes",
                .list(.choice(["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]))),
            .key("resources", .table { KubernetesPodKeys.resources }), .key("selector", .table { selector }),
            .key("volumeMode", .choice(["Filesystem", "Block"])),
        ])

    static let configMap = KeyTable(
        "a ConfigMap",
        heads + bools("immutable") + [
            .key("data", .keyed(dataKey, .string(nil))), .key("binaryData", .keyed(dataKey, .string(.base64))),
        ])

    static let secret = KeyTable(
        "a Secret",
        heads + bools("immutable") + strings("type") + [
            .key("data", .keyed(dataKey, .string(.base64))), .key("stringData", .keyed(dataKey, .string(nil))),
        ])

    private static let dataKey = TextForm("k8s-data-key") { text in
        let isLegal =
            !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy {
                ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || "-_.".utf8.contains($0)
            }
        return isLegal ? nil : "'\(text)' is not a key of data: letters, digits, '-', '_' and '.'"
    }

    // MARK: Network

    static let service = KeyTable(
        "the spec of a Service",
        strings(
            "clusterIP", "externalName", "loadBalancerClass", "loadBalancerIP", "trafficDistribution")
            + bools("allocateLoadBalancerNodePorts", "publishNotReadyAddresses") + naturals("healthCheckNodePort")
            + free("sessionAffinityConfig")
            + KeyTable.Key.keys(
                ["clusterIPs", "externalIPs", "loadBalancerSourceRanges"], .list(.string(nil)))
            + KeyTable.Key.keys(["externalTrafficPolicy", "internalTrafficPolicy"], .choice(["Cluster", "Local"]))
            + [
                .key("ipFamilies", .list(.choice(["IPv4", "IPv6"]))),
                .key("ipFamilyPolicy", .choice(["SingleStack", "PreferDualStack", "RequireDualStack"])),
                .key("sessionAffinity", .choice(["None", "ClientIP"])),
                .key("type", .choice(["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])),
                .key("selector", labels),
                .key(
                    "ports",
                    .list(
                        .table {
                            KeyTable(
                                "a port",
                                strings("appProtocol") + [
                                    .key("name", .string(.dnsLabel)),
                                    .key("port", .form(.portNumber), isRequired: true),
                                    .key("targetPort", .form(.portOrName)), .key("nodePort", .form(.portNumber)),
                                    .key("protocol", .choice(["TCP", "UDP", "SCTP"])),
                                ])
                        })),
            ])

    static let networkPolicy = KeyTable(
        "the spec of a NetworkPolicy",
        [
            .key("podSelector", .table { selector }), .key("policyTypes", .list(.choice(["Ingress", "Egress"]))),
            .key("ingress", .list(.table { traffic("from") })), .key("egress", .list(.table { traffic("to") })),
        ])

    private static func traffic(_ peers: String) -> KeyTable {
        KeyTable(
            "a rule of traffic",
            [
                .key(peers, .list(.table { peer })),
                .key(
                    "ports",
                    .list(
                        .table {
                            KeyTable(
                                "a port",
                                [
                                    .key("port", .form(.portOrName)), .key("endPort", .form(.portNumber)),
                                    .key("protocol", .choice(["TCP", "UDP", "SCTP"])),
                                ])
                        })),
            ])
    }

    private static let peer = KeyTable(
        "a peer",
        [
            .key("podSelector", .table { selector }), .key("namespaceSelector", .table { selector }),
            .key(
                "ipBlock",
                .table {
                    KeyTable(
                        "a block of addresses",
                        [.key("cidr", .string(nil), isRequired: true), .key("except", .list(.string(nil)))])
                }),
        ])

    // MARK: Rights and disruption

    static let serviceAccount = KeyTable(
        "a ServiceAccount", heads + bools("automountServiceAccountToken") + free("imagePullSecrets", "secrets"))

    static func role(_ name: String) -> KeyTable {
        KeyTable(
            name,
            heads + (name == "a ClusterRole" ? free("aggregationRule") : []) + [
                .key(
                    "rules",
                    .list(
                        .table {
                            KeyTable(
                                "a rule",
                                KeyTable.Key.keys(
                                    ["apiGroups", "nonResourceURLs", "resourceNames", "resources"], .list(.string(nil)))
                                    + [.key("verbs", .list(.string(nil)), isRequired: true)])
                        }))
            ])
    }

    static func binding(_ name: String) -> KeyTable {
        KeyTable(
            name,
            heads + [
                .key(
                    "roleRef",
                    .table {
                        KeyTable(
                            "a reference to a role",
                            [
                                .key("apiGroup", .choice(["rbac.authorization.k8s.io"]), isRequired: true),
                                .key("kind", .choice(["Role", "ClusterRole"]), isRequired: true),
                                .key("name", .string(nil), isRequired: true),
                            ])
                    }, isRequired: true),
                .key(
                    "subjects",
                    .list(
                        .table {
                            KeyTable(
                                "a subject",
                                strings("apiGroup", "namespace") + [
                                    .key("kind", .choice(["ServiceAccount", "User", "Group"]), isRequired: true),
                                    .key("name", .string(nil), isRequired: true),
                                ])
                        })),
            ])
    }

    static let disruptionBudget = KeyTable(
        "the spec of a PodDisruptionBudget",
        [
            .key("minAvailable", .form(.countOrShare)), .key("maxUnavailable", .form(.countOrShare)),
            .key("selector", .table { selector }),
            .key("unhealthyPodEvictionPolicy", .choice(["IfHealthyBudget", "AlwaysAllow"])),
        ],
        constraints: [.atMostOne(["minAvailable", "maxUnavailable"])])
}
