import AtalayaConfig
import AtalayaMetrics

/// What a service answers on `/metrics`, in Prometheus' text format.
struct ExpositionCheck: TextCheck {
    /// Every format of an exposition, in the order in which they are recognised.
    static let formats: [any TextCheck] = [OpenMetricsCheck(), ExpositionCheck()]

    let kind = "exposition"
    let summary = "metrics in Prometheus' text format 0.0.4"

    func recognises(_ path: String, _ contents: [UInt8]) -> Bool {
        path.hasSuffix(".prom") || contents.starts(with: "# HELP ".utf8) || contents.starts(with: "# TYPE ".utf8)
    }

    func check(_ contents: [UInt8], file: String) -> [Diagnostic] {
        ExpositionParser.parse(contents, as: .plainText).diagnostics(file: file)
    }
}

/// The same in OpenMetrics, which ends with a line `# EOF`.
struct OpenMetricsCheck: TextCheck {
    let kind = "openmetrics"
    let summary = "metrics in OpenMetrics 1.0"

    func recognises(_ path: String, _ contents: [UInt8]) -> Bool {
        contents.suffix(6).elementsEqual("# EOF\n".utf8)
    }

    func check(_ contents: [UInt8], file: String) -> [Diagnostic] {
        ExpositionParser.parse(contents, as: .openMetrics).diagnostics(file: file)
    }
}

extension ParsedExposition {
    /// What is broken is an error, what is unwise a warning.
    fileprivate func diagnostics(file: String) -> [Diagnostic] {
        problems.map { problem in
            Diagnostic(
                file: file, line: problem.line, column: problem.column, rule: problem.rule, message: problem.message)
        }
            + advice().map { advice in
                Diagnostic(
                    file: file, line: advice.line, column: 1, rule: advice.rule, severity: .warning,
                    message: advice.message)
            }
    }
}
