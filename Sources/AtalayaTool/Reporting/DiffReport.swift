import AtalayaConfig

/// Changes as a person, a program or a pull request wants them.
struct DiffReport {
    let changes: [ConfigChange]

    func text(_ format: DiffReportFormat) -> String {
        switch format {
        case .text: changes.map { $0.description + "\n" }.joined() + summary + "\n"
        case .json: json
        case .markdown: markdown
        }
    }

    /// `3 changes: 1 blind, 2 harmless`
    private var summary: String {
        guard !changes.isEmpty else { return "no changes" }
        let counts = ConfigChange.Risk.allCases.compactMap { risk -> String? in
            let count = changes.count { $0.risk == risk }
            return count == 0 ? nil : "\(count) \(risk.rawValue)"
        }
        return "\(changes.count) change\(changes.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
    }

    private var json: String {
        JSONWriter.write(
            .fields { fields in
                fields.set(
                    "changes",
                    .sequence(
                        changes.map { change in
                            .fields {
                                $0.set("file", .string(change.file))
                                $0.set("line", .int(Int64(change.line)))
                                $0.set("change", .string(change.change))
                                $0.set("risk", .string(change.risk.rawValue))
                                $0.set("subject", .string(change.subject))
                                $0.set("message", .string(change.message))
                            }
                        }))
            })
    }

    private var markdown: String {
        var lines = ["**\(summary)**"]
        for risk in ConfigChange.Risk.allCases {
            let ofRisk = changes.filter { $0.risk == risk }
            guard !ofRisk.isEmpty else { continue }
            lines += ["", "### \(risk.rawValue): \(risk.explanation)", ""]
            lines += ofRisk.map { change in
                "- **\(Self.escaped(change.subject))** \(Self.escaped(change.message)) (`\(change.file):\(change.line)`, `\(change.change)`)"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Names of a configuration must not become markup.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if "\\`*_{}[]<>#|~@".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
