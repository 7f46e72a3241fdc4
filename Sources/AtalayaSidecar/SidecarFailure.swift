/// Why the sidecar does not run, in lines for standard error.
struct SidecarFailure: Error, CustomStringConvertible {
    var lines: [String]
    var exitCode: Int32

    var description: String { lines.joined(separator: "\n") }

    static let usageCode: Int32 = 2

    static func usage(_ message: String) -> SidecarFailure {
        SidecarFailure(lines: ["error: \(message)"], exitCode: usageCode)
    }
}
