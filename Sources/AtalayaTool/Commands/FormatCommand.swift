import ArgumentParser
import AtalayaConfig
import Foundation

struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Writes configuration files in their canonical form.",
        discussion: """
            The values, their order and the comments stay; indentation, quotes and line breaks become those that the tool \
            itself writes. A comment beside a value moves above it. Each document of a file is written by itself. A file with \
            something that would be lost (anchors, tags) is refused and stays as it is; --expand writes what aliases and \
            merge keys (<<) stand for in their place.

            Of a directory, every .yml, .yaml and .json file is written. Exit code 0; 1 when a file was refused, or with \
            --check when one is not in its canonical form; 2 when a file cannot be read.

            Examples:
              atalaya fmt monitoring/
              atalaya fmt --check prometheus.yml
              atalaya fmt - < rules.yml
            """
    )

    @Argument(
        help: ArgumentHelp("Files and directories; - writes standard input to standard output.", valueName: "path"))
    var paths: [String]

    @Flag(help: "Write nothing; name the files that are not in their canonical form.")
    var check = false

    @Flag(help: "Write what aliases and merge keys (<<) stand for in their place.")
    var expand = false

    @Flag(help: "Show what would change.")
    var diff = false

    func run() throws {
        var isClean = true
        for path in try paths.flatMap(CheckedPath.expanding) {
            let isJSON = path.name.hasSuffix(".json")
            guard path.isNamed || isJSON || [".yml", ".yaml"].contains(where: path.name.hasSuffix) else { continue }
            let text = try TextFile.text(of: path.name)
            switch CanonicalText.of(text, file: path.name, expandsAliases: expand) {
            case .refused(let diagnostic):
                isClean = false
                Terminal.printError(diagnostic.description)
            case .text(let canonical):
                if path.name == "-", !check, !diff {
                    print(canonical, terminator: "")
                    continue
                }
                guard canonical != text else { continue }
                if check { isClean = false }
                if diff {
                    print(UnifiedDiff.between(text, canonical, oldName: path.name, newName: path.name), terminator: "")
                }
                if check { Terminal.printError("\(path.name): not in its canonical form") }
                if !check, !diff { try write(canonical, to: path.name) }
            }
        }
        if !isClean { throw ExitCode.problemsFound }
    }

    private func write(_ text: String, to path: String) throws(ToolError) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .failed("\(path): \(error.localizedDescription)")
        }
    }
}

/// A file in its canonical form, or why it has none.
enum CanonicalText {
    case text(String)
    case refused(Diagnostic)

    static func of(_ text: String, file: String, expandsAliases: Bool = false) -> CanonicalText {
        if file.hasSuffix(".json") { return json(text, file: file) }
        let parts = YAMLDocuments.parts(of: text)
        guard parts.count > 1 else { return yaml(text, file: file, line: 1, expandsAliases: expandsAliases) }
        var documents: [String] = []
        for part in parts {
            // Nothing but comments: there is no form to give it.
            if part.isEmpty {
                documents.append(part.text)
                continue
            }
            switch yaml(part.text, file: file, line: part.line, expandsAliases: expandsAliases) {
            case .text(let text): documents.append(text)
            case .refused(let diagnostic): return .refused(diagnostic)
            }
        }
        return .text(documents.joined(separator: "---\n"))
    }

    private static func json(_ text: String, file: String) -> CanonicalText {
        let reading = JSONDocumentReader.read(text, file: file)
        guard let node = reading.node, !reading.diagnostics.hasErrors else {
            return .refused(
                reading.diagnostics.first ?? Diagnostic(file: file, rule: "not-formatted", message: "no document"))
        }
        return .text(JSONWriter.write(CanonicalDocument(node).document))
    }

    /// - Parameter line: Of the file, in which the text begins.
    private static func yaml(_ text: String, file: String, line: Int, expandsAliases: Bool) -> CanonicalText {
        func refusal(_ message: String) -> CanonicalText {
            .refused(Diagnostic(file: file, line: line > 1 ? line : 0, rule: "not-formatted", message: message))
        }
        let reading = YAMLDocumentReader.read(text, file: file)
        guard let node = reading.node, !reading.diagnostics.hasErrors else {
            var diagnostic =
                reading.diagnostics.first ?? Diagnostic(file: file, rule: "not-formatted", message: "no document")
            diagnostic.line += line - 1
            return .refused(diagnostic)
        }
        if let lost = YAMLDocumentReader.lost(in: text, file: file), !(expandsAliases && lost.isReference) {
            let remedy = lost.isReference ? "; --expand writes what it stands for" : ""
            return refusal("\(lost.description) would be lost; the file stays as it is\(remedy)")
        }
        let comments = YAMLComment.all(in: text)
        let result = CanonicalDocument(node, comments: comments).yaml
        // Proven for this file, not believed: what comes out says the same.
        guard let again = YAMLDocumentReader.read(result, file: file).node, again.means(node),
            YAMLComment.all(in: result).map(\.text).sorted() == comments.map(\.text).sorted()
        else { return refusal("the canonical form would not say the same; the file stays as it is") }
        return .text(result)
    }
}
