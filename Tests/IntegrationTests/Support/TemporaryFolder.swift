import Foundation

/// A folder of a test's own, removed when the test lets go of it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("atalaya-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something inside.
    func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file, with the folders above it.
    @discardableResult
    func write(_ name: String, _ contents: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: url)
        return url.path
    }

    /// Appends to a file as a service appends to its log: in one write.
    func append(_ name: String, _ contents: String) throws {
        if !FileManager.default.fileExists(atPath: path(name)) { try write(name, "") }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(contents.utf8))
    }

    /// The text of a file; empty when there is none.
    func text(of name: String) -> String {
        (try? Data(contentsOf: URL(fileURLWithPath: path(name)))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The lines of a file that have ended; a program that writes it may have its last one on the way.
    func wholeLines(of name: String) -> [Substring] { text(of: name).wholeLines }

    /// Every file inside with its text, by its path relative to the folder.
    func allFiles(below folder: String = "") throws -> [String: String] {
        let root = folder.isEmpty ? path : path(folder)
        var files: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { continue }
            files[name] = String(decoding: try Data(contentsOf: URL(fileURLWithPath: root + "/" + name)), as: UTF8.self)
        }
        return files
    }

    func reading(_ name: String, contents: String) throws -> FileHandle {
        try FileHandle(forReadingFrom: URL(fileURLWithPath: write(name, contents)))
    }

    func writing(_ name: String) throws -> FileHandle {
        try FileHandle(forWritingTo: URL(fileURLWithPath: write(name, "")))
    }
}

extension String {
    /// The lines that have ended; whoever writes them may have the last one on the way.
    var wholeLines: [Substring] { self[..<(lastIndex(of: "\n") ?? startIndex)].split(separator: "\n") }
}
