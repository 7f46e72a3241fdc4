import ArgumentParser
import Foundation

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a commented atalaya.yml to start from.",
        discussion: """
            The file describes one service that writes a JSON log, and generates as it is. Change the names and addresses to \
            yours; its comments say what each part is for.

            Examples:
              atalaya init                          ./atalaya.yml
              atalaya init --directory deploy       deploy/atalaya.yml
            """
    )

    @Option(help: ArgumentHelp("Where the file goes; made if it is missing.", valueName: "dir"))
    var directory = "."

    @Flag(help: "Replace an atalaya.yml that is there already.")
    var force = false

    func run() throws {
        let folder = URL(fileURLWithPath: directory)
        let url = folder.appendingPathComponent("atalaya.yml")
        let shown = directory == "." ? "atalaya.yml" : "\(directory)/atalaya.yml"
        if !force, FileManager.default.fileExists(atPath: url.path) {
            throw ToolError.failed("\(shown): is there already; --force replaces it")
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(StarterStack.text.utf8).write(to: url, options: .atomic)
        } catch {
            throw ToolError.failed("\(shown): cannot write: \(error.localizedDescription)")
        }
        print("wrote \(shown)")
        print(
            "next: change it to your service, then run: atalaya generate\(directory == "." ? "" : " --stack \(shown) --output \(directory)")"
        )
    }
}
