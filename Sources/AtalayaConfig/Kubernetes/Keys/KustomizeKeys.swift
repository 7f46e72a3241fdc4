/// The keys of a `kustomization.yaml`, as of kustomize 5.8. What is old is known, and advised against by a rule.
enum KustomizeKeys {
    private typealias Key = KeyTable.Key

    private static func texts(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .text) }
    private static func lists(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .list(.text)) }
    private static func free(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .anything) }
    private static func bools(_ names: String...) -> [Key] { KeyTable.Key.keys(names, .bool) }

    static let root = KeyTable(
        "a kustomization",
        texts("apiVersion", "kind", "namePrefix", "nameSuffix", "namespace")
            + lists(
                "resources", "components", "crds", "configurations", "generators", "transformers", "validators",
                "bases", "patchesStrategicMerge", "buildMetadata")
            + [
                .key("metadata", .table { KubernetesKeys.metadata }),
                .key("openapi", .table { KeyTable("an openapi", [.key("path", .text, isRequired: true)]) }),
                .key("commonLabels", KubernetesKeys.labels), .key("commonAnnotations", KubernetesKeys.annotations),
                .key("labels", .list(.table { label })), .key("patches", .list(.table { patch })),
                .key("patchesJson6902", .list(.table { patch })), .key("images", .list(.table { image })),
                .key("replicas", .list(.table { replica })), .key("replacements", .list(.table { replacement })),
                .key("configMapGenerator", .list(.table { configMap })),
                .key("secretGenerator", .list(.table { secret })),
                .key("generatorOptions", .table { generatorOptions }),
                .key("sortOptions", .table { sorting }),
            ] + free("vars", "imageTags", "helmCharts", "helmGlobals", "helmChartInflationGenerator"))

    private static let label = KeyTable(
        "a label",
        [.key("pairs", KubernetesKeys.labels), .key("fields", .anything)]
            + bools("includeSelectors", "includeTemplates"))

    private static let patch = KeyTable(
        "a patch",
        texts("path", "patch") + [
            .key("target", .table { target }),
            .key(
                "options",
                .table { KeyTable("options of a patch", bools("allowNameChange", "allowKindChange")) }),
        ],
        constraints: [.atMostOne(["path", "patch"]), .atLeastOne(["path", "patch"])])

    /// Names may be regular expressions here.
    private static let target = KeyTable(
        "a target",
        texts("group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"))

    private static let image = KeyTable(
        "an image",
        [.key("name", .text, isRequired: true)] + texts("newName", "newTag", "tagSuffix", "digest"))

    private static let replica = KeyTable(
        "a number of replicas", [.key("name", .text, isRequired: true), .key("count", .natural, isRequired: true)])

    private static let replacement = KeyTable(
        "a replacement",
        [
            .key("path", .text),
            .key(
                "source",
                .table {
                    KeyTable(
                        "a source",
                        texts("group", "version", "kind", "name", "namespace", "fieldPath") + free("options"))
                }),
            .key("sourceValue", .text),
            .key(
                "targets",
                .list(
                    .table {
                        KeyTable(
                            "a target of a replacement",
                            [
                                .key("select", .table { target }), .key("reject", .list(.table { target })),
                                .key("fieldPaths", .list(.text)), .key("options", .anything),
                            ])
                    })),
        ])

    private static let configMap = KeyTable("a generator", generator)
    private static let secret = KeyTable("a generator", generator + texts("type"))

    private static let generator: [Key] =
        [
            .key("name", .text, isRequired: true),
            .key("behavior", .choice(["create", "replace", "merge"])),
            .key("options", .table { generatorOptions }),
        ] + texts("namespace", "env") + lists("files", "literals", "envs")

    private static let generatorOptions = KeyTable(
        "options of generators",
        [.key("labels", KubernetesKeys.labels), .key("annotations", KubernetesKeys.annotations)]
            + bools("disableNameSuffixHash", "immutable"))

    private static let sorting = KeyTable(
        "the order", [.key("order", .choice(["fifo", "legacy"])), .key("legacySortOptions", .anything)])
}
