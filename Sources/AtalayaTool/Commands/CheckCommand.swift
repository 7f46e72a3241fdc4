import ArgumentParser
import AtalayaConfig

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Finds problems in configuration files and in what a service exposes.",
        discussion: """
            Every problem of every file is one line, file:line: error[rule-id]: message. Of a directory, every file in it \
            that is of a known kind is checked. The kind of a file is told from its name and contents unless --kind says it:

            \(FileChecks.kinds.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

            A comment of the file says what is accepted, and why: above an entry, with everything in it, or beside a value
              # atalaya:ignore RULE REASON
            and anywhere of the whole file, # atalaya:ignore-file RULE REASON

            Exit code 0 without errors, 1 with errors (with --strict also with warnings), 2 when a file cannot be read.

            Examples:
              atalaya check atalaya.yml monitoring/ logging/
              atalaya check --target prometheus=2.42 prometheus.yml
              atalaya check --exposition http://127.0.0.1:9464/metrics
              atalaya check --format json atalaya.yml | jq '.diagnostics[].rule'
            """
    )

    @Argument(help: ArgumentHelp("Files and directories to check; - is standard input.", valueName: "path"))
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Metrics to check: a file, - for standard input, or a URL, which is scraped. May be repeated.",
            valueName: "file|url"))
    var exposition: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the files are: \(FileChecks.kinds.map(\.name).joined(separator: ", ")). Told from each file unless given.",
            valueName: "kind"))
    var kind: String?

    @Option(
        help: ArgumentHelp(
            "The version the files are for, as in prometheus=2.42; for: \(TargetOverride.programs.joined(separator: ", ")). May be repeated.",
            valueName: "program=version"))
    var target: [TargetOverride] = []

    @Option(
        help: ArgumentHelp(
            "How problems are told: text (standard error), json or sarif (standard output).", valueName: "format"))
    var format = ReportFormat.text

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func validate() throws {
        if paths.isEmpty && exposition.isEmpty {
            throw ValidationError("nothing to check: name a file, a directory or --exposition")
        }
        if !exposition.isEmpty, let kind, !ExpositionCheck.formats.contains(where: { $0.kind == kind }) {
            throw ValidationError("--exposition is an exposition or openmetrics, not '\(kind)'")
        }
        let kinds = FileChecks.kinds.map(\.name)
        if let kind, !kinds.contains(kind) {
            throw ValidationError("'\(kind)' is no kind; known are \(kinds.joined(separator: ", "))")
        }
    }

    func run() async throws {
        let targets = target.reduce(into: Targets()) { $1.apply(to: &$0) }
        var diagnostics: [Diagnostic] = []
        var checked = 0
        for path in try paths.flatMap(CheckedPath.expanding) {
            let name = path.name == "-" ? "standard input" : path.name
            let found = FileChecks.diagnostics(
                try TextFile.bytes(of: path.name), file: name, kind: kind, targets: targets)
            guard let found else {
                if path.isNamed {
                    throw ToolError.usage("\(name): cannot tell what kind of file this is; say it with --kind")
                }
                continue
            }
            checked += 1
            diagnostics += found
        }
        for source in exposition.map(ExpositionSource.init) {
            diagnostics += try await source.diagnostics(kind: kind).inFileOrder()
            checked += 1
        }
        guard checked > 0 else {
            throw ToolError.usage("\(paths.joined(separator: ", ")): no file of a known kind")
        }
        let report = DiagnosticReport(diagnostics: diagnostics)
        switch format {
        case .text:
            report.printLines()
            Terminal.printError(report.summary ?? "no problems in \(checked) file\(checked == 1 ? "" : "s")")
        case .json: print(report.json, terminator: "")
        case .sarif: print(report.sarif, terminator: "")
        }
        if diagnostics.contains(where: { $0.severity == .error || (strict && $0.severity == .warning) }) {
            throw ExitCode.problemsFound
        }
    }
}
