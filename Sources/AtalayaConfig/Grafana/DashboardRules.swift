extension Dashboard {
    /// Everything that is wrong with the dashboard, in reading order.
    ///
    /// | rule | what it holds |
    /// |---|---|
    /// | `dashboard-title` | a title is not empty |
    /// | `panel-name-duplicate` | logical names are unique: ids are made from them |
    /// | `panel-title`, `panel-description` | every panel says what it shows |
    /// | `panel-unit-unknown` | Grafana knows the unit |
    /// | `panel-targets` | a panel that shows data asks for some, and asks one data source |
    /// | `panel-thresholds` | thresholds rise |
    /// | `variable-undefined`, `variable-unused` | queries and variables fit |
    /// | `query-…` | metrics and labels are declared and fit the function (``PromQuery``) |
    public func findings() -> [Finding] {
        var findings: [Finding] = []
        func report(_ path: String, _ rule: String, _ message: String) {
            findings.append(Finding(path: path, rule: rule, message: message).within(name))
        }
        if title.isEmpty { report("", "dashboard-title", "the dashboard has no title") }
        var seen: Set<String> = []
        for panel in panels {
            if !seen.insert(panel.name).inserted {
                report(panel.name, "panel-name-duplicate", "two panels are named '\(panel.name)'")
            }
            findings += panel.findings().map { $0.within("\(name).\(panel.name)") }
        }
        findings += variableFindings().map { $0.within(name) }
        for annotation in annotations {
            findings += (annotation.query?.findings ?? []).map { $0.within("\(name).annotations.\(annotation.name)") }
        }
        return findings
    }

    private func variableFindings() -> [Finding] {
        let texts =
            panels.flatMap { panel in
                panel.targets.flatMap { [$0.expression, $0.dataSource.uid] } + panel.shownTexts
            }
            + annotations.compactMap(\.query).flatMap { [$0.expression, DataSourceReference.prometheus.uid] }
            + sections.compactMap { section in section.repeats.map { "$\($0)" } }
            + variables.flatMap(\.references)
        let used = texts.reduce(into: Set<String>()) { $0.formUnion(GrafanaVariableReferences.names(in: $1)) }
        let defined = Set(variables.map(\.name))
        let undefined = used.subtracting(defined).filter { !$0.hasPrefix("__") }.sorted().map {
            Finding(path: "variables", rule: "variable-undefined", message: "a query uses $\($0), which is not defined")
        }
        let unused = variables.filter { !used.contains($0.name) && !$0.appliesByItself }.map {
            Finding(path: "variables.\($0.name)", rule: "variable-unused", message: "no query uses $\($0.name)")
        }
        return undefined + unused
    }
}

extension Panel {
    /// The texts beside the queries in which variables are named.
    fileprivate var shownTexts: [String] {
        [title.text, description.text] + fields.links.flatMap { [$0.title.text, $0.url.text] }
            + (repetition.map { ["$\($0.variable)"] } ?? [])
    }

    func findings() -> [Finding] {
        var findings: [Finding] = []
        func report(_ rule: String, _ message: String) {
            findings.append(Finding(path: "", rule: rule, message: message))
        }
        if title.isEmpty { report("panel-title", "the panel has no title") }
        if description.isEmpty { report("panel-description", "the panel has no description") }
        for unit in [fields.unit, (visualization as? HeatmapPanel)?.valueUnit].compactMap({ $0 }) where !unit.isKnown {
            report(
                "panel-unit-unknown", "Grafana has no unit '\(unit)'; a word of your own is written 'suffix:\(unit)'")
        }
        if visualization.needsTargets == targets.isEmpty {
            report(
                "panel-targets",
                targets.isEmpty ? "the panel asks for nothing" : "a \(visualization.type) panel asks for nothing")
        }
        if Set(targets.map(\.dataSource)).count > 1 {
            report("panel-targets", "the panel's queries go to several data sources")
        }
        let values = fields.thresholds.steps.map(\.value)
        if zip(values, values.dropFirst()).contains(where: { $0 >= $1 }) {
            report("panel-thresholds", "the thresholds \(values) do not rise")
        }
        return findings + targets.flatMap(\.findings)
    }
}

extension DashboardVariable {
    /// The texts of the variable in which other variables may be named.
    var references: [String] {
        switch kind {
        case .dataSource, .text: []
        case .query(let dataSource, let definition): [dataSource.uid, definition]
        case .custom(let values), .interval(let values): values
        case .constant(let value): [value]
        case .adHocFilters(let dataSource), .groupBy(let dataSource): [dataSource.uid]
        }
    }
}

/// The dashboard variables a text names: `$name`, `${name}`, `${name:format}`, `[[name]]`.
enum GrafanaVariableReferences {
    /// Whether Grafana would look for a variable in the text; a quick test that allocates nothing.
    static func isNamed(in text: some Sequence<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            if previous == UInt8(ascii: "$"), byte.isWord || byte == UInt8(ascii: "{") { return true }
            if previous == UInt8(ascii: "["), byte == previous { return true }
            previous = byte
        }
        return false
    }

    /// The names: letters of ASCII, digits and `_`, as Grafana's own expression has them.
    static func names(in text: String) -> Set<String> {
        guard isNamed(in: text.utf8) else { return [] }
        var names: Set<String> = []
        let bytes = Array(text.utf8)
        var index = 0
        while index + 1 < bytes.count {
            var start: Int?
            if bytes[index] == UInt8(ascii: "$") {
                start = bytes[index + 1] == UInt8(ascii: "{") ? index + 2 : index + 1
            } else if bytes[index] == UInt8(ascii: "["), bytes[index + 1] == UInt8(ascii: "[") {
                start = index + 2
            }
            index += 1
            guard let start else { continue }
            var end = start
            while end < bytes.count, bytes[end].isWord { end += 1 }
            guard end > start else { continue }
            names.insert(String(decoding: bytes[start..<end], as: UTF8.self))
            index = end
        }
        return names
    }
}
