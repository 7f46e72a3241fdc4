/// The rules that make a descriptor an error rather than bad style: breaking one of them makes an exposition that some
/// parser refuses, or two metrics that cannot be told apart.
enum NamingRules {
    static func check(_ descriptor: MetricDescriptor) throws(ModelError) {
        try checkRequiredSuffix(descriptor)
        try checkReservedSuffixes(descriptor)
        try checkUnit(descriptor)
        try checkLabels(descriptor)
        try checkStates(descriptor)
    }

    private static func checkRequiredSuffix(_ descriptor: MetricDescriptor) throws(ModelError) {
        guard let suffix = descriptor.kind.nameSuffix else { return }
        let name = descriptor.name.rawValue
        guard name.hasASCIISuffix(suffix), name.utf8.count > suffix.utf8.count else {
            throw ModelError(
                .missingSuffix,
                "\(name): the name of a \(descriptor.kind.rawValue) ends in \"\(suffix)\"; did you mean \"\(name)\(suffix)\"?"
            )
        }
    }

    /// An unknown metric comes from somebody else's exposition and keeps whatever name it had there.
    private static func checkReservedSuffixes(_ descriptor: MetricDescriptor) throws(ModelError) {
        guard descriptor.kind != .unknown else { return }
        var reserved = ["_bucket", "_created", "_gcount", "_gsum"]
        if descriptor.kind != .counter { reserved.append("_total") }
        if descriptor.kind == .histogram || descriptor.kind == .summary { reserved += ["_count", "_sum"] }
        let family = descriptor.familyName
        for suffix in reserved where family.hasASCIISuffix(suffix) {
            throw ModelError(
                .reservedSuffix,
                "\(descriptor.name): \"\(suffix)\" belongs to the samples of other kinds, a \(descriptor.kind.rawValue) cannot end in it"
            )
        }
    }

    private static func checkUnit(_ descriptor: MetricDescriptor) throws(ModelError) {
        guard descriptor.unit != .none else { return }
        let unit = descriptor.unit.rawValue
        guard descriptor.kind != .info, descriptor.kind != .stateSet else {
            throw ModelError(.invalidUnit, "\(descriptor.name): a \(descriptor.kind.rawValue) has no unit")
        }
        let family = descriptor.familyName
        guard family.hasASCIISuffix("_" + unit) else {
            throw ModelError(
                .unitNotInName,
                "\(descriptor.name): the unit is part of the name; did you mean \"\(family)_\(unit)\(descriptor.kind.nameSuffix ?? "")\"?"
            )
        }
    }

    private static func checkLabels(_ descriptor: MetricDescriptor) throws(ModelError) {
        var seen: Set<LabelName> = []
        for label in descriptor.labels {
            guard seen.insert(label.name).inserted else {
                throw ModelError(.duplicateLabel, "\(descriptor.name): label \"\(label.name)\" is declared twice")
            }
            if let owner = reservingKind(of: label.name, in: descriptor) {
                throw ModelError(
                    .reservedLabelName, "\(descriptor.name): label \"\(label.name)\" is set by the \(owner) itself")
            }
        }
    }

    private static func checkStates(_ descriptor: MetricDescriptor) throws(ModelError) {
        if descriptor.kind == .stateSet, descriptor.name.rawValue.utf8.contains(UInt8(ascii: ":")) {
            throw ModelError(
                .invalidMetricName,
                "\(descriptor.name): the name of a state set is that of a label too, which has no colon")
        }
        guard !descriptor.states.isEmpty else { return }
        guard descriptor.kind == .stateSet else {
            throw ModelError(.invalidStates, "\(descriptor.name): a \(descriptor.kind.rawValue) has no states")
        }
        guard !descriptor.states.contains(""), Set(descriptor.states).count == descriptor.states.count else {
            throw ModelError(.invalidStates, "\(descriptor.name): every state needs a name of its own")
        }
    }

    private static func reservingKind(of label: LabelName, in descriptor: MetricDescriptor) -> String? {
        switch descriptor.kind {
        case .histogram, .gaugeHistogram: label.rawValue == "le" ? descriptor.kind.rawValue : nil
        case .summary: label.rawValue == "quantile" ? descriptor.kind.rawValue : nil
        case .stateSet: label.rawValue == descriptor.familyName ? descriptor.kind.rawValue : nil
        case .counter, .gauge, .info, .unknown: nil
        }
    }
}
