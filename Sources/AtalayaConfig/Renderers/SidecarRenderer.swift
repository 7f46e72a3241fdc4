import AtalayaModel

/// monitoring/sidecar.json: what the sidecar reads, asks, derives and ships. JSON has no comments, so the mark of a
/// generated file is a field of its own; the keys are explained by `atalaya-sidecar --help`.
public struct SidecarRenderer: StackRenderer {
    public let name = "sidecar"

    public init() {}

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        let contents = JSONWriter.write(Self.configuration(of: stack.stack).document(note: GeneratedHeader.mark))
        return [RenderedFile(path: "monitoring/sidecar.json", contents: contents)]
    }

    static func configuration(of stack: Stack) -> SidecarConfiguration {
        let sidecar = stack.sidecar
        var configuration = sidecar.settings
        configuration.listen = sidecar.listen
        configuration.aggregators = sidecar.receivers(fluentd: stack.fluentd.address)
        configuration.output = sidecar.output
        configuration.checkpointDirectory = sidecar.checkpointDirectory
        configuration.spoolDirectory = sidecar.spoolDirectory
        configuration.tails = stack.services.compactMap(tail)
        configuration.probes = stack.services.compactMap(probe)
        configuration.scrapes = stack.services.compactMap(scrape)
        configuration.metrics = metrics(of: stack.services)
        configuration.limits.compressionLevel = sidecar.compressionLevel
        return configuration
    }

    private static func tail(_ service: Service) -> SidecarConfiguration.Tail? {
        service.logs.map { logs in
            var tail = SidecarConfiguration.Tail(
                source: service.name, path: logs.path, format: logs.format, tag: logs.tag, timeField: logs.timeField,
                processing: logs.processing)
            tail.isSpooled = logs.isSpooled
            return tail
        }
    }

    private static func probe(_ service: Service) -> SidecarConfiguration.Probe? {
        service.health.map {
            SidecarConfiguration.Probe(
                service: service.name, url: "http://\(service.address)\($0.path)", interval: $0.interval,
                timeout: $0.timeout)
        }
    }

    private static func scrape(_ service: Service) -> SidecarConfiguration.Scrape? {
        guard let exposition = service.exposition, exposition.scraper == .sidecar else { return nil }
        return SidecarConfiguration.Scrape(
            service: service.name, url: "http://\(service.address)\(exposition.path)")
    }

    /// Every metric read from a log, with the label `service` in front. Services that declare the same metric share
    /// one, with a rule each.
    private static func metrics(of services: [Service]) -> [SidecarConfiguration.Metric] {
        var metrics: [SidecarConfiguration.Metric] = []
        for service in services {
            for declaration in service.metrics {
                guard let derivation = declaration.fromLog, let descriptor = labelled(declaration.descriptor) else {
                    continue
                }
                let rule = rule(derivation, descriptor: declaration.descriptor, service: service)
                if let index = metrics.firstIndex(where: { $0.descriptor.name == descriptor.name }) {
                    metrics[index].rules.append(rule)
                } else {
                    metrics.append(SidecarConfiguration.Metric(descriptor: descriptor, rules: [rule]))
                }
            }
        }
        return metrics
    }

    /// Never `nil` for a validated stack, which has no label `service` of its own.
    private static func labelled(_ descriptor: MetricDescriptor) -> MetricDescriptor? {
        guard let service = try? LabelDescriptor("service", help: "The name of the service.") else { return nil }
        return try? descriptor.labelled([service] + descriptor.labels)
    }

    private static func rule(_ derivation: LogDerivation, descriptor: MetricDescriptor, service: Service)
        -> SidecarConfiguration.Rule
    {
        let fields = descriptor.labels.compactMap { label in
            derivation.labels.first { $0.label == label.name.rawValue }.map {
                SidecarConfiguration.LabelValue($0.label, .field($0.field))
            }
        }
        return SidecarConfiguration.Rule(
            source: service.name, when: derivation.when, pattern: derivation.pattern, field: derivation.field,
            value: derivation.value,
            labels: [SidecarConfiguration.LabelValue("service", .constant(service.name))] + fields)
    }
}
