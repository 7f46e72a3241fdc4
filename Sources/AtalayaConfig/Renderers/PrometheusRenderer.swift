/// monitoring/prometheus.yml: what to scrape, which rules to evaluate, whom to tell.
public struct PrometheusRenderer: StackRenderer {
    public let name = "prometheus"

    public init() {}

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        let stack = stack.stack
        let document = Self.configuration(of: stack).document(for: stack.targets.prometheus)
        let header = GeneratedHeader.lines(
            "Configuration of Prometheus \(stack.targets.prometheus) for the stack '\(stack.name)'.")
        return [RenderedFile(path: "monitoring/prometheus.yml", contents: YAMLWriter.write(document, header: header))]
    }

    static func configuration(of stack: Stack) -> PrometheusConfiguration {
        let prometheus = stack.prometheus
        return PrometheusConfiguration(
            global: PrometheusGlobal(
                scrapeInterval: prometheus.scrapeInterval,
                scrapeTimeout: prometheus.scrapeTimeout,
                evaluationInterval: prometheus.evaluationInterval,
                externalLabels: stack.externalLabels.map {
                    PrometheusGlobal.literal($0, for: stack.targets.prometheus)
                }
            ),
            ruleFiles: ["rules/*.yml"],
            alertmanagers: [stack.alertmanager.address],
            scrapeConfigs: StackJob.own(of: stack).map { scrapeConfig($0, stack) }
                + prometheus.jobs.map { scrapeConfig($0, prometheus) }
        )
    }

    private static func scrapeConfig(_ job: StackJob, _ stack: Stack) -> ScrapeConfig {
        ScrapeConfig(
            comments: job.name == "sidecar" ? ["The sidecar: metrics read from logs, health checks, and its own."] : [],
            jobName: job.name,
            metricsPath: job.path == "/metrics" ? nil : job.path,
            fallbackScrapeProtocol: job.isTextAssumed ? .text004 : nil,
            scrapeNativeHistograms: job.hasNativeHistograms ? true : nil,
            staticConfigs: [StaticConfig(targets: [job.address])]
        )
    }

    private static func scrapeConfig(_ job: ScrapeJob, _ prometheus: PrometheusServer) -> ScrapeConfig {
        // Prometheus refuses a global timeout above a job's own interval.
        let timeout = job.timeout ?? job.interval.flatMap { $0 < prometheus.scrapeTimeout ? $0 : nil }
        return ScrapeConfig(
            jobName: job.name,
            scrapeInterval: job.interval,
            scrapeTimeout: timeout,
            metricsPath: job.path == "/metrics" ? nil : job.path,
            scheme: job.scheme == "http" ? nil : HTTPScheme(rawValue: job.scheme),
            sampleLimit: job.samplesMax,
            fallbackScrapeProtocol: job.isTextAssumed ? .text004 : nil,
            staticConfigs: [StaticConfig(targets: job.targets, labels: job.labels)]
        )
    }
}
