/// Whether a registry takes a descriptor.
enum DefinitionRules {
    /// What a descriptor must be by itself.
    static func check(
        _ descriptor: MetricDescriptor, makes kind: MetricKind, configuration: RegistryConfiguration
    ) throws(Refusal) {
        guard descriptor.kind == kind else {
            throw .init(
                reason: .wrongKind,
                message: "is declared as a \(descriptor.kind.rawValue), asked for as a \(kind.rawValue)")
        }
        guard descriptor.labels.count <= configuration.labelsMax else {
            throw .init(
                reason: .labelCount,
                message: "\(descriptor.labels.count) labels, at most \(configuration.labelsMax) are allowed")
        }
        guard !descriptor.labels.contains(where: { $0.name.rawValue == LabelSchema.overflowLabel }) else {
            throw .init(
                reason: .invalidLabels, message: "label \"\(LabelSchema.overflowLabel)\" marks the overflow series")
        }
    }

    /// What two definitions of one metric must share. Labels may be in another order; help texts and label domains may
    /// differ, and the first definition's count: they are no reason to lose a metric.
    static func check(_ descriptor: MetricDescriptor, agreesWith first: MetricDescriptor) throws(Refusal) {
        func conflict(_ what: String, _ was: some Any, _ new: some Any) -> Refusal {
            .init(reason: .definitionConflict, message: "was defined with \(what) \(was), now with \(new)")
        }
        guard first.kind == descriptor.kind else {
            throw conflict("kind", first.kind.rawValue, descriptor.kind.rawValue)
        }
        guard first.unit == descriptor.unit else {
            throw conflict("unit", "\"\(first.unit)\"", "\"\(descriptor.unit)\"")
        }
        let names = (first.labels.map(\.name).sorted(), descriptor.labels.map(\.name).sorted())
        guard names.0 == names.1 else { throw conflict("labels", names.0, names.1) }
        guard first.states == descriptor.states else { throw conflict("states", first.states, descriptor.states) }
        guard first.buckets == descriptor.buckets else {
            throw conflict("buckets", first.buckets?.upperBounds ?? [], descriptor.buckets?.upperBounds ?? [])
        }
        guard first.native == descriptor.native else {
            throw conflict("native buckets", first.nativeText, descriptor.nativeText)
        }
        guard first.summary == descriptor.summary else {
            throw conflict("quantiles", first.quantilesText, descriptor.quantilesText)
        }
    }
}

extension MetricDescriptor {
    fileprivate var nativeText: String {
        native.map { "of schema \($0.schema), at most \($0.bucketsMax)" } ?? "[]"
    }

    fileprivate var quantilesText: String {
        summary.map { "\($0.quantiles) of \($0.window) in \($0.steps) steps" } ?? "[]"
    }
}
