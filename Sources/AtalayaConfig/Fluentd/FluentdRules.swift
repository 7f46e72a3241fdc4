extension FluentdPipeline {
    /// Everything that is wrong with the pipeline. A dry run of Fluentd finds less than half of it.
    ///
    /// | rule | what it holds |
    /// |---|---|
    /// | `fluentd-id-duplicate` | ids are unique: metrics and file buffers are told apart by them |
    /// | `fluentd-buffer-path` | no two buffers share a directory |
    /// | `fluentd-label` | labels begin with `@`, are defined once, are not `@ROOT`, contain a match, and what sends to one finds it |
    /// | `fluentd-tag` | patterns are not empty and contain no space |
    /// | `fluentd-match-unreachable` | no match stands behind one that takes all its events |
    /// | `fluentd-yaml-argument` | sections that are repeated have no argument, which YAML cannot say |
    /// | `fluentd-parameter-duplicate` | a parameter stands once in its section |
    /// | `fluentd-buffer-…`, `fluentd-placeholder`, `fluentd-record-…` | what plugins find in their own parameters |
    public func findings() -> [Finding] {
        let all = sections()
        return duplicateFindings(all) + labelFindings(all) + routingFindings() + pluginFindings()
            + all.flatMap(Self.syntaxFindings)
    }

    private func duplicateFindings(_ sections: [FluentdSection]) -> [Finding] {
        var ids: Set<String> = []
        var buffers: Set<String> = []
        var findings: [Finding] = []
        func visit(_ section: FluentdSection) {
            if let id = section.text("@id"), !ids.insert(id).inserted {
                findings.append(
                    Finding(path: id, rule: "fluentd-id-duplicate", message: "two plugins have the id '\(id)'"))
            }
            if section.name == "buffer", let path = section.text("path"), !buffers.insert(path).inserted {
                findings.append(
                    Finding(path: path, rule: "fluentd-buffer-path", message: "two buffers use the directory '\(path)'")
                )
            }
            section.sections.forEach(visit)
        }
        sections.forEach(visit)
        return findings
    }

    private func labelFindings(_ sections: [FluentdSection]) -> [Finding] {
        var findings: [Finding] = []
        func report(_ label: String, _ message: String) {
            findings.append(Finding(path: label, rule: "fluentd-label", message: message))
        }
        var defined: Set<String> = []
        for label in labels {
            if !label.name.hasPrefix("@") || label.name.contains(where: \.isWhitespace) {
                report(label.name, "a label begins with '@'")
            }
            if label.name == "@ROOT" { report(label.name, "@ROOT is Fluentd's own") }
            if !defined.insert(label.name).inserted { report(label.name, "the label is defined twice") }
            if label.routing.matches.isEmpty { report(label.name, "a label needs a match") }
        }
        func visit(_ section: FluentdSection) {
            if let target = section.text("@label"), !defined.contains(target), target != "@ROOT" {
                report(target, "nothing defines the label")
            }
            section.sections.forEach(visit)
        }
        sections.forEach(visit)
        return findings
    }

    private func routingFindings() -> [Finding] {
        ([("", routing)] + labels.map { ($0.name, $0.routing) }).flatMap { name, routing -> [Finding] in
            var findings: [Finding] = []
            for (id, tags) in routing.filters.map({ ($0.id, $0.tags) }) + routing.matches.map({ ($0.id, $0.tags) }) {
                if tags.isEmpty || tags.contains(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) {
                    findings.append(
                        Finding(path: id, rule: "fluentd-tag", message: "\(tags) is not a list of tag patterns"))
                }
            }
            var taken: Set<String> = []
            for match in routing.matches {
                if taken.contains("**") || (!match.tags.isEmpty && taken.isSuperset(of: match.tags)) {
                    let message = "an earlier match takes every event of \(match.tags.joined(separator: " "))"
                    findings.append(Finding(path: match.id, rule: "fluentd-match-unreachable", message: message))
                }
                taken.formUnion(match.tags)
            }
            return name.isEmpty ? findings : findings.map { $0.within(name) }
        }
    }

    private func pluginFindings() -> [Finding] {
        let routings = [routing] + labels.map(\.routing)
        return sources.flatMap { source in source.plugin.findings.map { $0.within(source.id) } }
            + routings.flatMap { $0.filters.flatMap { rule in rule.plugin.findings.map { $0.within(rule.id) } } }
            + routings.flatMap { $0.matches.flatMap { rule in rule.plugin.findings.map { $0.within(rule.id) } } }
    }

    private static func syntaxFindings(_ section: FluentdSection) -> [Finding] {
        var findings: [Finding] = []
        let names = section.parameters.map(\.name)
        for name in Set(names.filter { name in names.count { $0 == name } > 1 }).sorted() {
            findings.append(
                Finding(
                    path: name, rule: "fluentd-parameter-duplicate",
                    message: "'\(name)' stands twice in <\(section.name)>"))
        }
        // Directly inside of a routing label each section is an item of its own.
        if section.name != "label" || section.arguments.isEmpty {
            for inner in section.sections where !inner.arguments.isEmpty {
                if section.sections.count(where: { $0.name == inner.name }) > 1 {
                    let message = "YAML cannot give an argument to one of several <\(inner.name)>"
                    findings.append(
                        Finding(
                            path: section.text("@id") ?? section.name, rule: "fluentd-yaml-argument", message: message))
                }
            }
        }
        return findings + section.sections.flatMap(syntaxFindings)
    }
}
