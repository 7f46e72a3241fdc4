#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The real file system, by the calls of the C library. With ``FileDescriptor`` the only place of this module with
/// unsafe pointers.
public struct SystemFileSystem: FileSystem {
    public init() {}

    public var isWatchable: Bool { true }

    public func status(of path: String) throws(ShellError) -> FileStatus {
        var information = stat()
        guard stat(path, &information) == 0 else { throw SystemErrors.make(errno, subject: path) }
        return FileStatus(information)
    }

    public func openForReading(_ path: String) throws(ShellError) -> any ReadableFile {
        // Without O_NONBLOCK a FIFO would hold the thread until somebody opens its other end.
        let file = try FileDescriptor(path: path, flags: O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard try file.status().isRegular else {
            throw ShellError(.notRegular, subject: path, message: "not a regular file")
        }
        return file
    }

    public func openForAppending(_ path: String) throws(ShellError) -> any AppendableFile {
        let file = try FileDescriptor(
            path: path, flags: O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard try file.status().isRegular else {
            throw ShellError(.notRegular, subject: path, message: "not a regular file")
        }
        return file
    }

    public func openForUpdating(_ path: String) throws(ShellError) -> any UpdatableFile {
        let file = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard try file.status().isRegular else {
            throw ShellError(.notRegular, subject: path, message: "not a regular file")
        }
        return file
    }

    public func names(in directory: String) throws(ShellError) -> [String] {
        guard let stream = opendir(directory) else { throw SystemErrors.make(errno, subject: directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    public func create(_ path: String) throws(ShellError) -> any AppendableFile {
        try FileDescriptor(path: path, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    }

    public func move(_ path: String, to other: String) throws(ShellError) {
        guard rename(path, other) == 0 else { throw SystemErrors.make(errno, subject: path) }
    }

    public func makeDirectory(_ path: String) throws(ShellError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + component
            if mkdir(prefix, 0o700) != 0 && errno != EEXIST {
                throw SystemErrors.make(errno, subject: prefix)
            }
        }
        guard try self.status(of: path).isDirectory else {
            throw ShellError(.notRegular, subject: path, message: "exists and is not a directory")
        }
    }

    public func remove(_ path: String) throws(ShellError) {
        guard unlink(path) == 0 else { throw SystemErrors.make(errno, subject: path) }
    }

    public func synchronizeDirectory(_ path: String) throws(ShellError) {
        try FileDescriptor(path: path, flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC).synchronize()
    }

    public func freeBytes(at path: String) throws(ShellError) -> UInt64 {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else { throw SystemErrors.make(errno, subject: path) }
        let (bytes, overflow) = UInt64(information.f_bavail).multipliedReportingOverflow(
            by: UInt64(information.f_frsize))
        return overflow ? .max : bytes
    }

    public func lock(_ path: String) throws(ShellError) -> any FileLock {
        let file = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT | O_CLOEXEC)
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            if number == EWOULDBLOCK {
                throw ShellError(.locked, subject: path, message: "in use by another process")
            }
            throw SystemErrors.make(number, subject: path)
        }
        return file
    }
}

extension FileStatus {
    init(_ information: stat) {
        self.init(
            device: UInt64(information.st_dev),
            inode: UInt64(information.st_ino),
            size: UInt64(max(0, information.st_size)),
            isRegular: information.st_mode & S_IFMT == S_IFREG,
            isDirectory: information.st_mode & S_IFMT == S_IFDIR,
            modified: Int64(information.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(information.st_mtim.tv_nsec)
        )
    }
}
