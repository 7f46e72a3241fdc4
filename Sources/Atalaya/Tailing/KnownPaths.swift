import AtalayaLogs

/// What is known of paths that nobody follows at present: from the checkpoint, or because all their files have gone.
///
/// A path that a glob does not find is perhaps not gone. Its file may have been rotated away while nobody looked, and
/// its program may never write again: then the lines are in files that only what is known of the path tells of. So each
/// path that is known is looked for under older names too, until one of its files is there.
struct KnownPaths {
    /// Retired paths remembered. Of further ones the numbers of generations begin again.
    private static let retiredMax = 1_000

    private var sources: [String: Checkpoint.Source] = [:]
    private var retired: [String] = []
    /// The names of which older generations may be there, by their directory.
    private var missing: [String: Set<String>] = [:]

    init() {}

    /// - Parameter pattern: Which paths of the checkpoint matter.
    init(_ checkpoint: Checkpoint, matching pattern: GlobPattern) {
        for source in checkpoint.sources where pattern.matches(path: source.path) {
            self.sources[source.path] = source
            // One without files had none at the last look.
            if !source.files.isEmpty { self.insertMissing(source.path) }
        }
    }

    /// What is known of a path, which is followed from now on.
    mutating func take(_ path: String) -> Checkpoint.Source? {
        guard let source = self.sources.removeValue(forKey: path) else { return nil }
        let (directory, name) = PathText.split(path)
        self.missing[directory]?.remove(name)
        if self.missing[directory]?.isEmpty == true { self.missing[directory] = nil }
        return source
    }

    /// Remembers a path that is not followed any more.
    mutating func retire(_ source: Checkpoint.Source) {
        if self.retired.count >= Self.retiredMax { _ = self.take(self.retired.removeFirst()) }
        self.retired.append(source.path)
        self.sources[source.path] = source
        if !source.files.isEmpty { self.insertMissing(source.path) }
    }

    /// The paths of which there is a file, under whatever name. A directory that cannot be read may be there later.
    func present(in files: any FileSystem) -> [String] {
        self.missing.flatMap { directory, names in
            let there = (try? files.names(in: directory.isEmpty ? "." : directory)) ?? []
            return there.isEmpty
                ? [] : names.intersection(RotationNames.logs(withFilesAmong: there)).map { directory + $0 }
        }
    }

    private mutating func insertMissing(_ path: String) {
        let (directory, name) = PathText.split(path)
        self.missing[directory, default: []].insert(name)
    }
}

/// The parts of a path.
enum PathText {
    /// The directory with its slash, and the name.
    static func split(_ path: String) -> (directory: String, name: String) {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return (String(path[..<start]), String(path[start...]))
    }
}
