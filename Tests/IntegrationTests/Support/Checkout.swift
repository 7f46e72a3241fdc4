import Foundation

/// Where things are: the tree, and the programs that were built from it.
enum Checkout {
    /// The nearest folder above this file with a `Package.swift`; `ATALAYA_ROOT` names another one.
    static let root: String = {
        if let root = environment("ATALAYA_ROOT") { return root }
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !exists(folder.path + "/Package.swift") { folder.deleteLastPathComponent() }
        return folder.path
    }()

    /// The programs built beside the tests; `ATALAYA_BINARIES` names another folder.
    static let binaries: String =
        environment("ATALAYA_BINARIES")
        ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path

    /// The programs as they are shipped, if somebody built them; `make test` does.
    static let releaseBinaries: String? = environment("ATALAYA_RELEASE_BINARIES")

    static let tool = binaries + "/atalaya"
    static let sidecar = binaries + "/atalaya-sidecar"
    static let embeddedService = binaries + "/EmbeddedService"
    static let stackInSwift = binaries + "/StackInSwift"

    /// The reference stack, and what it is rendered to.
    static let referenceStack = root + "/Examples/orchestrator/atalaya.yml"

    static func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: root + "/" + path)), as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
