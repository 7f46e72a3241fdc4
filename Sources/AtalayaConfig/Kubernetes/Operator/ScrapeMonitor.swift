/// A PodMonitor or a ServiceMonitor of prometheus-operator (`monitoring.coreos.com/v1`): which pods Prometheus scrapes.
///
/// The Prometheus of the operator takes the monitors that its `podMonitorSelector` and `serviceMonitorSelector` find;
/// their labels belong into `metadata`.
public struct ScrapeMonitor: KubernetesManifest, Hashable {
    /// Where pods are found: by their own labels, or by those of their Service.
    public enum Source: String, Hashable, Sendable {
        case pods = "PodMonitor"
        case services = "ServiceMonitor"

        fileprivate var endpointsKey: String { self == .pods ? "podMetricsEndpoints" : "endpoints" }
    }

    /// One thing to ask of each pod.
    public struct Endpoint: Hashable, Sendable {
        /// The name of the pod's or of the Service's port, never a number.
        public var port: String
        public var path: String
        /// Upstream `interval`; `nil`: Prometheus' own.
        public var interval: PrometheusDuration?
        /// Upstream `scrapeTimeout`, not longer than the interval; `nil`: Prometheus' own.
        public var timeout: PrometheusDuration?
        /// Upstream `relabelings`, of targets before the scrape.
        public var relabelings: [RelabelConfig]

        public init(
            port: String, path: String = "/metrics", interval: PrometheusDuration? = nil,
            timeout: PrometheusDuration? = nil, relabelings: [RelabelConfig] = []
        ) {
            self.port = port
            self.path = path
            self.interval = interval
            self.timeout = timeout
            self.relabelings = relabelings
        }

        func document() -> Document {
            .fields {
                $0.set("port", string: port)
                $0.set("path", string: path == "/metrics" ? nil : path)
                $0.set("interval", string: interval?.description)
                $0.set("scrapeTimeout", string: timeout?.description)
                $0.set("relabelings", nonEmpty: relabelings.map { $0.operatorDocument() })
            }
        }
    }

    public var metadata: KubernetesMetadata
    public var source: Source
    /// Of pods or of Services, in the namespace of the monitor.
    public var selector: KubernetesSelector
    public var endpoints: [Endpoint]
    /// The scrape as a whole fails with more (upstream `sampleLimit`); `nil`: no limit.
    public var samplesMax: Int?
    /// Taken where the target names no format (upstream `fallbackScrapeProtocol`, since operator 0.79).
    public var fallbackScrapeProtocol: String?
    /// Upstream `scrapeNativeHistograms`, since operator 0.86; `nil`: Prometheus' own.
    public var scrapesNativeHistograms: Bool?

    public init(
        _ metadata: KubernetesMetadata, source: Source, selector: KubernetesSelector, endpoints: [Endpoint],
        samplesMax: Int? = nil, fallbackScrapeProtocol: String? = nil, scrapesNativeHistograms: Bool? = nil
    ) {
        self.metadata = metadata
        self.source = source
        self.selector = selector
        self.endpoints = endpoints
        self.samplesMax = samplesMax
        self.fallbackScrapeProtocol = fallbackScrapeProtocol
        self.scrapesNativeHistograms = scrapesNativeHistograms
    }

    public var apiVersion: String { "monitoring.coreos.com/v1" }
    public var kind: String { source.rawValue }

    public func set(in fields: inout Document.Fields) {
        fields.set(
            "spec",
            .fields {
                $0.set("selector", selector.document())
                $0.set("sampleLimit", int: samplesMax)
                $0.set("fallbackScrapeProtocol", string: fallbackScrapeProtocol)
                $0.set("scrapeNativeHistograms", bool: scrapesNativeHistograms)
                $0.set(source.endpointsKey, .sequence(endpoints.map { $0.document() }))
            })
    }
}

extension RelabelConfig {
    /// As the operator writes it: in camel case.
    fileprivate func operatorDocument() -> Document {
        .fields {
            if !sourceLabels.isEmpty { $0.set("sourceLabels", .flowStrings(sourceLabels)) }
            $0.set("separator", string: separator)
            $0.set("regex", string: regex)
            $0.set("modulus", int: modulus)
            $0.set("targetLabel", string: targetLabel)
            $0.set("replacement", string: replacement)
            $0.set("action", string: effectiveAction == .replace ? nil : effectiveAction.rawValue)
        }
    }
}
