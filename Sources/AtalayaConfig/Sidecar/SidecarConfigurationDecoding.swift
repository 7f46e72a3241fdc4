import AtalayaModel

extension SidecarConfiguration {
    /// Reads the JSON file of the sidecar. Every problem is reported, each with its line; without errors there is a
    /// configuration.
    public static func decode(_ node: DocumentNode, file: String) -> (
        configuration: SidecarConfiguration?, diagnostics: [Diagnostic]
    ) {
        let context = DecodingContext(file: file)
        let configuration = SidecarConfiguration.decode(node, path: "", context: context)
        checkSources(node, context: context)
        checkPatterns(configuration, SourceMap(node), context: context)
        if configuration?.aggregators.isEmpty == false, let problem = configuration?.destinationProblem,
            let output = node["output"]
        {
            context.report("log-destination", problem, at: output, path: "output")
        }
        let diagnostics = (node.duplicateKeyDiagnostics(file: file) + context.diagnostics).inFileOrder()
        return (diagnostics.hasErrors ? nil : configuration, diagnostics)
    }

    /// What tails and rules say of lines makes sense.
    private static func checkPatterns(
        _ configuration: SidecarConfiguration?, _ sources: SourceMap, context: DecodingContext
    ) {
        func report(_ rule: String, _ message: String, _ path: String) {
            guard !context.brokenPaths.contains(path) else { return }
            let position = sources.position(of: path)
            let key = DocumentKey(path, line: position?.line ?? 1, column: position?.column ?? 1)
            context.report(rule, message, at: key, path: path)
        }
        for (index, tail) in (configuration?.tails ?? []).enumerated() {
            for problem in tail.processing.problems(format: tail.format) {
                report("log-processing", problem.message, "tails[\(index)].\(problem.key)")
            }
        }
        for (index, metric) in (configuration?.metrics ?? []).enumerated() {
            for (place, rule) in metric.rules.enumerated() {
                guard let pattern = rule.pattern else { continue }
                do throws(PatternError) {
                    _ = try Pattern(pattern)
                } catch {
                    report("invalid-pattern", "\(error)", "metrics[\(index)].rules[\(place)].pattern")
                }
            }
        }
    }

    /// Sources are unique, and rules read from sources that exist. Asked of the document, because what could not be read
    /// is missing from the configuration.
    private static func checkSources(_ root: DocumentNode, context: DecodingContext) {
        var sources: [String] = []
        for (index, node) in (root["tails"]?.items ?? []).compactMap({ $0["source"] }).enumerated() {
            guard let source = node.string else { continue }
            if sources.contains(source) {
                let message = "there is already a tail with the source '\(source)'"
                context.report("duplicate-source", message, at: node, path: "tails[\(index)].source")
            }
            sources.append(source)
        }
        let rules = (root["metrics"]?.items ?? []).flatMap { $0["rules"]?.items ?? [] }
        for node in rules.compactMap({ $0["source"] }) {
            guard let source = node.string, !sources.contains(source) else { continue }
            let message = Spelling.unknown("source", source, known: sources)
            context.report("unknown-source", message, at: node, path: "metrics")
        }
    }
}

extension SidecarConfiguration: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            output: mapping.value("output"),
            tails: mapping.list("tails"),
            probes: mapping.list("probes"),
            scrapes: mapping.list("scrapes"),
            metrics: mapping.list("metrics")
        )
        aggregators = mapping.list("aggregators")
        _ = mapping.value(Self.noteKey, as: String.self)
        mapping.apply(SidecarSettings.all, to: &self)
    }
}

extension MappingDecoder {
    /// Reads the keys of these settings.
    func apply(_ settings: [SidecarSetting], to configuration: inout SidecarConfiguration) {
        for setting in settings {
            guard let key = setting.key, let text = value(key, as: LooseText.self)?.text else { continue }
            do throws(ConfigError) {
                try setting.apply(text, to: &configuration)
            } catch {
                report(error.code.description, error.message, key: key)
            }
        }
    }
}

extension SidecarConfiguration.Tail: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            source: mapping.required("source", placeholder: ""),
            path: mapping.required("path", placeholder: ""),
            format: mapping.value("format", default: "json"),
            tag: mapping.value("tag"),
            timeField: mapping.value("time"),
            processing: LogProcessing(from: mapping)
        )
        isSpooled = mapping.value("spool", default: false)
        if !LogSource.formats.contains(format) {
            mapping.report("log-format", Spelling.unknown("format", format, known: LogSource.formats), key: "format")
        }
    }
}

extension SidecarConfiguration.Aggregator: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            address: mapping.required("address", placeholder: Endpoint(host: "127.0.0.1", port: 24224)),
            weight: mapping.value("weight", default: 1),
            isStandby: mapping.value("standby", default: false)
        )
        if !(1...1_000).contains(weight) {
            mapping.report("invalid-number", "a weight is from 1 to 1000, not \(weight)", key: "weight")
        }
    }
}

extension SidecarConfiguration.Probe: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            service: mapping.required("service", placeholder: ""),
            url: mapping.required("url", placeholder: ""),
            interval: mapping.value("interval", default: .seconds(5)),
            timeout: mapping.value("timeout", default: .seconds(2))
        )
    }
}

extension SidecarConfiguration.Scrape: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            service: mapping.required("service", placeholder: ""),
            url: mapping.required("url", placeholder: ""),
            labels: mapping.has("labels") ? mapping.labels("labels") : nil
        )
        for label in labels ?? [] where ["le", "quantile"].contains(label.name) {
            mapping.report(
                "invalid-label-name", "'\(label.name)' is a label of histograms and summaries", key: "labels")
        }
    }
}

extension SidecarConfiguration.Metric: MappingDecodable {
    init?(from mapping: MappingDecoder) {
        let name = mapping.demanded("name", as: String.self)
        let kind = mapping.demanded("type", as: MetricKind.self)
        let help = mapping.required("help", placeholder: "")
        let unit = mapping.value("unit", as: String.self)
        let bounds = mapping.has("buckets") ? mapping.list("buckets", of: Double.self) : nil
        let native = mapping.value("native", as: NativeBuckets.self)?.options
        let labels = mapping.list("labels", of: DeclaredLabel.self).map(\.label)
        rules = mapping.list("rules")
        guard let name, let kind else { return nil }
        do throws(ModelError) {
            descriptor = try MetricDescriptor(
                name, kind: kind, help: help,
                unit: try unit.map { text throws(ModelError) in try MetricUnit(text) } ?? .none, labels: labels,
                buckets: try bounds.map { list throws(ModelError) in try HistogramBuckets(list) },
                native: native)
        } catch {
            mapping.report(Diagnostic.rule(of: error), error.message, key: "name")
            return nil
        }
    }
}

/// A label as the sidecar's file declares it: `{"name": "method", "values": ["GET", "POST"]}`.
private struct DeclaredLabel: MappingDecodable {
    var label: LabelDescriptor

    init?(from mapping: MappingDecoder) {
        let name = mapping.demanded("name", as: String.self)
        let values = mapping.has("values") ? mapping.list("values", of: LooseText.self).map(\.text) : nil
        let help = mapping.value("help", default: "")
        guard let name else { return nil }
        do throws(ModelError) {
            label = try LabelDescriptor(name, values: values, help: help)
        } catch {
            mapping.report(Diagnostic.rule(of: error), error.message, key: "name")
            return nil
        }
    }
}

extension SidecarConfiguration.Rule: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            source: mapping.required("source", placeholder: ""),
            when: mapping.conditions("when"),
            pattern: mapping.value("pattern"),
            field: mapping.value("field"),
            value: mapping.value("value"),
            labels: mapping.entries("labels") { key, node, path in
                MappingDecoder.decode(node, key: key, path: path, context: mapping.context) { mapping in
                    if let text = mapping.value("constant", as: LooseText.self)?.text {
                        return SidecarConfiguration.LabelValue(key.name, .constant(text))
                    }
                    return SidecarConfiguration.LabelValue(key.name, .field(mapping.required("field", placeholder: "")))
                }
            }
        )
    }
}
