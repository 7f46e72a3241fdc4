/// Arrows point down. Level 0 and 1 are pure: values in, values out.
///
/// The table is section "modules" of docs/ARCHITECTURE.md; a module that is missing here may import nothing.
struct ImportRule: Rule {
    let sentence = "a module imports what its level allows"

    let breach = Tree(["Sources/AtalayaMetrics/Counter.swift": "import Foundation\n"])

    /// Comes with the toolchain and does no input or output.
    private static let everywhere: Set = ["Swift", "Synchronization"]

    /// The C library: system calls in `Atalaya/System`, nowhere else.
    private static let systemModules: Set = ["Glibc", "Musl", "Darwin", "CAtalayaMalloc"]

    static let allowed: [String: Set<String>] = [
        "CAtalayaZlib": [],
        "CAtalayaMalloc": [],
        "AtalayaZlib": ["CAtalayaZlib"],
        "AtalayaModel": [],
        "AtalayaMetrics": ["AtalayaModel"],
        "AtalayaLogs": ["AtalayaModel", "AtalayaZlib"],
        "AtalayaConfig": ["AtalayaModel"],
        "Atalaya": shell,
        "AtalayaTesting": shell.union(["Atalaya"]),
        // The one place that knows the HTTP client.
        "AtalayaHTTP": shell.union(["Atalaya", "AsyncHTTPClient"]),
        "AtalayaTool": shell.union([
            "Atalaya", "AtalayaHTTP", "CYaml", "ArgumentParser", "ServiceLifecycle", "Foundation",
            "FoundationEssentials",
        ]),
        // No Yams and no Foundation: they would double the size of the image.
        "AtalayaSidecar": shell.union([
            "Atalaya", "AtalayaHTTP", "ArgumentParser", "ServiceLifecycle", "UnixSignals",
        ]),
    ]

    /// What the shell around the pure modules may use.
    private static let shell: Set = [
        "AtalayaModel", "AtalayaMetrics", "AtalayaLogs", "AtalayaConfig", "AtalayaZlib",
        "NIOCore", "NIOPosix", "NIOHTTP1", "NIOTLS", "NIOSSL", "Crypto", "Logging", "CoreMetrics",
        "Instrumentation",
    ]

    func findings(in tree: Tree) -> [Finding] {
        tree.swiftSources(under: "Sources/").flatMap { source in
            let allowed = (Self.allowed[source.module] ?? []).union(Self.everywhere)
            let mayCallSystem = SystemFolders.contain(source.path)
            return source.numberedLines.compactMap { number, line -> Finding? in
                guard let module = Self.importedModule(line.code) else { return nil }
                if allowed.contains(module) || (mayCallSystem && Self.systemModules.contains(module)) { return nil }
                return Finding(source.path, line: number, "\(source.module) imports \(module)")
            }
        }
    }

    /// `@preconcurrency public import struct NIOCore.ByteBuffer` → `NIOCore`.
    static func importedModule(_ code: String) -> String? {
        var words = code.split(whereSeparator: \.isWhitespace)[...]
        while let word = words.first, word.hasPrefix("@") || Self.access.contains(String(word)) { words.removeFirst() }
        guard words.popFirst() == "import", var name = words.popFirst() else { return nil }
        if Self.kinds.contains(String(name)), let next = words.popFirst() { name = next }
        return name.split(separator: ".").first.map(String.init)
    }

    private static let access: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
}

/// The folders where Swift touches C.
enum SystemFolders {
    static let all = ["Sources/AtalayaZlib/", "Sources/Atalaya/System/"]

    static func contain(_ path: String) -> Bool {
        all.contains { path.hasPrefix($0) }
    }
}
