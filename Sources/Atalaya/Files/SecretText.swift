/// Reads secrets that are alone in a file.
enum SecretText {
    /// No key and no password is longer.
    private static let bytesMax = 4_096

    /// The text of the file without the line break at its end.
    ///
    /// - Throws: ``ShellError`` naming the file, never what is in it: when it cannot be read, is empty or is no text.
    static func read(_ path: String, files: any FileSystem = SystemFileSystem()) throws(ShellError) -> String {
        var bytes = try files.contents(of: path, bytesMax: Self.bytesMax)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw ShellError(.configuration, subject: path, message: "there is no secret in it")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ShellError(.configuration, subject: path, message: "the secret in it is not UTF-8")
        }
        return text
    }
}
