import ArgumentParser
import AtalayaConfig
import Foundation

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes dashboards as resources for Grafana's API and Git Sync.",
        discussion: """
            Takes dashboards of the Classic form, which is what file provisioning reads, and writes the form of version 2: \
            v2beta1 for Grafana 12.2, v2 for Grafana 13. What that form has no place for is reported on standard error, with \
            the reason; nothing is left out in silence.

            Exit code 0; 1 when a file is no dashboard of the Classic form; 2 when one cannot be read.

            Examples:
              atalaya convert dashboard.json > resource.json
              atalaya convert --target grafana=12.2 --output resources/ monitoring/grafana/dashboards/*.json
            """
    )

    @Argument(help: ArgumentHelp("Dashboards of the Classic form, as JSON.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("The version of Grafana.", valueName: "grafana=version"))
    var target: [TargetOverride] = []

    @Option(help: ArgumentHelp("The uid of the folder that the dashboards go into.", valueName: "uid"))
    var folder: String?

    @Option(help: ArgumentHelp("A file NAME.json each in this directory; needed for several files.", valueName: "dir"))
    var output: String?

    func validate() throws {
        guard files.count > 1, output == nil else { return }
        throw ValidationError("several files need --output")
    }

    func run() throws {
        var targets = Targets()
        for one in target { one.apply(to: &targets) }
        guard DashboardResourceVersion.forGrafana(targets.grafana) != nil else {
            throw ToolError.usage("Grafana \(targets.grafana) has no resources of version 2; they came with 12.2")
        }
        var isClean = true
        for file in files {
            let reading = JSONDocumentReader.read(try TextFile.text(of: file), file: file)
            guard let node = reading.node, !reading.diagnostics.hasErrors else {
                isClean = false
                for diagnostic in reading.diagnostics { Terminal.printError(diagnostic.description) }
                continue
            }
            guard let dashboard = ClassicDashboard(Document(node)),
                let resource = DashboardResource(dashboard, target: targets.grafana, folder: folder)
            else {
                isClean = false
                Terminal.printError("\(file): error[not-classic]: no dashboard of the Classic form")
                continue
            }
            for omission in resource.omissions { Terminal.printError("\(file): left out: \(omission)") }
            try write(JSONWriter.write(resource.document), of: file)
        }
        if !isClean { throw ExitCode.problemsFound }
    }

    private func write(_ text: String, of file: String) throws(ToolError) {
        guard let output else { return print(text, terminator: "") }
        let url = URL(filePath: output).appending(path: URL(filePath: file).lastPathComponent)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .atomic)
        } catch {
            throw .failed("\(url.path): cannot write: \(error.localizedDescription)")
        }
        print("wrote \(url.relativePath)")
    }
}
