/// The keys of the objects of prometheus-operator (0.93) that a service brings along: ServiceMonitor, PodMonitor and
/// PrometheusRule.
enum OperatorKeys {
    private typealias Keys = KubernetesKeys

    static let serviceMonitor = KeyTable(
        "the spec of a ServiceMonitor",
        monitor + [
            .key("endpoints", .list(.table { endpoint }), isRequired: true), .key("targetLabels", .list(.string(nil))),
            .key("serviceDiscoveryRole", .choice(["Endpoints", "EndpointSlice"])),
        ])

    static let podMonitor = KeyTable(
        "the spec of a PodMonitor",
        monitor + [.key("podMetricsEndpoints", .list(.table { podEndpoint }), isRequired: true)])

    private static let monitor: [KeyTable.Key] =
        Keys.naturals(
            "keepDroppedTargets", "labelLimit", "labelNameLengthLimit", "labelValueLengthLimit",
            "nativeHistogramBucketLimit", "sampleLimit", "targetLimit")
        + Keys.bools("convertClassicHistogramsToNHCB", "scrapeClassicHistograms", "scrapeNativeHistograms")
        + Keys.strings("jobLabel", "scrapeClass")
        + [
            .key("selector", .table { KubernetesKeys.selector }, isRequired: true),
            .key(
                "namespaceSelector",
                .table {
                    KeyTable(
                        "a selector of namespaces", Keys.bools("any") + [.key("matchNames", .list(.string(.dnsLabel)))])
                }),
            .key("attachMetadata", .table { KeyTable("attached metadata", Keys.bools("node")) }),
            .key("bodySizeLimit", .string(nil)), .key("podTargetLabels", .list(.string(nil))),
            .key("nativeHistogramMinBucketFactor", .form(.quantity)),
            .key("fallbackScrapeProtocol", .choice(protocols)), .key("scrapeProtocols", .list(.choice(protocols))),
            .key("selectorMechanism", .choice(["RelabelConfig", "RoleSelector"])),
        ]

    private static let protocols = [
        "PrometheusProto", "OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusText0.0.4", "PrometheusText1.0.0",
    ]

    private static let scrape: [KeyTable.Key] =
        Keys.bools(
            "enableHttp2", "filterRunning", "followRedirects", "honorLabels", "honorTimestamps", "proxyFromEnvironment",
            "trackTimestampsStaleness")
        + Keys.strings("path", "noProxy", "proxyUrl")
        + Keys.free("authorization", "basicAuth", "bearerTokenSecret", "oauth2", "proxyConnectHeader", "tlsConfig")
        + KeyTable.Key.keys(["interval", "scrapeTimeout"], .duration)
        + KeyTable.Key.keys(["metricRelabelings", "relabelings"], .list(.table { relabeling }))
        + [
            .key("params", .map(.list(.string(nil)))), .key("port", .string(nil)),
            .key("targetPort", .form(.portOrName)), .key("scheme", .choice(["http", "https", "HTTP", "HTTPS"])),
        ]

    private static let constraints: [KeyTable.Constraint] = [
        .atMostOne(["authorization", "basicAuth", "oauth2"])
    ]

    private static let endpoint = KeyTable(
        "an endpoint", scrape + Keys.strings("bearerTokenFile"), constraints: constraints)

    private static let podEndpoint = KeyTable(
        "an endpoint", scrape + [.key("portNumber", .form(.portNumber))], constraints: constraints)

    private static let relabeling = KeyTable(
        "a relabelling step",
        Keys.strings("replacement", "separator", "targetLabel") + Keys.naturals("modulus") + [
            .key("sourceLabels", .list(.string(nil))), .key("regex", .string(.regex)),
            .key("action", .string(action)),
        ])

    private static let action = TextForm("operator-relabel") { text in
        let known = [
            "replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase",
            "keepequal", "dropequal",
        ]
        return known.contains(text.lowercased()) ? nil : Spelling.unknown("action", text, known: known)
    }

    /// What the operator adds to the groups of a rule file; everything else is held to the rules of those.
    static let prometheusRule = KeyTable(
        "the spec of a PrometheusRule",
        [
            .key(
                "groups",
                .list(
                    .table {
                        KeyTable(
                            "a group",
                            [
                                .key("name", .string(nil), isRequired: true), .key("interval", .duration),
                                .key("query_offset", .duration), .key("limit", .natural),
                                .key("labels", .map(.string(nil))),
                                .key("partial_response_strategy", .choice(["", "abort", "warn", "ABORT", "WARN"])),
                                .key("rules", .list(.table { rule })),
                            ])
                    }))
        ])

    private static let rule = KeyTable(
        "a rule",
        Keys.strings("alert", "record") + KeyTable.Key.keys(["for", "keep_firing_for"], .duration)
            + KeyTable.Key.keys(["labels", "annotations"], .map(.string(nil)))
            + [.key("expr", .text, isRequired: true)])
}
