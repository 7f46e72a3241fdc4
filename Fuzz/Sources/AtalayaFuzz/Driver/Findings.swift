import Foundation

/// Inputs that once broke something, a file each; the name says when and how they came about.
struct Findings {
    let directory: URL

    init(target: any FuzzTarget) {
        // This file is Fuzz/Sources/AtalayaFuzz/Driver/Findings.swift.
        let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        directory = package.appendingPathComponent("Findings/\(target.name)", isDirectory: true)
    }

    /// Sorted by name, so that their numbers mean the same in the driver and in its worker.
    var files: [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".bin") }.sorted().map { directory.appendingPathComponent($0) }
    }

    func keep(_ input: [UInt8], name: String) throws -> URL {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appendingPathComponent(name + ".bin")
        try Data(input).write(to: file)
        return file
    }
}
