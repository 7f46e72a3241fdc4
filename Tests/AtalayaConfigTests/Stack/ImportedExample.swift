// Written by `atalaya import --format swift`: `Renderers.render` makes the same files of it again. It is yours to edit.
// swift-format-ignore-file
import AtalayaConfig

enum ImportedExample {
    static func make() -> Stack {
        var files: [ImportedFile] = []
        files.append(ImportedFile(path: "prometheus.yml", content: .yaml(value2())))
        files.append(ImportedFile(path: "rules/shop.yml", content: .yaml(Document.mapping([Document.Entry("groups", Document.sequence([Document.mapping([Document.Entry("name", Document.string("shop")), Document.Entry("rules", Document.sequence([Document.mapping([Document.Entry("alert", Document.string("Down")), Document.Entry("expr", Document.block("up\n  == 0\n"))])]))])]))]))))
        files.append(ImportedFile(path: "boards/t.json", content: .json(Document.mapping([Document.Entry("title", Document.string("\u{0}quote\" back\\slash \\(x) \r\n\t #{1} 🗼 é e\u{301} \u{200b} \u{202e} \u{7f} $HOME")), Document.Entry("panels", Document.sequence([]))]))))
        files.append(ImportedFile(path: "fluent.conf", content: .fluentd(value4())))
        files.append(ImportedFile(path: "typed/prometheus.yml", content: .prometheus(value44())))
        files.append(ImportedFile(path: "notes.txt", content: .text("\u{0}quote\" back\\slash \\(x) \r\n\t #{1} 🗼 é e\u{301} \u{200b} \u{202e} \u{7f} $HOME\nsecond line\n")))
        return Stack(name: "imported", services: [], imported: files)
    }

    private static func value1() -> Document {
        var items: [Document] = []
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-1")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-1:9100")]))])])), Document.Entry("sample_limit", Document.int(1))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-2")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-2:9100")]))])])), Document.Entry("sample_limit", Document.int(2))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-3")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-3:9100")]))])])), Document.Entry("sample_limit", Document.int(3))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-4")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-4:9100")]))])])), Document.Entry("sample_limit", Document.int(4))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-5")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-5:9100")]))])])), Document.Entry("sample_limit", Document.int(5))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-6")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-6:9100")]))])])), Document.Entry("sample_limit", Document.int(6))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-7")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-7:9100")]))])])), Document.Entry("sample_limit", Document.int(7))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-8")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-8:9100")]))])])), Document.Entry("sample_limit", Document.int(8))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-9")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-9:9100")]))])])), Document.Entry("sample_limit", Document.int(9))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-10")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-10:9100")]))])])), Document.Entry("sample_limit", Document.int(10))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-11")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-11:9100")]))])])), Document.Entry("sample_limit", Document.int(11))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-12")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-12:9100")]))])])), Document.Entry("sample_limit", Document.int(12))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-13")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-13:9100")]))])])), Document.Entry("sample_limit", Document.int(13))]))
        items.append(Document.mapping([Document.Entry("job_name", Document.string("job-14")), Document.Entry("honor_labels", Document.bool(true)), Document.Entry("static_configs", Document.sequence([Document.mapping([Document.Entry("targets", Document.sequence([Document.string("host-14:9100")]))])])), Document.Entry("sample_limit", Document.int(14))]))
        return Document.sequence(items)
    }

    private static func value2() -> Document {
        var entries: [Document.Entry] = []
        entries.append(Document.Entry("global", Document.mapping([Document.Entry("scrape_interval", Document.string("15s")), Document.Entry("future", Document.plain("3.10"))])))
        entries.append(Document.Entry("scrape_configs", value1()))
        entries.append(Document.Entry("tagged", Document.styled(Document.Style(comments: [], isAfterBlankLine: false, isFlow: false, tag: "!fluent/s"), Document.string("text"))))
        entries.append(Document.Entry("empty", Document.mapping([])))
        entries.append(Document.Entry("none", Document.null))
        entries.append(Document.Entry("list", Document.sequence([])))
        entries.append(Document.Entry("twice", Document.double(0.1)))
        entries.append(Document.Entry("twice", Document.double(-Double.infinity)))
        return Document.mapping(entries)
    }

    private static func value3() -> FluentdElement {
        var element = FluentdElement("match", FluentdText([FluentdText.Part.text("app.**")]))
        element.parameters.append(FluentdElement.Parameter("@type", FluentdText([FluentdText.Part.text("file")])))
        element.parameters.append(FluentdElement.Parameter("path", FluentdText([FluentdText.Part.text("/var/log/"), FluentdText.Part.ruby("ENV['HOST']")])))
        element.parameters.append(FluentdElement.Parameter("keys", FluentdText([FluentdText.Part.text("[\"a\"]")], style: .json)))
        element.elements.append(FluentdElement("buffer", FluentdText([FluentdText.Part.text("tag")])))
        return element
    }

    private static func value4() -> FluentdElement {
        var element = FluentdElement("ROOT", FluentdText([]))
        element.elements.append(value3())
        return element
    }

    private static func value5() -> ScrapeLimits {
        var section = ScrapeLimits()
        section.bodySizeLimit = ByteSize(bytes: 10485760)
        return section
    }

    private static func value6() -> PrometheusGlobal {
        var section = PrometheusGlobal()
        section.scrapeInterval = .milliseconds(30000)
        section.externalLabels = [StackLabel("site", "a \"b\"")]
        section.limits = value5()
        section.scrapeProtocols = [.openMetrics100, .text004]
        return section
    }

    private static func value7() -> PrometheusRuntime {
        var section = PrometheusRuntime()
        section.gogc = 50
        return section
    }

    private static func value8() -> SigV4 {
        var section = SigV4()
        section.region = "eu-west-1"
        section.keys = SigV4.Keys(accessKey: "a", secretKey: "s")
        return section
    }

    private static func value9() -> StaticConfig {
        var section = StaticConfig()
        section.targets = ["alertmanager:9093"]
        return section
    }

    private static func value10() -> ServiceDiscovery {
        var section = ServiceDiscovery()
        section.staticConfigs = [value9()]
        return section
    }

    private static func value11() -> AlertmanagerConfig {
        var section = AlertmanagerConfig()
        section.authentication = .sigV4(value8())
        section.discovery = value10()
        return section
    }

    private static func value12() -> AlertingConfig {
        var section = AlertingConfig()
        section.alertmanagers = [value11()]
        return section
    }

    private static func value13() -> AzureIdentity {
        var section = AzureIdentity()
        section.clientID = "01234567-89ab-cdef-0123-456789abcdef"
        section.tenantID = "t"
        section.clientSecret = "s"
        return section
    }

    private static func value14() -> QueueConfig {
        var section = QueueConfig()
        section.maxShards = 10
        return section
    }

    private static func value15() -> MetadataConfig {
        var section = MetadataConfig()
        section.send = false
        return section
    }

    private static func value16() -> RemoteWrite {
        var section = RemoteWrite(url: "https://store/write")
        section.name = "store"
        section.authentication = .azureAD(AzureAD(.oauth(value13()), cloud: nil))
        section.queueConfig = value14()
        section.metadataConfig = value15()
        return section
    }

    private static func value17() -> RemoteRead {
        var section = RemoteRead(url: "http://store/read")
        section.requiredMatchers = [StackLabel("a", "b")]
        return section
    }

    private static func value18() -> TSDBConfig.Retention {
        var section = TSDBConfig.Retention()
        section.time = .milliseconds(2592000000)
        return section
    }

    private static func value19() -> TSDBConfig {
        var section = TSDBConfig()
        section.outOfOrderTimeWindow = .milliseconds(3600000)
        section.retention = value18()
        return section
    }

    private static func value20() -> ExemplarsConfig {
        var section = ExemplarsConfig()
        section.maxExemplars = 1000
        return section
    }

    private static func value21() -> StorageConfig {
        var section = StorageConfig()
        section.tsdb = value19()
        section.exemplars = value20()
        return section
    }

    private static func value22() -> TracingConfig {
        var section = TracingConfig(endpoint: "tempo:4317")
        section.samplingFraction = 0.25
        return section
    }

    private static func value23() -> OTLPConfig {
        var section = OTLPConfig()
        section.promoteResourceAttributes = ["service.name"]
        return section
    }

    private static func value24() -> OAuth2 {
        var section = OAuth2(clientID: "id", tokenURL: "https://auth/token")
        section.clientSecret = .file("/run/secrets/oauth")
        return section
    }

    private static func value25() -> TLSConfig {
        var section = TLSConfig()
        section.ca = .file("ca.pem")
        section.clientCertificate = TLSClientCertificate(certificate: .file("c.pem"), key: .file("k.pem"))
        return section
    }

    private static func value26() -> HTTPHeaderValues {
        var section = HTTPHeaderValues()
        section.values = ["shop"]
        return section
    }

    private static func value27() -> ProxySettings {
        var section = ProxySettings()
        section.proxy = .url("http://proxy:3128", except: "localhost")
        return section
    }

    private static func value28() -> HTTPConnection {
        var section = HTTPConnection()
        section.tlsConfig = value25()
        section.httpHeaders = [HTTPHeader("X-Team", value26())]
        section.proxySettings = value27()
        return section
    }

    private static func value29() -> KubernetesSDConfig.Namespaces {
        var section = KubernetesSDConfig.Namespaces()
        section.names = ["shop"]
        return section
    }

    private static func value30() -> KubernetesSDConfig.Selector {
        var section = KubernetesSDConfig.Selector(role: .pod)
        section.label = "app=shop"
        return section
    }

    private static func value31() -> KubernetesSDConfig.AttachMetadata {
        var section = KubernetesSDConfig.AttachMetadata()
        section.node = true
        return section
    }

    private static func value32() -> KubernetesSDConfig {
        var section = KubernetesSDConfig(role: .pod)
        section.namespaces = value29()
        section.selectors = [value30()]
        section.attachMetadata = value31()
        return section
    }

    private static func value33() -> ServiceDiscovery {
        var section = ServiceDiscovery()
        section.kubernetesSDConfigs = [value32()]
        return section
    }

    private static func value34() -> [RelabelConfig] {
        var items: [RelabelConfig] = []
        items.append(RelabelConfig.keep(["__meta_kubernetes_pod_label_app"], matching: "shop|mailer"))
        items.append(RelabelConfig.replace(from: ["a", "b"], separator: "", regex: "(.*)", to: "c", replacement: "${1}", isActionWritten: true))
        items.append(RelabelConfig.hashmod(["__address__"], modulus: 4, to: "__tmp_shard"))
        items.append(RelabelConfig.labeldrop(matching: "tmp_.*"))
        return items
    }

    private static func value35() -> ScrapeConfig {
        var section = ScrapeConfig(jobName: "pods")
        section.honorLabels = false
        section.scheme = .https
        section.authentication = .oauth2(value24())
        section.http = value28()
        section.discovery = value33()
        section.relabelConfigs = value34()
        section.metricRelabelConfigs = [RelabelConfig.labelmap(matching: "(.*)", replacement: "x_${1}")]
        return section
    }

    private static func value36() -> ScrapeLimits {
        var section = ScrapeLimits()
        section.sampleLimit = 1000
        return section
    }

    private static func value37() -> BasicAuth {
        var section = BasicAuth()
        section.username = .inline("u")
        section.password = .file("p")
        return section
    }

    private static func value38() -> FileSDConfig {
        var section = FileSDConfig(files: ["targets/*.yml"])
        section.refreshInterval = .milliseconds(300000)
        return section
    }

    private static func value39() -> DNSSDConfig {
        var section = DNSSDConfig(names: ["web.local"])
        section.type = .a
        section.port = 80
        return section
    }

    private static func value40() -> ConsulSDConfig {
        var section = ConsulSDConfig()
        section.server = "consul:8500"
        section.services = ["web"]
        return section
    }

    private static func value41() -> StaticConfig {
        var section = StaticConfig()
        section.targets = ["web:80"]
        section.labels = [StackLabel("team", "a")]
        return section
    }

    private static func value42() -> ServiceDiscovery {
        var section = ServiceDiscovery()
        section.fileSDConfigs = [value38()]
        section.httpSDConfigs = [HTTPSDConfig(url: "http://inventory/targets")]
        section.dnsSDConfigs = [value39()]
        section.dockerSDConfigs = [DockerSDConfig(host: "unix:///var/run/docker.sock")]
        section.dockerswarmSDConfigs = [DockerSwarmSDConfig(host: "tcp://swarm:2375", role: .tasks)]
        section.consulSDConfigs = [value40()]
        section.staticConfigs = [value41()]
        return section
    }

    private static func value43() -> ScrapeConfig {
        var section = ScrapeConfig(jobName: "web")
        section.params = [NamedValues("module", ["a", "b"])]
        section.fallbackScrapeProtocol = .text004
        section.limits = value36()
        section.authentication = .basic(value37())
        section.discovery = value42()
        return section
    }

    private static func value44() -> PrometheusConfiguration {
        var section = PrometheusConfiguration()
        section.global = value6()
        section.runtime = value7()
        section.ruleFiles = ["rules/*.yml"]
        section.alerting = value12()
        section.remoteWrite = [value16()]
        section.remoteRead = [value17()]
        section.storage = value21()
        section.tracing = value22()
        section.otlp = value23()
        section.scrapeConfigs = [value35(), value43()]
        return section
    }
}
