import Atalaya

/// The environment that the process was started with.
enum ProcessEnvironment {
    /// Read from the kernel, which needs no Foundation; empty where `/proc` is not mounted.
    static var all: [String: String] {
        let bytes = (try? SystemFileSystem().contents(of: "/proc/self/environ", bytesMax: 4 << 20)) ?? []
        var variables: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            variables[String(decoding: parts[0], as: UTF8.self)] = String(decoding: parts[1], as: UTF8.self)
        }
        return variables
    }
}
