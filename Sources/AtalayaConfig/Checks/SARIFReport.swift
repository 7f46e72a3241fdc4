/// Problems in the form that code hosts show beside the lines of a change: SARIF 2.1.0.
public enum SARIFReport {
    /// - Parameters:
    ///   - diagnostics: Of one run, over any files.
    ///   - version: Of this program.
    public static func document(_ diagnostics: [Diagnostic], version: String) -> Document {
        let rules = explanations(of: Set(diagnostics.map(\.rule)))
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "atalaya",
                            "version": .string(version),
                            "rules": .sequence(
                                rules.map { ["id": .string($0.id), "shortDescription": ["text": .string($0.text)]] }),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .sequence(diagnostics.map(result)),
                ]
            ],
        ]
    }

    private static func explanations(of ids: Set<String>) -> [(id: String, text: String)] {
        let known = DocumentChecks.all.flatMap(\.rules).reduce(into: [String: String]()) { known, rule in
            if known[rule.id] == nil { known[rule.id] = rule.explanation }
        }
        return ids.sorted().map { ($0, known[$0] ?? $0) }
    }

    private static func result(_ diagnostic: Diagnostic) -> Document {
        let location = Document.fields {
            $0.set("artifactLocation", ["uri": .string(diagnostic.file)])
            // A region begins at line 1; a problem of the whole file has none.
            if diagnostic.line > 0 {
                $0.set(
                    "region",
                    .fields {
                        $0.set("startLine", int: diagnostic.line)
                        $0.set("startColumn", int: diagnostic.column > 0 ? diagnostic.column : nil)
                    })
            }
        }
        let level = [.error: "error", .warning: "warning", .info: "note"][diagnostic.severity] ?? "note"
        return [
            "ruleId": .string(diagnostic.rule), "level": .string(level),
            "message": ["text": .string(diagnostic.message)], "locations": [["physicalLocation": location]],
        ]
    }
}
