public import Atalaya
import Synchronization

/// A file system in memory, for tests of anything that reads or writes files.
///
/// Files are regular files with inodes of their own: a renamed or removed file stays readable through what opened it
/// before, a new file of the same name is another file. ``failNext(_:times:with:)`` makes coming calls fail,
/// ``failAlways(_:with:)`` every one until told otherwise.
///
/// A process can be ended at any of its operations (see ``ProcessLife``), and the power can fail
/// (``losePower(using:)``). Then a difference matters that otherwise does not: the calls of ``FileSystem`` are those of
/// the process, all others are somebody else's.
public final class MemoryFileSystem: FileSystem {
    /// The calls that can be made to fail.
    public enum Operation: Hashable, Sendable, CaseIterable {
        case status, open, read, list, append, synchronize, lock
        case write, preallocate, truncate, create, move, remove, synchronizeDirectory
    }

    private struct State {
        var files: [String: MemoryFile] = [:]
        /// The names as they are on the disk, and what has been done to names since, in order.
        var durableFiles: [String: MemoryFile] = [:]
        var changedNames: [[(path: String, file: MemoryFile?)]] = []
        var directories: Set<String> = ["/"]
        var nextInode: UInt64 = 1
        var locks: [String: UInt64] = [:]
        var lastLock: UInt64 = 0
        var unreadable: Set<UInt64> = []
        var failures: [Operation: [(code: ShellError.Code, skips: Int, remaining: Int)]] = [:]
        var calls: [Operation: Int] = [:]
        var freeBytes = UInt64.max
        var openFiles = 0
        var openFilesPeak = 0
        var openFilesMax = Int.max
        var process = ProcessLife()
        var isSynchronizing = true
        var onOperation: (@Sendable (Operation, String) -> Void)?

        /// Changes a name for everybody and for good: what others do to files is on the disk at once.
        mutating func setName(_ path: String, _ file: MemoryFile?) {
            files[path] = file
            durableFiles[path] = file
        }

        /// Changes names as the process does it: in one step, and on the disk when their directory is synchronized.
        mutating func changeNames(_ changes: (path: String, file: MemoryFile?)...) {
            for change in changes { files[change.path] = change.file }
            changedNames.append(changes)
        }
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
        file.setByOthers { $0 = bytes }
    }

    /// Appends to a file, which is made when it is missing.
    public func append(_ text: String, to path: String) {
        self.append(Array(text.utf8), to: path)
    }

    /// Appends bytes of any kind to a file.
    public func append(_ bytes: [UInt8], to path: String) {
        let file = self.makeFile(path)
        file.setByOthers { $0 += bytes }
    }

    /// Gives a file another name, as `logrotate` does by default. The inode stays.
    public func rename(_ path: String, to other: String) {
        self.state.withLock { state in
            guard let file = state.files[path] else { return }
            state.setName(other, file)
            state.setName(path, nil)
        }
    }

    /// Copies a file into another one, which gets an inode of its own.
    public func copy(_ path: String, to other: String) {
        self.write(String(decoding: self.bytes(of: path) ?? [], as: UTF8.self), to: other)
    }

    /// Cuts a file to `count` bytes in place, as `copytruncate` does.
    public func truncate(_ path: String, to count: Int = 0) {
        let file = self.state.withLock { $0.files[path] }
        file?.setByOthers { $0 = Array($0.prefix(count)) }
    }

    /// Says how many bytes are free. Without it there is no end to them; nothing else changes the number.
    public func setFreeBytes(_ count: UInt64) {
        self.state.withLock { $0.freeBytes = count }
    }

    /// Says how many files may be open for reading at a time; more fail with `.tooManyFiles`.
    public func setOpenFilesMax(_ count: Int) {
        self.state.withLock { $0.openFilesMax = count }
    }

    /// The most files that were open for reading at a time.
    public var openFilesPeak: Int { self.state.withLock { $0.openFilesPeak } }

    /// Removes a file, as somebody else would. What has it open keeps it.
    public func takeAway(_ path: String) {
        self.state.withLock { $0.setName(path, nil) }
    }

    /// Removes a directory with everything below it, as somebody else would. What has files of it open keeps them.
    public func removeDirectory(_ path: String) {
        self.state.withLock { state in
            state.files = state.files.filter { !$0.key.hasPrefix(path + "/") }
            state.durableFiles = state.durableFiles.filter { !$0.key.hasPrefix(path + "/") }
            state.directories = state.directories.filter { $0 != path && !$0.hasPrefix(path + "/") }
            // What is locked has no name any more, and another file of the name is not locked.
            state.locks = state.locks.filter { !$0.key.hasPrefix(path + "/") }
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
        return file?.bytes
    }

    /// Makes the next `count` calls of an operation fail, after letting some pass.
    public func failNext(
        _ operation: Operation, after passing: Int = 0, times count: Int = 1, with code: ShellError.Code
    ) {
        self.state.withLock { $0.failures[operation, default: []].append((code, passing, count)) }
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

    // MARK: Crashes

    /// The process that uses the files.
    public var process: ProcessLife { self.state.withLock { $0.process } }

    /// Lets another process use the files: the locks of the one before are free, and what it has open is useless.
    public func start(_ process: ProcessLife) {
        self.state.withLock { state in
            state.process.end()
            state.process = process
            state.locks = [:]
        }
    }

    /// What a file would hold after a power failure, were it now.
    public func durableBytes(of path: String) -> [UInt8]? {
        self.state.withLock { $0.durableFiles[path] }?.durableBytes
    }

    /// The files of a directory by their names, as somebody else sees them.
    func contents(in directory: String) -> [(name: String, bytes: [UInt8])] {
        let files = self.state.withLock { $0.files }
        let names = files.keys.filter { $0.hasPrefix(directory + "/") }.sorted()
        return names.map { (String($0.dropFirst(directory.count + 1)), files[$0]?.bytes ?? []) }
    }

    func inode(of path: String) -> UInt64? { self.state.withLock { $0.files[path]?.inode } }

    /// Makes synchronizing do nothing, as on a disk that lies: to show that a test notices what depends on it.
    public func setSynchronizing(_ isSynchronizing: Bool) {
        self.state.withLock { $0.isSynchronizing = isSynchronizing }
    }

    var isSynchronizing: Bool { self.state.withLock { $0.isSynchronizing } }

    /// Has something done before each operation of the process, of which it gets the path: what others do to files
    /// meanwhile.
    public func beforeEachOperation(_ act: (@Sendable (Operation, String) -> Void)?) {
        self.state.withLock { $0.onOperation = act }
    }

    /// The power fails, and the machine starts again: what the process wrote and did not synchronize is partly lost.
    ///
    /// Of names that were given and taken since their directory was synchronized, the first few have lasted. Of bytes
    /// written since their file was, sectors of 512 bytes have lasted in any combination, and the file has any of the
    /// lengths in between. What others did to files is all there.
    public func losePower(using random: inout some RandomNumberGenerator) {
        self.state.withLock { state in
            let lasting = Int.random(in: 0...state.changedNames.count, using: &random)
            for (path, file) in state.changedNames.prefix(lasting).joined() { state.durableFiles[path] = file }
            state.changedNames = []
            state.files = state.durableFiles
            for path in state.files.keys.sorted() { state.files[path]?.losePower(using: &random) }
        }
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
        let hasRoom = self.state.withLock { state in
            guard state.openFiles < state.openFilesMax else { return false }
            state.openFiles += 1
            state.openFilesPeak = max(state.openFilesPeak, state.openFiles)
            return true
        }
        guard hasRoom else { throw ShellError(.tooManyFiles, subject: path, message: "too many open files") }
        return MemoryOpenFile(
            file: file, path: path, system: self, process: self.process,
            descriptor: MemoryDescriptor { [weak self] in self?.state.withLock { $0.openFiles -= 1 } })
    }

    public func openForAppending(_ path: String) throws(ShellError) -> any AppendableFile {
        try self.count(.open, path)
        return self.opened(self.makeFile(path, byProcess: true), path)
    }

    public func openForUpdating(_ path: String) throws(ShellError) -> any UpdatableFile {
        try self.count(.open, path)
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        guard directory.isEmpty || self.state.withLock({ $0.directories.contains(directory) }) else {
            throw ShellError(.notFound, subject: path, message: "no such file or directory")
        }
        return self.opened(self.makeFile(path, byProcess: true), path)
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

    public func create(_ path: String) throws(ShellError) -> any AppendableFile {
        try self.count(.create, path)
        let file = self.makeFile(path, byProcess: true)
        file.setByProcess { $0 = [] }
        return self.opened(file, path)
    }

    public func move(_ path: String, to other: String) throws(ShellError) {
        try self.count(.move, path)
        let isThere = self.state.withLock { state in
            guard let file = state.files[path] else { return false }
            state.changeNames((path, nil), (other, file))
            return true
        }
        if !isThere { throw ShellError(.notFound, subject: path, message: "no such file or directory") }
    }

    public func makeDirectory(_ path: String) throws(ShellError) {
        self.makeDirectories(above: path + "/.")
    }

    /// Removes a file's name. What has it open goes on reading it.
    public func remove(_ path: String) throws(ShellError) {
        try self.count(.remove, path)
        let isThere = self.state.withLock { state in
            guard state.files[path] != nil else { return false }
            state.changeNames((path, nil))
            return true
        }
        if !isThere { throw ShellError(.notFound, subject: path, message: "no such file or directory") }
    }

    public func synchronizeDirectory(_ path: String) throws(ShellError) {
        try self.count(.synchronizeDirectory, path)
        let directory = path.hasSuffix("/") ? String(path.dropLast()) : path
        self.state.withLock { state in
            let isHere = { (changes: [(path: String, file: MemoryFile?)]) in
                changes.contains { Self.directory(of: $0.path) == directory }
            }
            for (path, file) in state.changedNames.filter(isHere).joined() { state.durableFiles[path] = file }
            state.changedNames.removeAll(where: isHere)
        }
    }

    public func freeBytes(at path: String) throws(ShellError) -> UInt64 {
        self.state.withLock { $0.freeBytes }
    }

    public func lock(_ path: String) throws(ShellError) -> any FileLock {
        try self.count(.lock, path)
        let number: UInt64? = self.state.withLock { state in
            guard state.locks[path] == nil else { return nil }
            state.lastLock += 1
            state.locks[path] = state.lastLock
            return state.lastLock
        }
        guard let number else { throw ShellError(.locked, subject: path, message: "in use by another process") }
        return Lock(path: path, number: number, system: self)
    }

    // MARK: Inside

    private static func directory(of path: String) -> Substring {
        path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }

    private func makeFile(_ path: String, byProcess: Bool = false) -> MemoryFile {
        self.makeDirectories(above: path)
        return self.state.withLock { state in
            if let file = state.files[path] { return file }
            state.nextInode += 1
            let file = MemoryFile(inode: state.nextInode)
            if byProcess { state.changeNames((path, file)) } else { state.setName(path, file) }
            return file
        }
    }

    private func opened(_ file: MemoryFile, _ path: String) -> MemoryOpenFile {
        MemoryOpenFile(file: file, path: path, system: self, process: self.process)
    }

    private func makeDirectories(above path: String) {
        var directory = ""
        for component in path.split(separator: "/").dropLast() {
            directory += "/" + component
            _ = self.state.withLock { $0.directories.insert(directory) }
        }
    }

    /// - Parameter process: Who does it; the present process, but for files that an earlier one has opened.
    func count(_ operation: Operation, _ path: String, by process: ProcessLife? = nil) throws(ShellError) {
        let (present, onOperation) = self.state.withLock { ($0.process, $0.onOperation) }
        onOperation?(operation, path)
        guard (process ?? present).spend() else {
            throw ShellError(.inputOutput, subject: path, message: "the process is over")
        }
        let code: ShellError.Code? = self.state.withLock { state in
            state.calls[operation, default: 0] += 1
            guard var failures = state.failures[operation], !failures.isEmpty else { return nil }
            guard failures[0].skips == 0 else {
                state.failures[operation]?[0].skips -= 1
                return nil
            }
            let code = failures[0].code
            failures[0].remaining -= 1
            if failures[0].remaining == 0 { failures.removeFirst() }
            state.failures[operation] = failures
            return code
        }
        if let code { throw ShellError(code, subject: path, message: "made to fail by the test") }
    }

    fileprivate func unlock(_ path: String, _ number: UInt64) {
        self.state.withLock { if $0.locks[path] == number { $0.locks[path] = nil } }
    }

    private final class Lock: FileLock {
        let path: String
        let number: UInt64
        let system: MemoryFileSystem

        init(path: String, number: UInt64, system: MemoryFileSystem) {
            self.path = path
            self.number = number
            self.system = system
        }

        var isInPlace: Bool { self.system.state.withLock { $0.locks[self.path] == self.number } }

        deinit {
            self.system.unlock(self.path, self.number)
        }
    }
}
