/// A tree of files as a value: paths from the root, with their text.
///
/// Rules look at this and not at the disk, so that each can be shown a tree that breaks it.
struct Tree: Sendable {
    struct File: Sendable {
        var path: String
        /// Nil for a file that is not UTF-8 text, such as a picture.
        var text: String?
    }

    /// Sorted by path.
    private(set) var files: [File]
    private var indices: [String: Int]
    private var folders: Set<String>
    /// Read once, since most rules look at them.
    private var sources: [SwiftSource]

    init(files: [File]) {
        let sorted = files.sorted { $0.path < $1.path }
        self.files = sorted
        indices = Dictionary(uniqueKeysWithValues: sorted.indices.map { (sorted[$0].path, $0) })
        folders = Set(sorted.flatMap { Self.ancestors(of: $0.path) })
        sources = sorted.compactMap { file in
            guard file.path.hasSuffix(".swift"), let text = file.text else { return nil }
            return SwiftSource(path: file.path, text: text)
        }
    }

    init(_ texts: [String: String]) {
        self.init(files: texts.map { File(path: $0.key, text: $0.value) })
    }

    subscript(path: String) -> File? {
        indices[path].map { files[$0] }
    }

    /// All folders that hold a file, at any depth, sorted.
    var folderPaths: [String] { folders.sorted() }

    /// Whether a file or a folder lives at the path; the empty path is the root itself.
    func contains(_ path: String) -> Bool {
        path.isEmpty || indices[path] != nil || folders.contains(path)
    }

    func files(under prefix: String) -> some Sequence<File> {
        files.lazy.filter { $0.path.hasPrefix(prefix) }
    }

    /// The Swift files under a folder (which ends in `/`), read as code.
    func swiftSources(under prefix: String = "") -> [SwiftSource] {
        sources.filter { $0.path.hasPrefix(prefix) }
    }

    /// `a/b/c.swift` → `a`, `a/b`.
    private static func ancestors(of path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
}

extension Tree.File {
    /// The last part of the path.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The path of the folder that holds the file; empty at the root.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }

    var lines: [Substring] {
        text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    }
}
