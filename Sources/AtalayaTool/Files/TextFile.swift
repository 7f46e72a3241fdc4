import Atalaya
import Foundation

/// Files of the person at the terminal: read whole, with a limit, and with an error that says which file and why.
enum TextFile {
    static let bytesMax = 64 << 20

    /// `-` is standard input.
    ///
    /// - Throws: `ToolError.usage`, exit code 2, when the file cannot be read.
    static func bytes(of path: String) throws(ToolError) -> [UInt8] {
        do {
            if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return try SystemFileSystem().contents(of: path, bytesMax: bytesMax)
        } catch {
            throw .usage("\(error)")
        }
    }

    /// The text of a file; bytes that are not UTF-8 make it unreadable.
    static func text(of path: String) throws(ToolError) -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw .usage("\(path): not UTF-8 text")
        }
        return text
    }
}
