import Testing

@testable import AtalayaConfig

/// One key of one section, set to a value that its table takes, with what it needs beside it.
struct SectionKeySample: Sendable, CustomTestStringConvertible {
    let section: any ConfigSection.Type
    let table: KeyTable
    let key: KeyTable.Key
    let document: Document

    var testDescription: String { "\(table.name): \(key.name)" }

    static let sections: [any ConfigSection.Type] = [
        PrometheusConfiguration.self, PrometheusAgentConfiguration.self, PrometheusGlobal.self, PrometheusRuntime.self,
        ScrapeConfig.self, RelabelConfig.self, StaticConfig.self, FileSDConfig.self, HTTPSDConfig.self,
        DNSSDConfig.self, KubernetesSDConfig.self, KubernetesSDConfig.Namespaces.self,
        KubernetesSDConfig.Selector.self, KubernetesSDConfig.AttachMetadata.self, DockerSDConfig.self,
        DockerSwarmSDConfig.self, DiscoveryFilter.self, ConsulSDConfig.self, BasicAuth.self, Authorization.self,
        OAuth2.self, TLSConfig.self, HTTPHeaderValues.self, HTTPClientConfig.self, AlertingConfig.self,
        AlertmanagerConfig.self, RemoteWrite.self, QueueConfig.self, MetadataConfig.self, SigV4.self, AzureAD.self,
        AzureIdentity.self, GoogleIAM.self, RemoteRead.self, StorageConfig.self, ExemplarsConfig.self,
        TSDBConfig.self, TSDBConfig.Retention.self, TSDBConfig.ChunkEncoding.self, TracingConfig.self,
        OTLPConfig.self, WebConfiguration.self, WebTLSConfig.self, WebHTTPConfig.self, WebHeaders.self,
        WebRateLimit.self,
        AlertmanagerConfiguration.self, AlertmanagerGlobal.self, AlertmanagerRoute.self, AlertmanagerInhibitRule.self,
        AlertmanagerTracing.self, NamedTimeIntervals.self, AlertmanagerReceiver.self, DiscordConfig.self,
        EmailConfig.self, EmailConfig.Threading.self, IncidentioConfig.self, JiraConfig.self, JiraConfig.Field.self,
        MattermostConfig.self, AttachmentField.self, MattermostConfig.Attachment.self,
        MattermostConfig.Properties.self, MattermostConfig.Priority.self, MSTeamsConfig.self, MSTeamsV2Config.self,
        OpsGenieConfig.self, OpsGenieConfig.Responder.self, PagerDutyConfig.self, PagerDutyConfig.Image.self,
        PagerDutyConfig.Link.self, PushoverConfig.self, RocketchatConfig.self, RocketchatConfig.Field.self,
        RocketchatConfig.Action.self, SlackConfig.self, SlackConfig.Action.self,
        SlackConfig.Confirmation.self, SNSConfig.self, TelegramConfig.self, VictorOpsConfig.self, WebexConfig.self,
        WebhookConfig.self, WeChatConfig.self,
    ]

    static let all: [SectionKeySample] = sections.flatMap { samples($0) }

    private static func samples<Section: ConfigSection>(_ type: Section.Type) -> [SectionKeySample] {
        let table = Section.schema.table
        return table.keys.map { key in
            SectionKeySample(section: type, table: table, key: key, document: document(key, of: table))
        }
    }

    /// The key, those that must be there, and those that it needs.
    static func document(_ key: KeyTable.Key, of table: KeyTable) -> Document {
        var names = [key.name]
        func add(_ name: String?) {
            if let name, !names.contains(name) { names.append(name) }
        }
        for other in table.keys where other.isRequired { add(other.name) }
        for name in companions["\(table.name).\(key.name)"] ?? companions[table.name] ?? [] { add(name) }
        for constraint in table.constraints {
            switch constraint {
            case .requires(key.name, let others): if !others.contains(where: names.contains) { add(others.first) }
            case .atLeastOne(let others): if !others.contains(where: names.contains) { add(others.first) }
            default: break
            }
        }
        if table.name == "kubernetes_sd_config", HTTPClientKeys.keys.contains(where: { $0.name == key.name }) {
            add("api_server")
        }
        return .mapping(
            names.compactMap { name in
                table.key(name).map {
                    Document.Entry(name, values["\(table.name).\(name)"] ?? values[name] ?? value($0.kind, name))
                }
            })
    }

    /// What rules ask for beside a key, or beside any.
    private static let companions: [String: [String]] = [
        "azure_sd_config": ["tenant_id", "client_id", "client_secret"],
        "oci_sd_config": ["tenancy", "user", "fingerprint", "key_file"],
        "a relabel config.modulus": ["action"],
        "the configuration.http_server_config": ["tls_server_config"],
        "tls_server_config": ["client_auth_type"],
        "a responder": ["type"],
        "sns_config": ["topic_arn"], "sns_config.phone_number": [], "sns_config.target_arn": [],
        "webex_config": ["http_config"],
        "incidentio_config.http_config": ["alert_source_token"],
        "slack_config.update_message": ["api_url"],
    ]

    /// Where not every value of the kind is right.
    private static let values: [String: Document] = [
        "matchers": ["a=\"b\""], "source_matchers": ["a=\"b\""], "target_matchers": ["a=~\"b|c\""],
        "a time interval.time_intervals": [
            ["weekdays": ["monday:friday"], "times": [["start_time": "08:00", "end_time": "24:00"]]]
        ],
        "a responder.type": "team",
        "webex_config.http_config": ["authorization": ["credentials": "a"]],
        "slack_config.api_url": "https://slack.com/api/chat.postMessage",
    ]

    private static func value(_ kind: KeyTable.Kind, _ name: String) -> Document {
        switch kind {
        case .text, .string(nil), .anything: name == "action" ? "hashmod" : name == "port" ? "80" : "a"
        case .bool: true
        case .int, .natural: name == "modulus" ? 2 : 1
        case .number: 0.5
        case .duration: "1m"
        case .size: "1MB"
        case .choice(let words): .string(name == "client_auth_type" ? words[1] : words.first { !$0.isEmpty } ?? "")
        case .form(let form), .string(let form?): .string(text(form))
        case .list(let item): .sequence([value(item, name)])
        case .map(let item): .mapping([.init("a", value(item, name))])
        case .keyed(_, let item): .mapping([.init("a", value(item, name))])
        case .table(let table): inner(table())
        case .textOr: "a"
        }
    }

    private static func inner(_ table: KeyTable) -> Document {
        guard let key = table.keys.first(where: \.isRequired) ?? table.keys.first else { return [:] }
        return document(key, of: table)
    }

    private static func text(_ form: TextForm) -> String {
        let candidates = [
            "http://a/b", "SRV", "a", "a.yml", "01234567-89ab-cdef-0123-456789abcdef", "TLS_A", "metadata.name=a", "A",
            "1m", "a:1",
            "/a",
            "$2y$10$" + String(repeating: "a", count: 53),
        ]
        return candidates.first { form.problem($0) == nil } ?? ""
    }
}

@Suite("Every key of every section")
struct SectionKeyTests {
    /// The oldest version that is supported.
    private static func oldest(_ program: ConfigProgram) -> TargetVersion {
        program == .prometheus ? TargetVersion(2, 42) : TargetVersion(0, 25)
    }

    private static func reading<Section: ConfigSection>(_ type: Section.Type, _ document: Document) -> (
        canonical: DocumentNode?, diagnostics: [Diagnostic], losses: [Finding], source: String
    ) {
        let newest = Section.program == .prometheus ? TargetVersion(3, 14) : Section.program.newest
        let reading = Section.read(DocumentNode(document), file: "f", version: newest)
        var printer = SwiftValuePrinter()
        guard let section = reading.section else { return (nil, reading.diagnostics, [], "") }
        let source = printer.section(section) + printer.functions.joined()
        return (
            DocumentNode(section.canonicalDocument()), reading.diagnostics,
            section.unsupported(in: oldest(Section.program)), source
        )
    }

    @Test("It is read into a property, and written from it", arguments: SectionKeySample.all)
    func roundTrip(sample: SectionKeySample) throws {
        let reading = Self.reading(sample.section, sample.document)
        let removed = sample.key.removed != nil
        #expect(reading.diagnostics.map(\.rule) == (removed ? ["key-removed"] : []))
        let written = try #require(reading.canonical?[sample.key.name])
        let value = try #require(DocumentNode(sample.document)[sample.key.name])
        #expect(written.meansInAnyOrder(value))
    }

    @Test("It is told to a version that lacks it, and to no other", arguments: SectionKeySample.all)
    func gates(sample: SectionKeySample) {
        let reading = Self.reading(sample.section, sample.document)
        let oldest = Self.oldest(sample.section.program)
        let isNew = sample.key.since.map { $0 > oldest } ?? false
        let isTold = reading.losses.contains { $0.path == sample.key.name }
        #expect(isTold == isNew)
    }

    @Test("Swift source sets it", arguments: SectionKeySample.all)
    func source(sample: SectionKeySample) {
        let own = Self.reading(sample.section, sample.document).source
        let others = sample.document.dropping(sample.key.name)
        // Mechanisms of discovery without a type are not printed: the file is imported as it is.
        guard !DiscoveryKeys.others.contains(where: { "\($0.name)_sd_configs" == sample.key.name }) else { return }
        #expect(own != Self.reading(sample.section, others).source)
    }

    @Test("Every property that source sets is one", arguments: SectionKeySample.sections.map(SectionType.init))
    func properties(section: SectionType) {
        func names<Section: ConfigSection>(_ type: Section.Type) -> (printed: [String], stored: Set<String>) {
            let value = Section.schema.read([])
            return (
                Section.schema.properties.map(\.name), Set(Mirror(reflecting: value).children.compactMap(\.label))
            )
        }
        let (printed, stored) = names(section.type)
        // These stand for several stored ones.
        let computed: Set = ["clientCertificate", "certificate", "proxy", "keys"]
        #expect(printed.filter { !stored.contains($0) && !computed.contains($0) } == [])
        #expect(Set(printed).count == printed.count)
    }
}

struct SectionType: Sendable, CustomTestStringConvertible {
    let type: any ConfigSection.Type
    var testDescription: String { "\(type)" }
}

extension Document {
    fileprivate func dropping(_ key: String) -> Document {
        guard case .mapping(let entries) = self else { return self }
        return .mapping(entries.filter { $0.key != key })
    }
}
