import ArgumentParser
import AtalayaConfig

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Tells what changes for people between two versions of a configuration.",
        discussion: """
            Of files or directories: which alerts come later or not at all, which targets and series are lost, whom alerts reach, \
            which panels are gone or ask something else. Spelling, comments and the order of keys make no difference. The kinds \
            of the files are told as 'atalaya check' tells them; of kinds without a comparison of their own, values are compared \
            (\(DocumentComparisons.all.map(\.kind).joined(separator: ", ")) have one).

            Every change has a class of risk, the worst first:

            \(ConfigChange.Risk.allCases.map { "  \($0.rawValue): \($0.explanation)" }.joined(separator: "\n"))

            Exit code 0 without changes, 1 with changes (with --fail-on only those of that class or worse), 2 when a file cannot \
            be read. Values of passwords and tokens are never shown.

            Examples:
              atalaya diff old/prometheus.yml prometheus.yml
              atalaya diff --format markdown main/monitoring monitoring
              atalaya diff --fail-on blind rules.old.yml rules.yml
            """
    )

    @Argument(help: ArgumentHelp("The version before: a file or a directory.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The version after.", valueName: "new"))
    var new: String

    @Option(help: ArgumentHelp("What the files are. Told from each file unless given.", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("How changes are told: text, json or markdown.", valueName: "format"))
    var format = DiffReportFormat.text

    @Option(
        help: ArgumentHelp(
            "The class of risk from which on a change is exit code 1: \(ConfigChange.Risk.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "risk"))
    var failOn = RiskArgument(risk: .harmless)

    func validate() throws {
        let kinds = DocumentChecks.all.map(\.kind)
        if let kind, !kinds.contains(kind) {
            throw ValidationError("'\(kind)' is no kind; known are \(kinds.joined(separator: ", "))")
        }
    }

    func run() throws {
        let before = try ComparedTree(old, kind: kind)
        let after = try ComparedTree(new, kind: kind)
        guard before.isDirectory == after.isDirectory else {
            throw ToolError.usage("\(old) and \(new): give two files, or two directories")
        }
        let (kinds, others) = (before.kinds, after.kinds)
        if !before.isDirectory, let kind = kinds.first, let other = others.first, kind != other {
            throw ToolError.usage("\(old) is of the kind \(kind), \(new) is \(other); say with --kind what both are")
        }
        let changes = Set(kinds + others).sorted().flatMap { kind in
            DocumentComparisons.of(kind: kind).changes(from: before.files(kind), to: after.files(kind))
        }.worstFirst()
        print(DiffReport(changes: changes).text(format), terminator: "")
        if changes.contains(where: { $0.risk <= failOn.risk }) { throw ExitCode.problemsFound }
    }
}

struct RiskArgument: ExpressibleByArgument {
    var risk: ConfigChange.Risk
    var defaultValueDescription: String { risk.rawValue }

    init(risk: ConfigChange.Risk) { self.risk = risk }

    init?(argument: String) {
        guard let risk = ConfigChange.Risk(rawValue: argument) else { return nil }
        self.risk = risk
    }
}

enum DiffReportFormat: String, ExpressibleByArgument {
    case text, json, markdown
}

/// The files of one side, by their kinds.
private struct ComparedTree {
    let isDirectory: Bool
    private var all: [(kind: String, file: ComparedFile)] = []

    /// - Throws: `ToolError.usage` for what cannot be read, and for a named file of no known kind.
    init(_ path: String, kind: String?) throws(ToolError) {
        let paths = try CheckedPath.expanding(path)
        isDirectory = !paths.contains(where: \.isNamed)
        for found in paths {
            // Files of a directory are versions of each other by their names in it.
            let prefix = path.hasSuffix("/") ? path : path + "/"
            let name = found.isNamed ? found.name : String(found.name.dropFirst(prefix.count))
            guard let source = String(validating: try TextFile.bytes(of: found.name), as: UTF8.self) else {
                if found.isNamed { throw .usage("\(name): not UTF-8 text") }
                continue
            }
            switch FileChecks.source(source, file: name, kind: kind) {
            case .known(let check, let contents, _): all.append((check.kind, ComparedFile(name, contents)))
            case .unreadable(let diagnostics): throw .usage(diagnostics.first?.description ?? "\(name): cannot be read")
            case .unknown:
                if found.isNamed { throw .usage("\(name): cannot tell what kind of file this is; say it with --kind") }
            }
        }
    }

    var kinds: [String] { Set(all.map(\.kind)).sorted() }

    func files(_ kind: String) -> [ComparedFile] { all.filter { $0.kind == kind }.map(\.file) }
}
