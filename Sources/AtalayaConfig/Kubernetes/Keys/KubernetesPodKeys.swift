/// The keys of pods, containers and what is in them.
enum KubernetesPodKeys {
    private typealias Keys = KubernetesKeys

    static let pod = KeyTable(
        "the spec of a pod",
        Keys.naturals("activeDeadlineSeconds", "terminationGracePeriodSeconds")
            + Keys.bools(
                "automountServiceAccountToken", "enableServiceLinks", "hostIPC", "hostNetwork", "hostPID", "hostUsers",
                "setHostnameAsFQDN", "shareProcessNamespace")
            + Keys.strings(
                "hostname", "hostnameOverride", "nodeName", "preemptionPolicy", "priorityClassName", "runtimeClassName",
                "schedulerName", "serviceAccount", "serviceAccountName", "subdomain")
            + Keys.free(
                "affinity", "dnsConfig", "hostAliases", "os", "overhead", "readinessGates", "resourceClaims",
                "schedulingGates", "tolerations", "topologySpreadConstraints", "ephemeralContainers", "workloadRef")
            + [
                .key("priority", .int), .key("nodeSelector", KubernetesKeys.labels),
                .key("containers", .list(.table { container }), isRequired: true),
                .key("initContainers", .list(.table { container })),
                .key("dnsPolicy", .choice(["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"])),
                .key("restartPolicy", .choice(["Always", "OnFailure", "Never"])),
                .key(
                    "imagePullSecrets", .list(.table { KeyTable("a reference to a secret", Keys.strings("name")) })),
                .key("resources", .table { resources }), .key("securityContext", .table { podSecurity }),
                .key("volumes", .list(.table { volume })),
            ])

    static let container = KeyTable(
        "a container",
        Keys.strings("terminationMessagePath", "workingDir") + Keys.bools("stdin", "stdinOnce", "tty")
            + Keys.free("resizePolicy", "restartPolicyRules")
            + [
                .key("name", .string(.dnsLabel), isRequired: true), .key("image", .string(nil)),
                .key("args", .list(.string(nil))), .key("command", .list(.string(nil))),
                .key("env", .list(.table { variable })), .key("envFrom", .list(.table { variables })),
                .key("imagePullPolicy", .choice(["Always", "IfNotPresent", "Never"])),
                .key("lifecycle", .table { lifecycle }), .key("livenessProbe", .table { probe }),
                .key("readinessProbe", .table { probe }), .key("startupProbe", .table { probe }),
                .key("ports", .list(.table { port })), .key("resources", .table { resources }),
                .key("restartPolicy", .choice(["Always", "Never", "OnFailure"])),
                .key("securityContext", .table { security }),
                .key("terminationMessagePolicy", .choice(["File", "FallbackToLogsOnError"])),
                .key(
                    "volumeDevices",
                    .list(
                        .table {
                            KeyTable(
                                "a device",
                                [
                                    .key("devicePath", .string(nil), isRequired: true),
                                    .key("name", .string(nil), isRequired: true),
                                ])
                        })),
                .key("volumeMounts", .list(.table { mount })),
            ])

    static let resources = KeyTable(
        "resources",
        [.key("requests", .map(.form(.quantity))), .key("limits", .map(.form(.quantity))), .key("claims", .anything)])

    private static let port = KeyTable(
        "a port of a container",
        [
            .key("containerPort", .form(.portNumber), isRequired: true), .key("hostPort", .form(.portNumber)),
            .key("hostIP", .string(nil)), .key("name", .string(.portName)),
            .key("protocol", .choice(["TCP", "UDP", "SCTP"])),
        ])

    // MARK: Environment

    private static let variable = KeyTable(
        "a variable",
        [
            .key("name", .string(nil), isRequired: true), .key("value", .string(nil)),
            .key("valueFrom", .table { source }),
        ],
        constraints: [.atMostOne(["value", "valueFrom"])])

    private static let source = KeyTable(
        "the source of a variable",
        [
            .key("configMapKeyRef", .table { keyReference }), .key("secretKeyRef", .table { keyReference }),
            .key("fileKeyRef", .anything),
            .key(
                "fieldRef",
                .table {
                    KeyTable(
                        "a reference to a field",
                        Keys.strings("apiVersion") + [.key("fieldPath", .string(nil), isRequired: true)])
                }),
            .key(
                "resourceFieldRef",
                .table {
                    KeyTable(
                        "a reference to a resource",
                        Keys.strings("containerName") + [
                            .key("resource", .string(nil), isRequired: true), .key("divisor", .form(.quantity)),
                        ])
                }),
        ],
        constraints: [
            .atMostOne(["configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"]),
            .atLeastOne(["configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"]),
        ])

    static let keyReference = KeyTable(
        "a reference to a key",
        Keys.strings("name") + Keys.bools("optional") + [.key("key", .string(nil), isRequired: true)])

    private static let variables = KeyTable(
        "a source of variables",
        Keys.strings("prefix") + [.key("configMapRef", .table { whole }), .key("secretRef", .table { whole })],
        constraints: [.atMostOne(["configMapRef", "secretRef"]), .atLeastOne(["configMapRef", "secretRef"])])

    private static let whole = KeyTable("a reference", Keys.strings("name") + Keys.bools("optional"))

    // MARK: Life

    private static let handlers: [KeyTable.Key] = [
        .key("exec", .table { KeyTable("a command", [.key("command", .list(.string(nil)))]) }),
        .key(
            "httpGet",
            .table {
                KeyTable(
                    "a request",
                    Keys.strings("host", "path") + [
                        .key("port", .form(.portOrName), isRequired: true), .key("scheme", .choice(["HTTP", "HTTPS"])),
                        .key(
                            "httpHeaders",
                            .list(
                                .table {
                                    KeyTable(
                                        "a header",
                                        [
                                            .key("name", .string(nil), isRequired: true),
                                            .key("value", .string(nil)),
                                        ])
                                })),
                    ])
            }),
        .key(
            "tcpSocket",
            .table {
                KeyTable("a connection", Keys.strings("host") + [.key("port", .form(.portOrName), isRequired: true)])
            }),
    ]

    private static let probe = KeyTable(
        "a probe",
        handlers
            + Keys.naturals(
                "failureThreshold", "initialDelaySeconds", "periodSeconds", "successThreshold",
                "terminationGracePeriodSeconds", "timeoutSeconds")
            + [
                .key(
                    "grpc",
                    .table {
                        KeyTable(
                            "a gRPC probe",
                            Keys.strings("service") + [.key("port", .form(.portNumber), isRequired: true)])
                    })
            ],
        constraints: [
            .atMostOne(["exec", "httpGet", "tcpSocket", "grpc"]),
            .atLeastOne(["exec", "httpGet", "tcpSocket", "grpc"]),
        ])

    private static let lifecycle = KeyTable(
        "a lifecycle",
        Keys.strings("stopSignal") + [.key("postStart", .table { handler }), .key("preStop", .table { handler })])

    private static let handler = KeyTable(
        "a handler",
        handlers + [
            .key("sleep", .table { KeyTable("a pause", [.key("seconds", .natural, isRequired: true)]) })
        ],
        constraints: [
            .atMostOne(["exec", "httpGet", "tcpSocket", "sleep"]),
            .atLeastOne(["exec", "httpGet", "tcpSocket", "sleep"]),
        ])

    // MARK: Security

    private static let profile = KeyTable(
        "a profile",
        [
            .key("type", .choice(["RuntimeDefault", "Unconfined", "Localhost"]), isRequired: true),
            .key("localhostProfile", .string(nil)),
        ])

    private static let identity: [KeyTable.Key] =
        Keys.naturals("runAsGroup", "runAsUser") + Keys.bools("runAsNonRoot")
        + Keys.free("seLinuxOptions", "windowsOptions")
        + [.key("seccompProfile", .table { profile }), .key("appArmorProfile", .table { profile })]

    private static let security = KeyTable(
        "a security context",
        identity + Keys.bools("allowPrivilegeEscalation", "privileged", "readOnlyRootFilesystem")
            + Keys.strings("procMount") + [
                .key(
                    "capabilities",
                    .table {
                        KeyTable("capabilities", KeyTable.Key.keys(["add", "drop"], .list(.string(nil))))
                    })
            ])

    private static let podSecurity = KeyTable(
        "the security context of a pod",
        identity + Keys.naturals("fsGroup") + Keys.strings("seLinuxChangePolicy") + [
            .key("fsGroupChangePolicy", .choice(["OnRootMismatch", "Always"])),
            .key("supplementalGroups", .list(.natural)),
            .key("supplementalGroupsPolicy", .choice(["Merge", "Strict"])),
            .key(
                "sysctls",
                .list(
                    .table {
                        KeyTable(
                            "a sysctl",
                            [
                                .key("name", .string(nil), isRequired: true),
                                .key("value", .string(nil), isRequired: true),
                            ])
                    })),
        ])

    // MARK: Volumes

    private static let mount = KeyTable(
        "a mount",
        Keys.strings("subPath", "subPathExpr", "recursiveReadOnly") + Keys.bools("readOnly") + [
            .key("name", .string(nil), isRequired: true), .key("mountPath", .string(nil), isRequired: true),
            .key("mountPropagation", .choice(["None", "HostToContainer", "Bidirectional"])),
        ],
        constraints: [.atMostOne(["subPath", "subPathExpr"])])

    private static let itemList: KeyTable.Kind = .list(
        .table {
            KeyTable(
                "an item",
                [
                    .key("key", .string(nil), isRequired: true), .key("path", .string(nil), isRequired: true),
                    .key("mode", .natural),
                ])
        })

    static let otherVolumes = [
        "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "downwardAPI", "ephemeral", "fc",
        "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "image", "iscsi", "nfs",
        "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd", "scaleIO", "storageos",
        "vsphereVolume",
    ]

    private static let volume = KeyTable(
        "a volume",
        KeyTable.Key.keys(otherVolumes, .anything) + [
            .key("name", .string(.dnsLabel), isRequired: true),
            .key(
                "configMap",
                .table {
                    KeyTable(
                        "a volume of a ConfigMap",
                        Keys.strings("name") + Keys.naturals("defaultMode") + Keys.bools("optional")
                            + [.key("items", itemList)])
                }),
            .key(
                "secret",
                .table {
                    KeyTable(
                        "a volume of a Secret",
                        Keys.strings("secretName") + Keys.naturals("defaultMode") + Keys.bools("optional")
                            + [.key("items", itemList)])
                }),
            .key(
                "emptyDir",
                .table {
                    KeyTable("an empty directory", Keys.strings("medium") + [.key("sizeLimit", .form(.quantity))])
                }),
            .key(
                "persistentVolumeClaim",
                .table {
                    KeyTable(
                        "a volume of a claim",
                        Keys.bools("readOnly") + [.key("claimName", .string(nil), isRequired: true)])
                }),
            .key(
                "hostPath",
                .table {
                    KeyTable(
                        "a directory of the host", Keys.strings("type") + [.key("path", .string(nil), isRequired: true)]
                    )
                }),
        ],
        constraints: [
            .atMostOne(otherVolumes + ["configMap", "secret", "emptyDir", "persistentVolumeClaim", "hostPath"])
        ])
}
