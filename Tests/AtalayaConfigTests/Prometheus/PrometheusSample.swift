import AtalayaConfig

/// A configuration with most of what the types can say.
enum PrometheusSample {
    static var configuration: PrometheusConfiguration {
        var configuration = PrometheusConfiguration(
            global: PrometheusGlobal(scrapeInterval: .seconds(30), externalLabels: [StackLabel("site", "a \"b\"")]),
            ruleFiles: ["rules/*.yml"], alertmanagers: [Endpoint(host: "alertmanager", port: 9093)],
            scrapeConfigs: [pods, web])
        configuration.global?.limits.bodySizeLimit = .mebibytes(10)
        configuration.global?.scrapeProtocols = [.openMetrics100, .text004]
        configuration.alerting?.alertmanagers[0].authentication = .sigV4(
            SigV4(region: "eu-west-1", keys: SigV4.Keys(accessKey: "a", secretKey: "s")))
        configuration.remoteWrite = [remoteWrite]
        var read = RemoteRead(url: "http://store/read")
        read.requiredMatchers = [StackLabel("a", "b")]
        configuration.remoteRead = [read]
        configuration.storage = StorageConfig(
            tsdb: TSDBConfig(outOfOrderTimeWindow: .hours(1), retention: TSDBConfig.Retention(time: .days(30))),
            exemplars: ExemplarsConfig(maxExemplars: 1_000))
        configuration.tracing = TracingConfig(endpoint: "tempo:4317", samplingFraction: 0.25)
        configuration.otlp = OTLPConfig(promoteResourceAttributes: ["service.name"])
        configuration.runtime = PrometheusRuntime(gogc: 50)
        return configuration
    }

    private static var pods: ScrapeConfig {
        var job = ScrapeConfig(
            jobName: "pods", scheme: .https, honorLabels: false,
            relabelConfigs: [
                .keep(["__meta_kubernetes_pod_label_app"], matching: "shop|mailer"),
                .replace(
                    from: ["a", "b"], separator: "", regex: "(.*)", to: "c", replacement: "${1}", isActionWritten: true),
                .hashmod(["__address__"], modulus: 4, to: "__tmp_shard"), .labeldrop(matching: "tmp_.*"),
            ],
            metricRelabelConfigs: [.labelmap(matching: "(.*)", replacement: "x_${1}")])
        job.authentication = .oauth2(
            OAuth2(clientID: "id", tokenURL: "https://auth/token", clientSecret: .file("/run/secrets/oauth")))
        job.http = HTTPConnection(
            tlsConfig: TLSConfig(
                ca: .file("ca.pem"),
                clientCertificate: TLSClientCertificate(certificate: .file("c.pem"), key: .file("k.pem"))),
            proxy: .url("http://proxy:3128", except: "localhost"))
        job.http.httpHeaders = [HTTPHeader("X-Team", HTTPHeaderValues(values: ["shop"]))]
        var discovery = KubernetesSDConfig(
            role: .pod, namespaces: .init(names: ["shop"]), selectors: [.init(role: .pod, label: "app=shop")])
        discovery.attachMetadata = .init(node: true)
        job.discovery.kubernetesSDConfigs = [discovery]
        return job
    }

    private static var web: ScrapeConfig {
        var job = ScrapeConfig(
            jobName: "web", sampleLimit: 1_000, fallbackScrapeProtocol: .text004,
            staticConfigs: [StaticConfig(targets: ["web:80"], labels: [StackLabel("team", "a")])])
        job.authentication = .basic(BasicAuth(username: .inline("u"), password: .file("p")))
        job.params = [NamedValues("module", ["a", "b"])]
        job.discovery.fileSDConfigs = [FileSDConfig(files: ["targets/*.yml"], refreshInterval: .minutes(5))]
        job.discovery.httpSDConfigs = [HTTPSDConfig(url: "http://inventory/targets")]
        job.discovery.dnsSDConfigs = [DNSSDConfig(names: ["web.local"], type: .a, port: 80)]
        job.discovery.dockerSDConfigs = [DockerSDConfig(host: "unix:///var/run/docker.sock")]
        job.discovery.dockerswarmSDConfigs = [DockerSwarmSDConfig(host: "tcp://swarm:2375", role: .tasks)]
        job.discovery.consulSDConfigs = [ConsulSDConfig(server: "consul:8500", services: ["web"])]
        return job
    }

    private static var remoteWrite: RemoteWrite {
        var write = RemoteWrite(
            url: "https://store/write", name: "store",
            authentication: .azureAD(
                AzureAD(
                    .oauth(
                        AzureIdentity(
                            clientID: "01234567-89ab-cdef-0123-456789abcdef", tenantID: "t", clientSecret: "s")))))
        write.queueConfig = QueueConfig()
        write.queueConfig?.maxShards = 10
        write.metadataConfig = MetadataConfig(send: false)
        return write
    }
}
