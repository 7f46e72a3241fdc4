/// Takes events from forwarders, the sidecar among them: `in_forward`.
///
/// It acknowledges a chunk once the chunk is in the buffers of all outputs, so with file buffers an acknowledged record
/// survives a restart.
public struct FluentdForwardInput: FluentdInput {
    public var listen: Endpoint
    /// The largest chunk after decompression; a larger one is refused, whoever sent it.
    public var decompressedSizeMax: ByteSize?

    public init(listen: Endpoint, decompressedSizeMax: ByteSize? = nil) {
        self.listen = listen
        self.decompressedSizeMax = decompressedSizeMax
    }

    public var type: String { "forward" }

    public var parameters: [FluentdParameter] {
        var all = FluentdParameters()
        all.set("bind", text: listen.host)
        all.set("port", .number(Int(listen.port)))
        all.set("decompression_size_limit", decompressedSizeMax.map(FluentdValue.size))
        return all.all
    }
}

/// Serves Fluentd's state as JSON, for health checks: `in_monitor_agent`.
public struct FluentdMonitorInput: FluentdInput {
    public var listen: Endpoint

    public init(listen: Endpoint = Endpoint(host: "127.0.0.1", port: 24220)) { self.listen = listen }

    public var type: String { "monitor_agent" }

    public var parameters: [FluentdParameter] {
        [
            FluentdParameter("bind", .text(listen.host)),
            FluentdParameter("port", .number(Int(listen.port))),
            // On by default before 1.19.3, and the configuration may hold secrets.
            FluentdParameter("include_config", .flag(false)),
        ]
    }
}

/// Serves metrics to Prometheus: `in_prometheus`. Which metrics there are depends on the other inputs of the same gem.
public struct FluentdPrometheusInput: FluentdInput {
    public var listen: Endpoint
    public var path: String

    public init(listen: Endpoint, path: String = "/metrics") {
        self.listen = listen
        self.path = path
    }

    public var type: String { "prometheus" }
    public var gem: FluentdGem? { .prometheus }

    public var parameters: [FluentdParameter] {
        [
            // Always written: releases of the plugin differ in the default.
            FluentdParameter("bind", .text(listen.host)),
            FluentdParameter("port", .number(Int(listen.port))),
            FluentdParameter("metrics_path", .text(path)),
        ]
    }
}

/// Metrics of buffers and retries of all outputs: `in_prometheus_output_monitor`.
public struct FluentdPrometheusOutputMonitorInput: FluentdInput {
    public var interval: PrometheusDuration

    public init(interval: PrometheusDuration = .seconds(10)) { self.interval = interval }

    public var type: String { "prometheus_output_monitor" }
    public var gem: FluentdGem? { .prometheus }
    public var parameters: [FluentdParameter] { [FluentdParameter("interval", .duration(interval))] }
}

extension FluentdGem {
    public static let prometheus = FluentdGem("fluent-plugin-prometheus", version: "2.2.2")
    public static let loki = FluentdGem("fluent-plugin-grafana-loki", version: "1.3.0")
}
