/// The blocks of prometheus.yml about what is kept, traced, and taken in by OTLP.
enum StorageKeys {
    static let storage = KeyTable(
        "storage",
        [
            .key("tsdb", .table { tsdb }),
            .key("exemplars", .table { KeyTable("exemplars", [.key("max_exemplars", .int)]) }),
        ])

    private static let tsdb = KeyTable(
        "tsdb",
        [
            .key("out_of_order_time_window", .duration),
            .key("stale_series_compaction_threshold", .number, since: (3, 10)),
            .key(
                "chunk_encoding",
                .table { KeyTable("chunk_encoding", [.key("floats", .choice(["", "xor", "xor2"]))]) }, since: (3, 13)),
            .key("retention", .table { retention }, since: (3, 8)),
        ])

    private static let retention = KeyTable(
        "retention",
        [.key("time", .duration), .key("size", .size), .key("percentage", .number, since: (3, 11))],
        constraints: [
            .rule("retention-percentage") { node in
                guard let percentage = node["percentage"], let value = Double.value(of: percentage),
                    !(0...100).contains(value)
                else { return [] }
                return [CheckFinding(percentage, "a percentage is from 0 to 100")]
            }
        ])

    static let tracing = KeyTable(
        "tracing",
        [
            .key("client_type", .choice(["grpc", "http"])), .key("endpoint", .text, isRequired: true),
            .key("sampling_fraction", .number), .key("insecure", .bool),
            .key("tls_config", .table { HTTPClientKeys.tls }),
            .key("headers", .keyed(HTTPClientKeys.headerName, .text)), .key("compression", .choice(["", "gzip"])),
            .key("timeout", .duration),
        ])

    static let otlp = KeyTable(
        "otlp",
        [
            .key("promote_resource_attributes", .list(.text)),
            .key(
                "translation_strategy",
                .choice([
                    "UnderscoreEscapingWithSuffixes", "UnderscoreEscapingWithoutSuffixes", "NoUTF8EscapingWithSuffixes",
                    "NoTranslation",
                ]), since: (3, 0)),
            .key("keep_identifying_resource_attributes", .bool, since: (3, 1)),
            .key("convert_histograms_to_nhcb", .bool, since: (3, 4)),
            .key("promote_all_resource_attributes", .bool, since: (3, 5)),
            .key("ignore_resource_attributes", .list(.text), since: (3, 5)),
            .key("promote_scope_metadata", .bool, since: (3, 6)),
            .key("label_name_underscore_sanitization", .bool, since: (3, 8)),
            .key("label_name_preserve_multiple_underscores", .bool, since: (3, 8)),
        ],
        constraints: [
            .atMostOne(["promote_all_resource_attributes", "promote_resource_attributes"]),
            .requires("ignore_resource_attributes", anyOf: ["promote_all_resource_attributes"]),
            .rule("otlp-attribute") { node in
                ["promote_resource_attributes", "ignore_resource_attributes"].flatMap { key in
                    var seen: Set<String> = []
                    return (node[key]?.items ?? []).compactMap { item -> CheckFinding? in
                        let name = (item.string ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
                        if name.isEmpty { return CheckFinding(item, "the name of an attribute is empty") }
                        return seen.insert(name).inserted ? nil : CheckFinding(item, "'\(name)' stands twice")
                    }
                }
            },
        ])

    static let azureAD = KeyTable(
        "azuread",
        [
            .key("cloud", .choice(["AzurePublic", "AzureGovernment", "AzureChina"])),
            .key("scope", .text, since: (3, 9)),
            .key("managed_identity", .table { identity("managed_identity", []) }),
            .key("oauth", .table { identity("oauth", ["client_id", "client_secret", "tenant_id"]) }),
            .key("sdk", .table { KeyTable("sdk", [.key("tenant_id", .text)]) }, since: (2, 52)),
            .key(
                "workload_identity", .table { identity("workload_identity", ["client_id", "tenant_id"]) }, since: (3, 7)
            ),
            .key(
                "certificate",
                .table { identity("certificate", ["client_id", "tenant_id", "certificate_path"]) }, since: (3, 12)),
        ],
        constraints: [
            .atLeastOne(ways), .atMostOne(ways),
        ])

    private static let ways = ["managed_identity", "oauth", "sdk", "workload_identity", "certificate"]

    private static func identity(_ name: String, _ required: [String]) -> KeyTable {
        let texts = ["tenant_id", "client_secret", "certificate_path", "certificate_password", "token_file_path"]
        return KeyTable(
            name,
            [.key("client_id", .form(uuid), isRequired: required.contains("client_id"))]
                + texts.map { .key($0, .text, isRequired: required.contains($0)) })
    }

    private static let uuid = TextForm("invalid-uuid") { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isRight = parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
        return isRight ? nil : "'\(text)' is not an identifier such as 01234567-89ab-cdef-0123-456789abcdef"
    }
}
