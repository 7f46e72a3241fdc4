import AtalayaModel

extension Service: NamedDecodable {
    init(name: String, from mapping: MappingDecoder) {
        self.init(
            name: name,
            title: mapping.value("title"),
            address: mapping.required("address", placeholder: Endpoint(host: name, port: 80)),
            health: mapping.value("health"),
            logs: mapping.value("logs"),
            exposition: mapping.value("exposition"),
            metrics: mapping.named("metrics"),
            objectives: mapping.named("objectives"),
            container: mapping.value("container"),
            deployment: mapping.value("kubernetes", default: ServiceDeployment())
        )
    }
}

extension HealthCheck: MappingDecodable {
    init(from mapping: MappingDecoder) {
        let standard = HealthCheck()
        self.init(
            path: mapping.value("path", default: standard.path),
            interval: mapping.value("interval", default: standard.interval),
            timeout: mapping.value("timeout", default: standard.timeout)
        )
    }
}

extension Exposition: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            path: mapping.value("path", default: "/metrics"),
            isTextAssumed: mapping.value("assume_text", default: false),
            scraper: mapping.value("scraped_by", default: .prometheus))
    }
}

extension LogSource: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            path: mapping.required("path", placeholder: "/"),
            format: mapping.value("format", default: "json"),
            tag: mapping.required("tag", placeholder: "log"),
            timeField: mapping.value("time"),
            levelField: mapping.value("level"),
            messageField: mapping.value("message"),
            processing: LogProcessing(from: mapping),
            isSpooled: mapping.value("spool", default: false)
        )
    }
}

extension Container: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            image: mapping.value("image"),
            build: mapping.value("build"),
            command: mapping.list("command"),
            environment: mapping.labels("environment"),
            volumes: mapping.list("volumes"),
            user: mapping.value("user"),
            published: mapping.value("published"),
            isReadOnly: mapping.value("read_only", default: true)
        )
    }
}

extension Objective: NamedDecodable {
    init(name: String, from mapping: MappingDecoder) {
        self.init(
            name: name,
            percent: mapping.required("objective", placeholder: 99),
            window: mapping.value("window", default: .days(30)),
            indicator: Indicator(
                metric: mapping.required("metric", placeholder: ""),
                only: mapping.matchers("only"),
                bad: mapping.matchers("bad"),
                threshold: mapping.value("threshold")
            ),
            eventsMin: mapping.value("min_events", default: 20)
        )
    }
}

// MARK: Metrics

extension MetricDeclaration: NamedDecodable {
    /// `nil` if the descriptor is refused: there is no metric then, only its error.
    init?(name: String, from mapping: MappingDecoder) {
        let kind = mapping.demanded("type", as: MetricKind.self)
        let help = mapping.required("help", placeholder: "")
        let unit = mapping.value("unit", as: Unit.self)?.unit ?? .none
        let buckets = mapping.buckets("buckets")
        let native = mapping.value("native", as: NativeBuckets.self)?.options
        let summary = mapping.summary()
        let labels = mapping.entries("labels") { key, node, path in
            LabelDescriptor.decode(key, node, path: path, context: mapping.context)
        }
        let derivation = mapping.value("from_log", as: LogDerivation.self)
        guard let kind, !mapping.context.hasProblems(below: mapping.path) else { return nil }
        do throws(ModelError) {
            let descriptor = try MetricDescriptor(
                name, kind: kind, help: help, unit: unit, labels: labels, buckets: buckets, native: native,
                summary: summary)
            self.init(descriptor, fromLog: derivation)
        } catch {
            mapping.context.report(error, at: mapping.key, path: mapping.path)
            return nil
        }
    }
}

extension DecodingContext {
    /// The rule of a problem with a name, a unit or buckets is the model's code: `invalid-label-name`.
    fileprivate func report(_ error: ModelError, at key: DocumentKey, path: String) {
        report(Diagnostic.rule(of: error), error.message, at: key, path: path)
    }
}

extension Diagnostic {
    static func rule(of error: ModelError) -> String {
        String(error.shortDescription.map { $0 == "_" ? "-" : $0 })
    }
}

extension LabelDescriptor {
    /// `method: any`, `method: [GET, POST]`, or `method: {values: [GET, POST], help: …}`.
    fileprivate static func decode(_ key: DocumentKey, _ node: DocumentNode, path: String, context: DecodingContext)
        -> LabelDescriptor?
    {
        var values: [String]?
        var help = ""
        switch node.value {
        case .string("any"), .null: break
        case .sequence(let items): values = texts(items, path: path, context: context)
        case .mapping:
            MappingDecoder.decode(node, path: path, context: context) { mapping -> Void? in
                help = mapping.value("help", default: "")
                values = mapping.has("values") ? mapping.list("values", of: LooseText.self).map(\.text) : nil
            }
        default:
            context.report(
                "wrong-type", "expected a list of values, or any; found \(node.kindName)", at: node, path: path)
            return nil
        }
        do throws(ModelError) {
            return try LabelDescriptor(key.name, values: values, help: help)
        } catch {
            context.report(error, at: key, path: path)
            return nil
        }
    }

    private static func texts(_ items: [DocumentNode], path: String, context: DecodingContext) -> [String] {
        items.enumerated().compactMap { LooseText.decode($1, path: "\(path)[\($0)]", context: context)?.text }
    }
}

/// The unit of a metric: seconds, bytes …
private struct Unit: NodeDecodable {
    var unit: MetricUnit

    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> Unit? {
        guard let text = String.decode(node, path: path, context: context) else { return nil }
        do throws(ModelError) {
            return Unit(unit: try MetricUnit(text))
        } catch {
            context.report(Diagnostic.rule(of: error), error.message, at: node, path: path)
            return nil
        }
    }
}

extension MappingDecoder {
    /// Quantiles of a summary, and how far back they look.
    fileprivate func summary() -> SummaryOptions? {
        guard has("quantiles") || has("window") else { return nil }
        let window = value("window", default: PrometheusDuration.minutes(10))
        do throws(ModelError) {
            return try SummaryOptions(quantiles: list("quantiles", of: Double.self), window: window.duration)
        } catch {
            report(Diagnostic.rule(of: error), error.message, key: "quantiles")
            return nil
        }
    }

    fileprivate func buckets(_ key: String) -> HistogramBuckets? {
        guard has(key) else { return nil }
        do throws(ModelError) {
            return try HistogramBuckets(list(key, of: Double.self))
        } catch {
            report(Diagnostic.rule(of: error), error.message, key: key)
            return nil
        }
    }
}

extension MappingDecoder {
    /// `{event: request, level: [warning, error]}`.
    func conditions(_ key: String) -> [FieldCondition] {
        entries(key) { key, node, path in
            let values = node.items ?? [node]
            return FieldCondition(
                key.name, isOneOf: values.compactMap { LooseText.decode($0, path: path, context: context)?.text })
        }
    }
}

extension LogDerivation: MappingDecodable {
    init(from mapping: MappingDecoder) {
        self.init(
            when: mapping.conditions("when"),
            pattern: mapping.value("pattern"),
            field: mapping.value("field"),
            value: mapping.value("value"),
            labels: mapping.labels("labels").map { LabelField($0.name, from: $0.value) }
        )
    }
}
