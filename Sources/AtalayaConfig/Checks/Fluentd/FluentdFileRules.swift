/// What a configuration of Fluentd is held to as a file.
enum FluentdFileRules {
    static let all: [ReadingRule<FluentdReading>] = [
        ReadingRule("fluentd-syntax", "The classic syntax, as Fluentd reads it; the first breach ends the reading.") {
            _, _ in []
        },
        ReadingRule("fluentd-top-level", "Only 'system' and 'config' stand at the top; others vanish in silence.") {
            reading, _ in
            (reading.document?.entries ?? []).filter { !["system", "config"].contains($0.key.name) }.map {
                CheckFinding($0.key, Spelling.unknown("key", $0.key.name, known: ["system", "config"]))
            }
        },
        ReadingRule("fluentd-directive", "An item of 'config' is one of source, filter, match, label, worker.") {
            reading, _ in
            let known = FluentdReading.directives
            guard let document = reading.document else {
                return reading.routings.flatMap { routing in
                    routing.elements.filter {
                        !(known + [FluentdElement.includeName, "system"]).contains($0.name)
                    }.map { CheckFinding($0, Spelling.unknown("section", $0.name, known: known + ["system"])) }
                }
            }
            return (document["config"]?.items ?? []).flatMap { item -> [CheckFinding] in
                if item.tag == "!include" { return [] }
                guard let entries = item.entries else { return [CheckFinding(item, "expected a mapping with one key")] }
                return entries.filter { !known.contains($0.key.name) }.map {
                    CheckFinding($0.key, Spelling.unknown("directive", $0.key.name, known: known))
                }
            }
        },
        ReadingRule("fluentd-null", "Nothing is no value: leave the parameter out.") { reading, _ in
            guard let document = reading.document else { return [] }
            return nulls(in: document, isRecord: false).map { CheckFinding($0, "'\($0.name)' has no value") }
        },
        ReadingRule(
            "fluentd-ruby", "Ruby in double quotes is run when Fluentd starts: only what is meant to be should be.",
            severity: .warning
        ) { reading, _ in
            reading.root.all.flatMap { element in
                ([element.argument] + element.parameters.map(\.value)).filter { value in
                    value.parts.contains { part in
                        guard case .ruby(let code) = part else { return false }
                        return !isIdiom(code)
                    }
                }.map {
                    CheckFinding($0, "'#{…}' is Ruby and is run; write '\\#{' or single quotes if it is text")
                }
            }
        },
        ReadingRule(
            "fluentd-include-url", "What a URL includes is run with Fluentd's rights, whatever it is that day.",
            severity: .warning
        ) { reading, _ in
            reading.root.all.filter { $0.name == FluentdElement.includeName }.compactMap { element in
                guard let path = element.argument.text, path.hasPrefix("http") else { return nil }
                return CheckFinding(element.argument, "'\(path)' is fetched at every start; keep a copy of the file")
            }
        },
    ]

    /// What people mean by Ruby: the environment, the machine, the worker, a file, nothing, the default.
    private static func isIdiom(_ code: String) -> Bool {
        [
            "ENV", "Socket.", "hostname", "worker_id", "File.", "use_nil", "use_default", "IO.read", "Dir.", "Process.",
            "Time.", "(ENV", "'", "\"", "SecureRandom", "`hostname",
        ].contains { code.drop(while: \.isWhitespace).hasPrefix($0) }
    }

    private static func nulls(in node: DocumentNode, isRecord: Bool) -> [DocumentKey] {
        let own = (node.entries ?? []).flatMap { entry -> [DocumentKey] in
            let isRecord = isRecord || entry.key.name == "record"
            if entry.value.value == .null { return isRecord ? [] : [entry.key] }
            return nulls(in: entry.value, isRecord: isRecord)
        }
        return own + (node.items ?? []).flatMap { nulls(in: $0, isRecord: isRecord) }
    }
}
