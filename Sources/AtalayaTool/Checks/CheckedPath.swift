import Foundation

/// A file that `atalaya check` looks at.
struct CheckedPath {
    var name: String
    /// Whether the person named the file; one found in a directory may be of no known kind.
    var isNamed: Bool

    /// The file itself, or the files below a directory in the order of their names, hidden ones left out.
    ///
    /// - Throws: `ToolError.usage` for a directory that cannot be read.
    static func expanding(_ path: String) throws(ToolError) -> [CheckedPath] {
        var isDirectory: ObjCBool = false
        guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
            isDirectory.boolValue
        else { return [CheckedPath(name: path, isNamed: true)] }
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
            throw .usage("\(path): the directory cannot be read")
        }
        let directory = path.hasSuffix("/") ? path : path + "/"
        return names.sorted()
            .filter { name in
                !name.split(separator: "/").contains { $0.hasPrefix(".") } && isRegularFile(directory + name)
            }
            .map { CheckedPath(name: directory + $0, isNamed: false) }
    }

    private static func isRegularFile(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeRegular
    }
}
