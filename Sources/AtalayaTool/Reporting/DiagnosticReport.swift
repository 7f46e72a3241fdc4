import ArgumentParser
import AtalayaConfig

/// How problems are told: a line each for people, one JSON document for programs, or SARIF for code hosts. A new form is a
/// case here.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif
}

/// All problems of one run.
struct DiagnosticReport {
    var diagnostics: [Diagnostic]

    /// Lines for standard error: `file:line: error[rule-id]: message`.
    var lines: [String] { diagnostics.map(\.description) }

    /// `{"diagnostics": [{"file", "line", "column", "rule", "severity", "message"}]}`; 0 where there is no line or column.
    var json: String {
        JSONWriter.write(
            .mapping([
                Document.Entry("diagnostics", .sequence(diagnostics.map(Self.document)))
            ]))
    }

    /// One document in SARIF 2.1.0.
    var sarif: String { JSONWriter.write(SARIFReport.document(diagnostics, version: ToolVersion.text)) }

    /// "2 errors, 1 warning", or nil when there is nothing to count.
    var summary: String? {
        let parts = Diagnostic.Severity.allCases.compactMap { severity -> String? in
            let count = diagnostics.count { $0.severity == severity }
            guard count > 0, severity != .info else { return nil }
            return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func document(_ diagnostic: Diagnostic) -> Document {
        .fields { fields in
            fields.set("file", .string(diagnostic.file))
            fields.set("line", .int(Int64(diagnostic.line)))
            fields.set("column", .int(Int64(diagnostic.column)))
            fields.set("rule", .string(diagnostic.rule))
            fields.set("severity", .string(diagnostic.severity.rawValue))
            fields.set("message", .string(diagnostic.message))
        }
    }

    /// Says everything on standard error, one line a problem.
    func printLines() {
        for line in lines { Terminal.printError(line) }
    }
}
