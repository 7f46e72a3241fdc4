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

/// The pipeline of a stack: forwarded records, named by service, go to the archive and to Loki, as far as the stack has
/// them.
///
/// ```
/// sidecar ──forward, acknowledged──► @LOGS: service, environment, level ──┬──► archive (gzip)
///                                                                        └──► Loki
///                                    @ERROR: what an output refuses ─────────► files beside the buffers
/// ```
struct StackPipeline {
    let stack: Stack

    static let logsLabel = "@LOGS"

    var pipeline: FluentdPipeline {
        FluentdPipeline(
            sources: [forward] + observation,
            labels: [
                FluentdLabel(name: Self.logsLabel, routing: FluentdRouting(filters: filters, matches: [destination])),
                FluentdLabel(
                    name: FluentdLabel.errorName,
                    routing: FluentdRouting(matches: [FluentdMatchRule(id: "refused", tags: ["**"], plugin: refused)]),
                    comments: [
                        "Records which an output cannot take, such as one that is no JSON, end up here instead of nowhere."
                    ]),
            ])
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

    // MARK: On the way

    /// The fields that become Loki's labels, for each service under the names it uses.
    private var filters: [FluentdFilterRule] {
        stack.services.compactMap { service in
            guard let logs = service.logs else { return nil }
            var fields: [(name: String, value: FluentdRecordTransformer.FieldValue)] = [
                ("service", .text(service.name)), ("environment", .text(stack.environment)),
            ]
            if let level = logs.levelField, level != "level" { fields.append(("level", .field(level))) }
            return FluentdFilterRule(
                id: "name-\(service.name)", tags: [logs.tag], plugin: FluentdRecordTransformer(fields: fields),
                comments: ["Records of \(service.name)."])
        }
    }

    // MARK: Out

    private var destination: FluentdMatchRule {
        var stores: [(id: String, output: any FluentdOutput)] = []
        if let directory = server.archiveDirectory { stores.append(("archive", archive(in: directory))) }
        if stack.loki.isEnabled { stores.append(("loki", loki)) }
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

    private func archive(in directory: String) -> FluentdFileOutput {
        FluentdFileOutput(
            path: .literal("\(directory)/") + .tag + .literal(".") + .time(slice: interval), timeField: "fluentd_time",
            tagField: "fluentd_tag",
            buffer: sliced(path: "archive"))
    }

    private var refused: FluentdFileOutput {
        FluentdFileOutput(
            path: .literal("\(server.archiveDirectory ?? server.bufferDirectory)/refused.") + .time(slice: interval),
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
            fieldLabels: LogQuery.streamLabels.map { ($0, $0) },
            buffer: FluentdBuffer(
                storage: .file(path: "\(server.bufferDirectory)/loki"), flushInterval: .seconds(5),
                chunkSizeMax: .mebibytes(1),  // Loki refuses requests above 4 MiB
                totalSizeMax: server.bufferSizeMax, retryIntervalMax: .minutes(1), retryTimeout: .hours(72)))
    }
}
