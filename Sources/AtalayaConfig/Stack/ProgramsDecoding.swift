extension Sidecar: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = Sidecar()
        self.init(
            listen: mapping.value("listen", default: standard.listen),
            address: mapping.value("address", default: standard.address),
            image: mapping.value("image", default: standard.image),
            build: mapping.value("build"),
            checkpointDirectory: mapping.value("checkpoint_directory", default: standard.checkpointDirectory),
            spoolDirectory: mapping.value("spool_directory"),
            forward: mapping.value("forward"),
            aggregators: mapping.list("aggregators"),
            output: mapping.value("output"),
            compressionLevel: mapping.value("compression_level", default: standard.compressionLevel)
        )
        mapping.apply(SidecarSettings.ofStacks, to: &settings)
    }
}

extension PrometheusServer: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = PrometheusServer()
        let interval = mapping.value("scrape_interval", default: standard.scrapeInterval)
        self.init(
            address: mapping.value("address", default: standard.address),
            image: mapping.value("image", default: standard.image),
            scrapeInterval: interval,
            // As Prometheus does: the default follows a short interval.
            scrapeTimeout: mapping.value("scrape_timeout", default: min(standard.scrapeTimeout, interval)),
            evaluationInterval: mapping.value("evaluation_interval", default: standard.evaluationInterval),
            retention: mapping.value("retention", default: standard.retention),
            retentionSize: mapping.value("retention_size"),
            jobs: mapping.named("jobs"),
            published: mapping.value("published")
        )
    }
}

extension ScrapeJob: NamedDecodable {
    init(name: String, from mapping: MappingDecoder) {
        self.init(
            name: name,
            targets: mapping.requiredList("targets"),
            path: mapping.value("path", default: "/metrics"),
            scheme: mapping.value("scheme", default: "http"),
            interval: mapping.value("scrape_interval"),
            timeout: mapping.value("scrape_timeout"),
            labels: mapping.labels("labels"),
            samplesMax: mapping.value("sample_limit"),
            isTextAssumed: mapping.value("assume_text", default: false)
        )
    }
}

extension GrafanaServer: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = GrafanaServer()
        self.init(
            isEnabled: mapping.value("enabled", default: true),
            address: mapping.value("address", default: standard.address),
            image: mapping.value("image", default: standard.image),
            adminPasswordFile: mapping.value("admin_password_file", default: standard.adminPasswordFile),
            dashboardForm: mapping.value("dashboards", default: standard.dashboardForm),
            managesAlerts: mapping.value("alerting", default: standard.managesAlerts),
            published: mapping.nullable("published", default: standard.published)
        )
    }
}

extension LokiServer: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = LokiServer()
        self.init(
            isEnabled: mapping.value("enabled", default: true),
            address: mapping.value("address", default: standard.address),
            image: mapping.value("image", default: standard.image),
            retention: mapping.value("retention", default: standard.retention),
            dataDirectory: mapping.value("data_directory", default: standard.dataDirectory)
        )
    }
}

extension FluentdServer: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = FluentdServer()
        self.init(
            isEnabled: mapping.value("enabled", default: true),
            address: mapping.value("address", default: standard.address),
            listen: mapping.value("listen", default: standard.listen),
            metricsAddress: mapping.nullable("metrics_address", default: standard.metricsAddress),
            image: mapping.value("image", default: standard.image),
            bufferDirectory: mapping.value("buffer_directory", default: standard.bufferDirectory),
            bufferSizeMax: mapping.value("buffer_size", default: standard.bufferSizeMax),
            archiveDirectory: mapping.nullable("archive_directory", default: standard.archiveDirectory),
            archiveInterval: mapping.value("archive_interval", default: standard.archiveInterval)
        )
    }
}
