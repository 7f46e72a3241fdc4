import AtalayaConfig
import Foundation

/// Reads the files of `scrape_config_files`, so that they are checked together with the configuration that names them.
enum IncludedScrapeConfigs {
    /// More are not read.
    static let filesMax = 1_000

    static func diagnostics(_ root: DocumentNode, file: String) -> [Diagnostic] {
        let patterns = ScrapeConfigFiles.patterns(root)
        guard !patterns.isEmpty, file != "standard input" else { return [] }
        let directory = (file as NSString).deletingLastPathComponent
        var included: [(name: String, document: DocumentNode)] = []
        for name in patterns.flatMap({ files($0, in: directory) }).prefix(filesMax) {
            // One that cannot be read is told when it is checked itself.
            guard let text = try? TextFile.text(of: name) else { continue }
            let reading =
                name.hasSuffix(".json")
                ? JSONDocumentReader.read(text, file: name) : YAMLDocumentReader.read(text, file: name)
            if let document = reading.node { included.append((name, document)) }
        }
        return ScrapeConfigFiles.diagnostics(root, file: file, included: included)
    }

    /// The files that a pattern matches, relative to the configuration; a star stands in the last part only.
    private static func files(_ pattern: String, in directory: String) -> [String] {
        let path = pattern.hasPrefix("/") || directory.isEmpty ? pattern : "\(directory)/\(pattern)"
        guard let star = path.firstIndex(of: "*") else {
            return FileManager.default.fileExists(atPath: path) ? [path] : []
        }
        let folder = (path as NSString).deletingLastPathComponent
        let start = path[..<star].split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let end = path[path.index(after: star)...]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return names.sorted().filter { name in
            name.hasPrefix(start) && name.hasSuffix(end) && name.utf8.count >= start.utf8.count + end.utf8.count
                && (!name.hasPrefix(".") || start.hasPrefix("."))
        }.map { folder.isEmpty ? $0 : folder == "/" ? "/\($0)" : "\(folder)/\($0)" }
    }
}
