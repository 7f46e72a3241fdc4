import ArgumentParser
import AtalayaConfig

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Finds problems in configuration files and in what a service exposes.",
        discussion: """
            Every problem of every file is one line, file:line: error[rule-id]: message. The kind of a file is told from its \
            name and contents unless --kind says it:

            \(ConfigChecks.all.map { "  \($0.kind): \($0.summary)" }.joined(separator: "\n"))

            Exit code 0 without errors, 1 with errors (with --strict also with warnings), 2 when a file cannot be read.

            Examples:
              atalaya check atalaya.yml
              curl -s http://127.0.0.1:9464/metrics | atalaya check --kind exposition -
              atalaya check --format json atalaya.yml | jq '.diagnostics[].rule'
            """
    )

    @Argument(help: ArgumentHelp("Files to check; - is standard input.", valueName: "path"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "What the files are: \(ConfigChecks.kinds.joined(separator: ", ")). Told from each file unless given.",
            valueName: "kind"))
    var kind: String?

    @Option(
        help: ArgumentHelp(
            "How problems are told: text (standard error) or json (standard output).", valueName: "format"))
    var format = ReportFormat.text

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func validate() throws {
        if let kind, ConfigChecks.named(kind) == nil {
            throw ValidationError("'\(kind)' is no kind; known are \(ConfigChecks.kinds.joined(separator: ", "))")
        }
    }

    func run() throws {
        var diagnostics: [Diagnostic] = []
        for path in paths {
            let contents = try TextFile.bytes(of: path)
            guard let check = kind.flatMap(ConfigChecks.named) ?? ConfigChecks.recognising(path, contents) else {
                throw ToolError.usage("\(path): cannot tell what kind of file this is; say it with --kind")
            }
            diagnostics += check.check(contents, file: path == "-" ? "standard input" : path).inFileOrder()
        }
        let report = DiagnosticReport(diagnostics: diagnostics)
        switch format {
        case .text:
            report.printLines()
            Terminal.printError(report.summary ?? "no problems in \(paths.count) file\(paths.count == 1 ? "" : "s")")
        case .json:
            print(report.json, terminator: "")
        }
        if diagnostics.contains(where: { $0.severity == .error || (strict && $0.severity == .warning) }) {
            throw ExitCode.problemsFound
        }
    }
}
