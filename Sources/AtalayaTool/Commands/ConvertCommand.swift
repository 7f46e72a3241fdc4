import ArgumentParser
import AtalayaConfig
import Foundation

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes dashboards in the other of Grafana's two forms.",
        discussion: """
            Dashboards of the Classic form become resources of version 2, for Grafana's API and Git Sync: v2beta1 for Grafana \
            12.2, v2 for Grafana 13. Resources, such as the export of Grafana 13, become dashboards of the Classic form, for \
            older versions and files. What the other form has no place for is reported on standard error, with the reason; \
            nothing is left out in silence.

            Exit code 0; 1 when a file is no dashboard; 2 when one cannot be read.

            Examples:
              atalaya convert dashboard.json > resource.json
              atalaya convert --target grafana=11.6 resource.json > dashboard.json
              atalaya convert --target grafana=12.2 --output resources/ monitoring/grafana/dashboards/*.json
            """
    )

    @Argument(help: ArgumentHelp("Dashboards of either form, as JSON.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("The version of Grafana.", valueName: "grafana=version"))
    var target: [TargetOverride] = []

    @Option(help: ArgumentHelp("The uid of the folder that resources go into.", valueName: "uid"))
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
        var isClean = true
        for file in files {
            let reading = JSONDocumentReader.read(try TextFile.text(of: file), file: file)
            guard let node = reading.node, !reading.diagnostics.hasErrors else {
                isClean = false
                for diagnostic in reading.diagnostics { Terminal.printError(diagnostic.description) }
                continue
            }
            guard let converted = try converted(Document(node), targets: targets) else {
                isClean = false
                Terminal.printError("\(file): error[not-a-dashboard]: no dashboard of either form")
                continue
            }
            for omission in converted.omissions { Terminal.printError("\(file): left out: \(omission)") }
            try write(JSONWriter.write(converted.document), of: file)
        }
        if !isClean { throw ExitCode.problemsFound }
    }

    /// The dashboard in its other form; nil if it is none.
    private func converted(_ document: Document, targets: Targets) throws(ToolError) -> (
        document: Document, omissions: [DashboardOmission]
    )? {
        if let conversion = ClassicConversion(document, schemaVersion: .forGrafana(targets.grafana)) {
            return (conversion.dashboard.document, conversion.omissions)
        }
        guard let dashboard = ClassicDashboard(document) else { return nil }
        guard let resource = DashboardResource(dashboard, target: targets.grafana, folder: folder) else {
            throw ToolError.usage("Grafana \(targets.grafana) has no resources of version 2; they came with 12.2")
        }
        return (resource.document, resource.omissions)
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
