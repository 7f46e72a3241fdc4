public import Atalaya
import Synchronization

/// A file system in memory, for tests of anything that reads or writes files.
///
/// Files are regular files with inodes of their own: a renamed or removed file stays readable through what opened it
/// before, a new file of the same name is another file. ``failNext(_:times:with:)`` makes coming calls fail,
/// ``failAlways(_:with:)`` every one until told otherwise.
public final class MemoryFileSystem: FileSystem {
    /// The calls that can be made to fail.
    public enum Operation: Hashable, Sendable, CaseIterable {
        case status, open, read, list, append, synchronize, replace, lock
        case write, preallocate, truncate, remove, synchronizeDirectory
    }

    fileprivate final class Contents: Sendable {
        let inode: UInt64
        let bytes: Mutex<[UInt8]>

        init(inode: UInt64, bytes: [UInt8]) {
            self.inode = inode
            self.bytes = Mutex(bytes)
        }
    }

    private struct State {
        var files: [String: Contents] = [:]
        var directories: Set<String> = ["/"]
        var nextInode: UInt64 = 1
        var locks: Set<String> = []
        var unreadable: Set<UInt64> = []
        var failures: [Operation: [(code: ShellError.Code, remaining: Int)]] = [:]
        var calls: [Operation: Int] = [:]
        var freeBytes = UInt64.max
    }

    private let state = Mutex(State())

    public init() {}

    // MARK: What a test does to the files

    /// Makes or replaces the contents of a file in place (the inode stays), and the directories above it.
    public func write(_ text: String, to path: String) {
        self.write(Array(text.utf8), to: path)
    }

    /// Makes or replaces the contents of a file in place, with bytes of any kind.
    public func write(_ bytes: [UInt8], to path: String) {
        let file = self.makeFile(path)
        file.bytes.withLock { $0 = bytes }
    }

    /// Appends to a file, which is made when it is missing.
    public func append(_ text: String, to path: String) {
        self.append(Array(text.utf8), to: path)
    }

    /// Appends bytes of any kind to a file.
    public func append(_ bytes: [UInt8], to path: String) {
        let file = self.makeFile(path)
        file.bytes.withLock { $0 += bytes }
    }

    /// Gives a file another name, as `logrotate` does by default. The inode stays.
    public func rename(_ path: String, to other: String) {
        self.state.withLock { state in
            state.files[other] = state.files.removeValue(forKey: path)
        }
    }

    /// Copies a file into another one, which gets an inode of its own.
    public func copy(_ path: String, to other: String) {
        self.write(String(decoding: self.bytes(of: path) ?? [], as: UTF8.self), to: other)
    }

    /// Cuts a file to `count` bytes in place, as `copytruncate` does.
    public func truncate(_ path: String, to count: Int = 0) {
        let file = self.state.withLock { $0.files[path] }
        file?.bytes.withLock { $0 = Array($0.prefix(count)) }
    }

    /// Says how many bytes are free. Without it there is no end to them; nothing else changes the number.
    public func setFreeBytes(_ count: UInt64) {
        self.state.withLock { $0.freeBytes = count }
    }

    /// Removes a directory with everything below it, as somebody else would. What has files of it open keeps them.
    public func removeDirectory(_ path: String) {
        self.state.withLock { state in
            state.files = state.files.filter { !$0.key.hasPrefix(path + "/") }
            state.directories = state.directories.filter { $0 != path && !$0.hasPrefix(path + "/") }
        }
    }

    /// Says whether a file can be opened: like a change of its mode, which leaves what has it open alone.
    public func setReadable(_ isReadable: Bool, _ path: String) {
        self.state.withLock { state in
            guard let inode = state.files[path]?.inode else { return }
            if isReadable { state.unreadable.remove(inode) } else { state.unreadable.insert(inode) }
        }
    }

    /// The contents of a file, or nil when there is none of that name.
    public func bytes(of path: String) -> [UInt8]? {
        let file = self.state.withLock { $0.files[path] }
        return file?.bytes.withLock { $0 }
    }

    /// Makes the next `count` calls of an operation fail.
    public func failNext(_ operation: Operation, times count: Int = 1, with code: ShellError.Code) {
        self.state.withLock { $0.failures[operation, default: []].append((code, count)) }
    }

    /// Makes every call of an operation fail until ``recover(_:)``.
    public func failAlways(_ operation: Operation, with code: ShellError.Code) {
        self.failNext(operation, times: .max, with: code)
    }

    /// Ends the failures of an operation.
    public func recover(_ operation: Operation) {
        self.state.withLock { $0.failures[operation] = nil }
    }

    /// How often an operation was called, failures included.
    public func calls(of operation: Operation) -> Int {
        self.state.withLock { $0.calls[operation, default: 0] }
    }

    // MARK: FileSystem

    public func status(of path: String) throws(ShellError) -> FileStatus {
        try self.count(.status, path)
        let (file, isDirectory) = self.state.withLock { ($0.files[path], $0.directories.contains(path)) }
        if let file { return file.status }
        if isDirectory { return FileStatus(device: 1, inode: 0, size: 0, isRegular: false, isDirectory: true) }
        throw ShellError(.notFound, subject: path, message: "no such file or directory")
    }

    public func openForReading(_ path: String) throws(ShellError) -> any ReadableFile {
        try self.count(.open, path)
        guard let file = self.state.withLock({ $0.files[path] }) else {
            throw ShellError(.notFound, subject: path, message: "no such file or directory")
        }
        if self.state.withLock({ $0.unreadable.contains(file.inode) }) {
            throw ShellError(.permissionDenied, subject: path, message: "permission denied")
        }
        return OpenFile(contents: file, path: path, system: self)
    }

    public func openForAppending(_ path: String) throws(ShellError) -> any AppendableFile {
        try self.count(.open, path)
        return OpenFile(contents: self.makeFile(path), path: path, system: self)
    }

    public func openForUpdating(_ path: String) throws(ShellError) -> any UpdatableFile {
        try self.count(.open, path)
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        guard directory.isEmpty || self.state.withLock({ $0.directories.contains(directory) }) else {
            throw ShellError(.notFound, subject: path, message: "no such file or directory")
        }
        return OpenFile(contents: self.makeFile(path), path: path, system: self)
    }

    public func names(in directory: String) throws(ShellError) -> [String] {
        try self.count(.list, directory)
        let directory = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        let prefix = directory == "/" ? "/" : directory + "/"
        return try self.state.withLock { state throws(ShellError) in
            guard state.directories.contains(directory) else {
                throw ShellError(.notFound, subject: directory, message: "no such file or directory")
            }
            let below = (Array(state.files.keys) + state.directories).filter { $0.hasPrefix(prefix) && $0 != "/" }
            return Set(below.map { String($0.dropFirst(prefix.count).prefix { $0 != "/" }) }).sorted()
        }
    }

    public func replace(_ path: String, with bytes: [UInt8]) throws(ShellError) {
        try self.count(.replace, path)
        self.makeDirectories(above: path)
        self.state.withLock { state in
            state.nextInode += 1
            state.files[path] = Contents(inode: state.nextInode, bytes: bytes)
        }
    }

    public func makeDirectory(_ path: String) throws(ShellError) {
        self.makeDirectories(above: path + "/.")
    }

    /// Removes a file's name. What has it open goes on reading it.
    public func remove(_ path: String) throws(ShellError) {
        try self.count(.remove, path)
        guard self.state.withLock({ $0.files.removeValue(forKey: path) }) != nil else {
            throw ShellError(.notFound, subject: path, message: "no such file or directory")
        }
    }

    public func synchronizeDirectory(_ path: String) throws(ShellError) {
        try self.count(.synchronizeDirectory, path)
    }

    public func freeBytes(at path: String) throws(ShellError) -> UInt64 {
        self.state.withLock { $0.freeBytes }
    }

    public func lock(_ path: String) throws(ShellError) -> any FileLock {
        try self.count(.lock, path)
        guard self.state.withLock({ $0.locks.insert(path).inserted }) else {
            throw ShellError(.locked, subject: path, message: "in use by another process")
        }
        return Lock(path: path, system: self)
    }

    // MARK: Inside

    private func makeFile(_ path: String) -> Contents {
        self.makeDirectories(above: path)
        return self.state.withLock { state in
            if let file = state.files[path] { return file }
            state.nextInode += 1
            let file = Contents(inode: state.nextInode, bytes: [])
            state.files[path] = file
            return file
        }
    }

    private func makeDirectories(above path: String) {
        var directory = ""
        for component in path.split(separator: "/").dropLast() {
            directory += "/" + component
            _ = self.state.withLock { $0.directories.insert(directory) }
        }
    }

    fileprivate func count(_ operation: Operation, _ path: String) throws(ShellError) {
        let code: ShellError.Code? = self.state.withLock { state in
            state.calls[operation, default: 0] += 1
            guard var failures = state.failures[operation], !failures.isEmpty else { return nil }
            let code = failures[0].code
            failures[0].remaining -= 1
            if failures[0].remaining == 0 { failures.removeFirst() }
            state.failures[operation] = failures
            return code
        }
        if let code { throw ShellError(code, subject: path, message: "made to fail by the test") }
    }

    fileprivate func unlock(_ path: String) {
        _ = self.state.withLock { $0.locks.remove(path) }
    }

    private final class Lock: FileLock {
        let path: String
        let system: MemoryFileSystem

        init(path: String, system: MemoryFileSystem) {
            self.path = path
            self.system = system
        }

        deinit {
            self.system.unlock(self.path)
        }
    }

    private struct OpenFile: UpdatableFile, AppendableFile {
        let contents: Contents
        let path: String
        let system: MemoryFileSystem

        func status() throws(ShellError) -> FileStatus {
            try self.system.count(.status, self.path)
            return self.contents.status
        }

        func read(at offset: UInt64, bytesMax: Int) throws(ShellError) -> [UInt8] {
            try self.system.count(.read, self.path)
            return self.contents.bytes.withLock { bytes in
                guard offset < UInt64(bytes.count) else { return [] }
                return Array(bytes[Int(offset)...].prefix(bytesMax))
            }
        }

        func append(_ bytes: [UInt8]) throws(ShellError) {
            try self.system.count(.append, self.path)
            self.contents.bytes.withLock { $0 += bytes }
        }

        func synchronize() throws(ShellError) {
            try self.system.count(.synchronize, self.path)
        }

        func synchronizeContents() throws(ShellError) {
            try self.system.count(.synchronize, self.path)
        }

        func write(_ new: [UInt8], at offset: UInt64) throws(ShellError) {
            try self.system.count(.write, self.path)
            self.contents.bytes.withLock { bytes in
                let start = Int(offset)
                Self.lengthen(&bytes, to: start + new.count)
                bytes.replaceSubrange(start..<(start + new.count), with: new)
            }
        }

        func preallocate(_ byteCount: UInt64) throws(ShellError) {
            try self.system.count(.preallocate, self.path)
            self.contents.bytes.withLock { Self.lengthen(&$0, to: Int(byteCount)) }
        }

        func truncate(to byteCount: UInt64) throws(ShellError) {
            try self.system.count(.truncate, self.path)
            self.contents.bytes.withLock { bytes in
                Self.lengthen(&bytes, to: Int(byteCount))
                bytes.removeSubrange(Int(byteCount)...)
            }
        }

        private static func lengthen(_ bytes: inout [UInt8], to count: Int) {
            if bytes.count < count { bytes.append(contentsOf: repeatElement(0, count: count - bytes.count)) }
        }
    }
}

extension MemoryFileSystem.Contents {
    fileprivate var status: FileStatus {
        FileStatus(
            device: 1,
            inode: self.inode,
            size: UInt64(self.bytes.withLock { $0.count }),
            isRegular: true,
            isDirectory: false
        )
    }
}
