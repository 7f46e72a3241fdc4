/// Renders the log collector: its configuration and the image with the plugins which that needs.
public struct FluentdRenderer: StackRenderer {
    public init() {}

    public var name: String { "fluentd" }

    public static let configurationPath = "logging/fluentd.yml"
    public static let dockerfilePath = "logging/Dockerfile"

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        let description = stack.stack
        guard description.fluentd.isEnabled else { return [] }
        let pipeline = StackPipeline(stack: description).pipeline
        let image = FluentdImage(target: description.targets.fluentd, gems: pipeline.gems, server: description.fluentd)
        return [
            RenderedFile(
                path: Self.configurationPath,
                contents: FluentdYAMLWriter.write(
                    pipeline,
                    header: GeneratedHeader.lines(
                        "Fluentd: takes log records from the sidecar to the archive and to Loki."))),
            RenderedFile(path: Self.dockerfilePath, contents: image.dockerfile()),
        ]
    }
}

/// The pipeline of a stack: forwarded records go to the archive and to Loki, as far as the stack has them.
///
/// ```
/// sidecar ──forward, acknowledged──► @LOGS ──┬──► archive (gzip)
///                                            └──► @LOKI: service, environment, level as labels ──► Loki
///                                    @ERROR: what an output refuses ─────────► files beside the buffers
/// ```
///
/// A record arrives as it was logged, with its own `service` if it has one: nothing is added to it but on the way to
/// Loki, under reserved names, and these leave the line again as Loki's labels.
struct StackPipeline {
    let stack: Stack

    static let logsLabel = "@LOGS"
    static let lokiLabel = "@LOKI"
    /// What the names of our own fields begin with. Only Loki's label would be another if a log used such a name.
    static let reservedPrefix = "atalaya_"

    var pipeline: FluentdPipeline {
        let logs = FluentdLabel(name: Self.logsLabel, routing: FluentdRouting(matches: [destination]))
        return FluentdPipeline(sources: [forward] + observation, labels: [logs] + towardsLoki + [errors])
    }

    private var server: FluentdServer { stack.fluentd }

    // MARK: In

    private var forward: FluentdSource {
        FluentdSource(
            id: "forwarded", label: Self.logsLabel, plugin: FluentdForwardInput(listen: server.listen),
            comments: [
                "A chunk is acknowledged once it is in the buffers below, which are files: it survives a restart."
            ])
    }

    private var observation: [FluentdSource] {
        var sources = [
            FluentdSource(
                id: "health", plugin: FluentdMonitorInput(), comments: ["For the health check of the container only."])
        ]
        guard let metrics = server.metricsAddress else { return sources }
        let listen = Endpoint(host: metrics.isLoopback ? metrics.host : "0.0.0.0", port: metrics.port)
        sources.append(
            FluentdSource(id: "metrics", plugin: FluentdPrometheusInput(listen: listen), comments: ["For Prometheus."]))
        sources.append(FluentdSource(id: "output-metrics", plugin: FluentdPrometheusOutputMonitorInput()))
        return sources
    }

    // MARK: Out

    private var destination: FluentdMatchRule {
        var stores: [(id: String, output: any FluentdOutput)] = []
        if let directory = server.archiveDirectory { stores.append(("archive", archive(in: directory))) }
        if stack.loki.isEnabled { stores.append(("to-loki", FluentdRelabelOutput(label: Self.lokiLabel))) }
        let comments = [
            "Everything goes everywhere. A destination that is away fills its own buffer, and then the sidecar waits."
        ]
        switch stores.count {
        case 0: return FluentdMatchRule(id: "shown", tags: ["**"], plugin: FluentdStdoutOutput())
        case 1: return FluentdMatchRule(id: stores[0].id, tags: ["**"], plugin: stores[0].output)
        default:
            return FluentdMatchRule(
                id: "copied", tags: ["**"], plugin: FluentdCopyOutput(stores: stores), comments: comments)
        }
    }

    private var errors: FluentdLabel {
        FluentdLabel(
            name: FluentdLabel.errorName,
            routing: FluentdRouting(matches: [FluentdMatchRule(id: "refused", tags: ["**"], plugin: refused)]),
            comments: [
                "Records which an output cannot take, such as one that is no JSON, end up here instead of nowhere."
            ])
    }

    private var towardsLoki: [FluentdLabel] {
        guard stack.loki.isEnabled else { return [] }
        let match = FluentdMatchRule(id: "loki", tags: ["**"], plugin: loki)
        return [
            FluentdLabel(
                name: Self.lokiLabel, routing: FluentdRouting(filters: labelFilters, matches: [match]),
                comments: [
                    "What Loki's labels are made of goes by names of our own, which leave the line with them:",
                    "a field of the log is never overwritten.",
                ])
        ]
    }

    /// The fields that become Loki's labels, for each service under the names it uses.
    private var labelFilters: [FluentdFilterRule] {
        stack.services.compactMap { service in
            guard let logs = service.logs else { return nil }
            var fields: [(name: String, value: FluentdRecordText)] = [
                (Self.reservedPrefix + "service", FluentdRecordText(service.name))
            ]
            if let level = logs.levelField { fields.append((Self.reservedPrefix + "level", .field(level))) }
            return FluentdFilterRule(
                id: "name-\(service.name)", tags: [logs.tag], plugin: FluentdRecordTransformer(fields: fields),
                comments: ["Records of \(service.name)."])
        }
    }

    private func archive(in directory: String) -> FluentdFileOutput {
        FluentdFileOutput(
            path: "\(directory)/\(.tag).\(.time(slice: interval))", timeField: "fluentd_time",
            tagField: "fluentd_tag",
            buffer: sliced(path: "archive"))
    }

    private var refused: FluentdFileOutput {
        FluentdFileOutput(
            path: "\(server.archiveDirectory ?? server.bufferDirectory)/refused.\(.time(slice: interval))",
            tagField: "fluentd_tag",
            buffer: sliced(path: "refused", chunkKeys: ["time"]))
    }

    /// Fluentd counts time slices in whole seconds.
    private var interval: PrometheusDuration {
        .milliseconds(Int(max(server.archiveInterval.milliseconds / 1_000, 1)) * 1_000)
    }

    private func sliced(path: String, chunkKeys: [String] = ["tag", "time"]) -> FluentdBuffer {
        FluentdBuffer(
            storage: .file(path: "\(server.bufferDirectory)/\(path)"), chunkKeys: chunkKeys, timeSlice: interval,
            timeSliceWait: min(interval, .minutes(1)),
            chunkSizeMax: .mebibytes(64), totalSizeMax: server.bufferSizeMax, retryIntervalMax: .minutes(1),
            retryTimeout: .hours(72))
    }

    private var loki: FluentdLokiOutput {
        FluentdLokiOutput(
            address: "http://\(stack.loki.address)",
            // Also for records of a tag that no service has: Loki refuses a line without labels.
            fixedLabels: [("environment", stack.environment)],
            fieldLabels: ["service", "level"].map { ($0, Self.reservedPrefix + $0) },
            buffer: FluentdBuffer(
                storage: .file(path: "\(server.bufferDirectory)/loki"), flushInterval: .seconds(5),
                chunkSizeMax: .mebibytes(1),  // Loki refuses requests above 4 MiB
                totalSizeMax: server.bufferSizeMax, retryIntervalMax: .minutes(1), retryTimeout: .hours(72)))
    }
}
