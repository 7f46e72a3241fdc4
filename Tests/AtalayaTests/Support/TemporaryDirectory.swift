import Foundation

/// A directory of the test's own, removed afterwards.
enum TemporaryDirectory {
    static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
        let path = try self.make()
        defer { self.remove(path) }
        return try body(path)
    }

    static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let path = try self.make()
        defer { self.remove(path) }
        return try await body(path)
    }

    static func makeFIFO(_ path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    static func makePipe() throws -> (reading: FileHandle, writing: FileHandle) {
        let pipe = Pipe()
        return (pipe.fileHandleForReading, pipe.fileHandleForWriting)
    }

    static func rename(_ path: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: other)
    }

    static func mode(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1
    }

    private static func make() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/atalaya-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
