/// What the specifications say about the samples of a family, once all of them are known.
enum FamilyRules {
    /// The rules of text 0.0.4, which says little beyond histograms and summaries.
    static func plainText(_ family: ParsedFamily) -> [ExpositionProblem] {
        switch family.kind {
        case .histogram: HistogramRules.check(family, sumSuffix: "_sum", countSuffix: "_count", isStrict: false)
        case .summary: quantiles(family)
        default: []
        }
    }

    /// The rules of OpenMetrics 1.0.
    static func openMetrics(_ family: ParsedFamily) -> [ExpositionProblem] {
        var problems = unit(family)
        switch family.kind {
        case .counter:
            problems += values(family, suffixes: ["_total"], "a counter") { $0 >= 0 }
        case .histogram:
            problems += values(family, suffixes: ["_bucket", "_count", "_sum"], "a count or sum of a histogram") {
                $0 >= 0
            }
            problems += HistogramRules.check(family, sumSuffix: "_sum", countSuffix: "_count", isStrict: true)
        case .gaugeHistogram:
            problems += values(family, suffixes: ["_bucket", "_gcount"], "a count of a histogram") { $0 >= 0 }
            problems += values(family, suffixes: ["_gsum"], "a sum of a histogram") { !$0.isNaN }
            problems += HistogramRules.check(family, sumSuffix: "_gsum", countSuffix: "_gcount", isStrict: true)
        case .summary:
            problems += values(family, suffixes: ["_count", "_sum"], "a count or sum of a summary") { $0 >= 0 }
            problems += values(family, suffixes: [""], "a quantile of a summary") { !($0 < 0) }
            problems += quantiles(family)
        case .info:
            problems += values(family, suffixes: ["_info"], "an info metric") { $0 == 1 }
        case .stateSet:
            problems += values(family, suffixes: [""], "a state") { $0 == 0 || $0 == 1 }
            problems += family.samples.filter { $0[family.name] == nil }
                .map { ExpositionProblem(line: $0.line, .name, "a state needs a label \(family.name)") }
        case .gauge, .unknown:
            break
        }
        return problems
    }

    /// Two families may not use the same name for a sample, though their own names differ.
    static func clashes(_ families: [ParsedFamily]) -> [ExpositionProblem] {
        var owners: [ExactText: ParsedFamily] = [:]
        var problems: [ExpositionProblem] = []
        for family in families {
            let suffixes = Set(family.kind.sampleSuffixes + [""]).sorted()
            let names = suffixes.map { ExactText(family.name + $0) }
            if let (name, owner) = names.lazy.compactMap({ name in owners[name].map { (name, $0) } }).first {
                problems.append(
                    ExpositionProblem(
                        line: family.line, .name,
                        "\(family.name) and \(owner.name) both have samples called \(name.text)"))
            }
            for name in names where owners[name] == nil { owners[name] = family }
        }
        return problems
    }

    private static func unit(_ family: ParsedFamily) -> [ExpositionProblem] {
        guard let unit = family.unit, !unit.isEmpty else { return [] }
        if family.kind == .info || family.kind == .stateSet {
            return [ExpositionProblem(line: family.line, .metadata, "a \(family.kind.rawValue) has no unit")]
        }
        guard family.name.utf8.reversed().starts(with: "_\(unit)".utf8.reversed()) else {
            return [
                ExpositionProblem(
                    line: family.line, .metadata, "the unit \(unit) is not the suffix of the name \(family.name)")
            ]
        }
        return []
    }

    private static func values(
        _ family: ParsedFamily, suffixes: [String], _ what: String, allow: (Double) -> Bool
    ) -> [ExpositionProblem] {
        let names = suffixes.map { family.name + $0 }
        return family.samples.filter { names.contains($0.name) && !allow($0.value) }
            .map { ExpositionProblem(line: $0.line, .value, "\($0.name): \(what) cannot be \($0.value)") }
    }

    private static func quantiles(_ family: ParsedFamily) -> [ExpositionProblem] {
        family.samples.filter { $0.name == family.name }.compactMap { sample in
            guard let quantile = sample["quantile"] else {
                return ExpositionProblem(line: sample.line, .name, "a sample of a summary needs a label quantile")
            }
            guard let number = ScannedNumber.parse(Array(quantile.utf8)[...]), (0...1).contains(number) else {
                return ExpositionProblem(
                    line: sample.line, .value, "\"\(quantile.prefix(40))\" is not a quantile between 0 and 1")
            }
            return nil
        }
    }
}
