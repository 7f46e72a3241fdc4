import ArgumentParser
import AtalayaConfig
import Foundation

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Writes an atalaya.yml, or Swift source, that renders existing configuration files again.",
        discussion: """
            Takes any YAML and JSON that is named, and of directories every file of a kind that atalaya check knows: prometheus.yml, rules and their tests, alertmanager.yml, \
            dashboards (Classic and resources), Grafana's provisioning, compose, Fluentd in both of its syntaxes. Each goes \
            under 'imported' with the path it will be rendered to, which is its path as given, below --root.

            Every value comes along in its order, known or not; comments do not, and anchors and merge keys are written out. \
            Nothing is written unless atalaya generate makes the same of every file again: that is tried first. With services \
            in the description, an imported file stands in the place of the generated one of the same path.

            With --format swift the description is Swift source instead: an enum whose make() gives the stack, for a program \
            that imports AtalayaConfig and renders it.

            Exit code 0; 1 when a file cannot be imported; 2 when one cannot be read.

            Examples:
              atalaya import monitoring/ logging/ > atalaya.yml
              atalaya import --format swift monitoring/ > Sources/Monitoring/ImportedStack.swift
              atalaya import --root /etc/prometheus /etc/prometheus/prometheus.yml --output atalaya.yml
            """
    )

    @Argument(help: ArgumentHelp("Files, and directories with all that is known in them.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("The directory that rendered paths begin below.", valueName: "dir"))
    var root = "."

    @Option(help: ArgumentHelp("The name of the stack.", valueName: "name"))
    var name = "imported"

    @Option(help: "What to write.")
    var format = ImportFormat.yaml

    @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "Replace a file that is there already.")
    var force = false

    func run() throws {
        if let output, !force, FileManager.default.fileExists(atPath: output) {
            throw ToolError.failed("\(output): is there already; --force replaces it")
        }
        var sources: [ImportSource] = []
        var isClean = true
        for path in try paths.flatMap(CheckedPath.expanding) {
            let text = try TextFile.text(of: path.name)
            switch ImportSource.reading(text, of: path, path: rendered(path.name)) {
            case .source(let source): sources.append(source)
            case .unknown:
                guard path.isNamed else { continue }
                isClean = false
                Terminal.printError(
                    "\(path.name): error[unknown-kind]: neither YAML nor JSON, nor Fluentd's own syntax")
            case .refused(let diagnostics):
                isClean = false
                for diagnostic in diagnostics { Terminal.printError(diagnostic.description) }
            }
        }
        guard isClean, !sources.isEmpty else {
            Terminal.printError(sources.isEmpty && isClean ? "there is nothing to import" : "nothing was written")
            throw ExitCode.problemsFound
        }
        let text = YAMLWriter.write(
            ImportedFile.stackDocument(name: name, files: sources.map(\.file)),
            header: ["Written by `atalaya import`: `atalaya generate` renders these files again."])
        guard prove(sources, text: text) else { throw ExitCode.problemsFound }
        switch format {
        case .yaml: try write(text, from: sources)
        case .swift: try write(SwiftStackSource(name: name, files: sources.map(\.file)).text, from: sources)
        }
    }

    /// The path below the root; of a file elsewhere its name.
    private func rendered(_ path: String) -> String {
        let below = URL(fileURLWithPath: root).standardizedFileURL.path
        let file = URL(fileURLWithPath: path).standardizedFileURL.path
        let prefix = below.hasSuffix("/") ? below : below + "/"
        return file.hasPrefix(prefix)
            ? String(file.dropFirst(prefix.count)) : file.split(separator: "/").last.map(String.init) ?? file
    }

    /// Whether the description renders the same files again; proven for these, not believed.
    private func prove(_ sources: [ImportSource], text: String) -> Bool {
        let reading = StackFile.decode(text, file: output ?? "atalaya.yml", profile: nil, targets: [])
        guard let validated = reading.validated else {
            for diagnostic in reading.diagnostics { Terminal.printError(diagnostic.description) }
            return false
        }
        let rendered = Dictionary(
            Renderers.render(validated).map { ($0.path, $0.contents) }, uniquingKeysWith: { first, _ in first })
        var isProven = true
        for source in sources {
            guard let contents = rendered[source.file.path], source.isSame(as: contents) else {
                isProven = false
                Terminal.printError(
                    "\(source.name): error[not-imported]: what would be rendered does not say the same; nothing was written"
                )
                continue
            }
        }
        return isProven
    }

    private func write(_ text: String, from sources: [ImportSource]) throws(ToolError) {
        let comments = sources.map(\.comments).reduce(0, +)
        if comments > 0 { Terminal.printError("note: comments were not taken along (\(comments))") }
        guard let output else { return print(text, terminator: "") }
        do {
            try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
        } catch {
            throw .failed("\(output): cannot write: \(error.localizedDescription)")
        }
        let next = format == .yaml ? "; next: atalaya generate --stack \(output)" : ""
        print("wrote \(output) with \(sources.count) files\(next)")
    }
}

/// What a description is written in.
enum ImportFormat: String, ExpressibleByArgument, CaseIterable { case yaml, swift }

/// A file that is to be imported, with what was read in it.
struct ImportSource {
    enum Reading {
        case source(ImportSource)
        /// No kind that is known.
        case unknown
        case refused([Diagnostic])
    }

    let name: String
    let file: ImportedFile
    /// How many lines of comments stand in the file.
    let comments: Int
    private let node: DocumentNode?

    /// - Parameters:
    ///   - source: the file; one that was named may be any YAML or JSON, one found in a directory is of a known kind.
    ///   - path: where the file will be rendered.
    static func reading(_ text: String, of source: CheckedPath, path: String) -> Reading {
        let file = source.name
        if DocumentChecks.kind("fluentd")?.recognises(text: text) == true {
            let diagnostics = FluentdClassicReader.read(text, file: file).diagnostics
            guard !diagnostics.hasErrors else { return .refused(diagnostics) }
            let comments = text.split(separator: "\n").filter {
                $0.drop(while: \.isWhitespace).first == "#" && !$0.contains(GeneratedHeader.mark)
            }.count
            return .source(
                ImportSource(
                    name: file, file: ImportedFile(path: path, node: nil, text: text), comments: comments, node: nil))
        }
        let isJSON = file.hasSuffix(".json")
        guard isJSON || [".yml", ".yaml"].contains(where: file.hasSuffix) else { return .unknown }
        let reading =
            isJSON ? JSONDocumentReader.read(text, file: file) : YAMLDocumentReader.read(text, file: file)
        guard let node = reading.node, !reading.diagnostics.hasErrors else { return .refused(reading.diagnostics) }
        let kind = DocumentChecks.recognising(node)?.kind
        guard source.isNamed || kind != nil else { return .unknown }
        guard kind != "stack" else {
            return .refused([Diagnostic(file: file, rule: "not-imported", message: "this is an atalaya.yml already")])
        }
        let comments = isJSON ? [] : YAMLComment.all(in: text).filter { !$0.text.hasPrefix(GeneratedHeader.mark) }
        return .source(
            ImportSource(
                name: file, file: ImportedFile(path: path, node: node, text: text), comments: comments.count,
                node: node))
    }

    /// Whether another text of the same path has the same tree, and would be imported as the same.
    func isSame(as contents: String) -> Bool {
        guard let node else { return ImportedFile(path: file.path, node: nil, text: contents) == file }
        let isJSON = file.path.hasSuffix(".json")
        let again =
            isJSON
            ? JSONDocumentReader.read(contents, file: file.path).node
            : YAMLDocumentReader.read(contents, file: file.path).node
        guard let again else { return false }
        return again.means(node) && ImportedFile(path: file.path, node: again, text: contents) == file
    }
}
