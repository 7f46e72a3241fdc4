import Atalaya
import AtalayaTesting
import Testing

/// What every file system promises; the real one and the one in memory keep the same promises.
@Suite("File systems")
struct FileSystemTests {
    enum Kind: CaseIterable, Sendable { case system, memory }

    private func withDirectory(_ kind: Kind, _ body: (any FileSystem, String) throws -> Void) throws {
        switch kind {
        case .system: try TemporaryDirectory.with { try body(SystemFileSystem(), $0) }
        case .memory: try body(MemoryFileSystem(), "/work")
        }
    }

    @Test("replace a file as a whole and read it back", arguments: Kind.allCases)
    func replacing(kind: Kind) throws {
        try self.withDirectory(kind) { files, directory in
            let path = directory + "/state/checkpoint"
            try files.makeDirectory(directory + "/state")
            try files.replace(path, with: Array("one".utf8))
            try files.replace(path, with: Array("two!".utf8))
            #expect(try files.contents(of: path, bytesMax: 4) == Array("two!".utf8))
            #expect(throws: ShellError(.tooLarge, subject: path, message: "")) {
                try files.contents(of: path, bytesMax: 3)
            }
            #expect(try files.names(in: directory + "/state") == ["checkpoint"])
        }
    }

    @Test("append, and read at any offset", arguments: Kind.allCases)
    func appending(kind: Kind) throws {
        try self.withDirectory(kind) { files, directory in
            let path = directory + "/log"
            try files.makeDirectory(directory)
            let writer = try files.openForAppending(path)
            try writer.append(Array("hello ".utf8))
            try writer.append(Array("world".utf8))
            try writer.synchronize()
            let reader = try files.openForReading(path)
            #expect(try reader.read(at: 6, bytesMax: 100) == Array("world".utf8))
            #expect(try reader.read(at: 2, bytesMax: 3) == Array("llo".utf8))
            #expect(try reader.read(at: 11, bytesMax: 3) == [])
            #expect(try reader.read(at: .max / 4, bytesMax: 3) == [])
            #expect(try reader.status().size == 11)
            #expect(try reader.status() == files.status(of: path))
        }
    }

    @Test("write at any place, take room beforehand, cut, and forget a name", arguments: Kind.allCases)
    func updating(kind: Kind) throws {
        try self.withDirectory(kind) { files, directory in
            try files.makeDirectory(directory)
            let path = directory + "/segment"
            let file = try files.openForUpdating(path)
            try file.preallocate(100)
            #expect(try files.status(of: path).size == 100)
            try file.write(Array("abc".utf8), at: 50)
            try file.write(Array("end".utf8), at: 99)
            try file.synchronizeContents()
            try files.synchronizeDirectory(directory)
            #expect(try file.read(at: 49, bytesMax: 4) == [0] + Array("abc".utf8))
            #expect(try files.openForUpdating(path).read(at: 99, bytesMax: 9) == Array("end".utf8))
            // Room that is there already is no reason to cut the file.
            try file.preallocate(10)
            #expect(try file.status().size == 102)
            try file.truncate(to: 52)
            #expect(try file.read(at: 50, bytesMax: 9) == Array("ab".utf8))
            #expect(try files.freeBytes(at: directory) > 0)
            try files.remove(path)
            #expect(try files.names(in: directory) == [])
            #expect(try file.read(at: 51, bytesMax: 9) == Array("b".utf8))
            #expect(throws: ShellError(.notFound, subject: path, message: "")) { try files.remove(path) }
            #expect(throws: ShellError.self) { try files.openForUpdating(directory + "/missing/segment") }
        }
    }

    @Test("refuse what is no file", arguments: Kind.allCases)
    func refusing(kind: Kind) throws {
        try self.withDirectory(kind) { files, directory in
            try files.makeDirectory(directory)
            let missing = #expect(throws: ShellError.self) { try files.openForReading(directory + "/missing") }
            #expect(missing?.description == "\(directory)/missing: no such file or directory")
            #expect(throws: ShellError(.notFound, subject: directory + "/missing", message: "")) {
                try files.status(of: directory + "/missing")
            }
            #expect(throws: ShellError.self) { try files.openForReading(directory) }
        }
    }

    @Test("give a lock to one at a time", arguments: Kind.allCases)
    func locking(kind: Kind) throws {
        try self.withDirectory(kind) { files, directory in
            try files.makeDirectory(directory)
            let path = directory + "/lock"
            do {
                let held = try files.lock(path)
                let error = #expect(throws: ShellError.self) { try files.lock(path) }
                #expect(error?.description == "\(path): in use by another process")
                withExtendedLifetime(held) {}
            }
            _ = try files.lock(path)
        }
    }

    @Test("the real one never blocks on a FIFO and never reads a directory")
    func special() throws {
        try TemporaryDirectory.with { directory in
            try TemporaryDirectory.makeFIFO(directory + "/fifo")
            #expect(throws: ShellError(.notRegular, subject: directory + "/fifo", message: "")) {
                try SystemFileSystem().openForReading(directory + "/fifo")
            }
        }
    }

    @Test("the one in memory fails when told to")
    func failing() throws {
        let files = MemoryFileSystem()
        files.write("x", to: "/a")
        files.failNext(.open, times: 2, with: .permissionDenied)
        #expect(throws: ShellError.self) { try files.openForReading("/a") }
        #expect(throws: ShellError.self) { try files.openForReading("/a") }
        #expect(try files.contents(of: "/a", bytesMax: 10) == [UInt8(ascii: "x")])
    }
}
