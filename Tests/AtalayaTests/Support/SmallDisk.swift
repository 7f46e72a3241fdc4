import Foundation
import Testing

/// A small disk of a test's own, in memory: one that can be filled without harm to anybody. Mounting takes privileges;
/// where they are missing, its tests are skipped.
enum SmallDisk {
    static let isPossible: Bool = {
        guard getuid() == 0 else { return false }
        return (try? SmallDisk.with(bytes: 1 << 16) { _ in true }) ?? false
    }()

    static let reason: Comment = "mounting a tmpfs takes root and CAP_SYS_ADMIN"

    static func with<Value>(bytes: Int, _ body: (String) throws -> Value) throws -> Value {
        try TemporaryDirectory.with { directory in
            guard mount("tmpfs", directory, "tmpfs", 0, "size=\(bytes),mode=0700") == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
            }
            defer { umount2(directory, Int32(MNT_DETACH)) }
            return try body(directory)
        }
    }

    static func with<Value>(bytes: Int, _ body: (String) async throws -> Value) async throws -> Value {
        try await TemporaryDirectory.with { directory in
            guard mount("tmpfs", directory, "tmpfs", 0, "size=\(bytes),mode=0700") == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
            }
            defer { umount2(directory, Int32(MNT_DETACH)) }
            return try await body(directory)
        }
    }

    /// Takes all the room that is left.
    static func fill(_ directory: String) throws {
        _ = FileManager.default.createFile(atPath: directory + "/filler", contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory + "/filler"))
        defer { try? handle.close() }
        for size in [1 << 16, 1 << 12, 1 << 8, 1] {
            while (try? handle.write(contentsOf: Data(repeating: 1, count: size))) != nil {}
        }
    }

    /// Gives the room back.
    static func free(_ directory: String) throws {
        try FileManager.default.removeItem(atPath: directory + "/filler")
    }

    /// Makes the disk one that is only read, or not. No file may be open for writing.
    static func setWritable(_ isWritable: Bool, _ directory: String) throws {
        let flags = UInt(MS_REMOUNT) | (isWritable ? 0 : UInt(MS_RDONLY))
        guard mount(nil, directory, nil, flags, nil) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
        }
    }
}
