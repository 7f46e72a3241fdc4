/// The files of the machine, behind one small protocol.
///
/// Everything in this module that touches a file goes through it, so that a test can put a file system in memory in its
/// place that fails, is cut short or vanishes at a chosen call. The calls block: callers run them on ``FileExecutor``.
///
/// All errors are ``ShellError``s whose subject is the path.
public protocol FileSystem: Sendable {
    /// Whether these are the files that the kernel knows by their paths, and tells of when they change.
    var isWatchable: Bool { get }

    /// What the path names, symbolic links followed.
    func status(of path: String) throws(ShellError) -> FileStatus

    /// Opens a regular file for reading. Never blocks on a FIFO, never opens a directory or a device (`.notRegular`).
    func openForReading(_ path: String) throws(ShellError) -> any ReadableFile

    /// Opens a regular file for appending, made with mode 0600 when it does not exist.
    func openForAppending(_ path: String) throws(ShellError) -> any AppendableFile

    /// Opens a regular file for reading and for writing at places of one's choice, made with mode 0600 when it does not
    /// exist.
    func openForUpdating(_ path: String) throws(ShellError) -> any UpdatableFile

    /// The names in a directory, sorted, without `.` and `..`.
    func names(in directory: String) throws(ShellError) -> [String]

    /// Makes an empty file of mode 0600 for appending, or empties the one that is there.
    func create(_ path: String) throws(ShellError) -> any AppendableFile

    /// Gives a file another name, taking it away from the file that has it. Durable after ``synchronizeDirectory(_:)``.
    func move(_ path: String, to other: String) throws(ShellError)

    /// Makes a directory and its parents, mode 0700, if they are missing.
    func makeDirectory(_ path: String) throws(ShellError)

    /// Takes a file's name away; what has it open goes on reading it. Durable after ``synchronizeDirectory(_:)``.
    func remove(_ path: String) throws(ShellError)

    /// Returns when the names in a directory, new ones and removed ones, are on the disk.
    func synchronizeDirectory(_ path: String) throws(ShellError)

    /// Bytes that this process may still fill on the disk that a path is on.
    func freeBytes(at path: String) throws(ShellError) -> UInt64

    /// Takes the exclusive lock of a file (made when missing) without waiting; it is given back when the value goes
    /// away. `.locked` when somebody else holds it.
    func lock(_ path: String) throws(ShellError) -> any FileLock
}

/// What is known about a file without reading it.
public struct FileStatus: Hashable, Sendable {
    public var device: UInt64
    public var inode: UInt64
    public var size: UInt64
    public var isRegular: Bool
    public var isDirectory: Bool
    /// When the contents were changed last, in nanoseconds of the clock on the wall, as precisely as the file system
    /// keeps it. Good for telling whether it has become another one, and for nothing else.
    public var modified: Int64

    public init(
        device: UInt64, inode: UInt64, size: UInt64, isRegular: Bool, isDirectory: Bool, modified: Int64 = 0
    ) {
        self.device = device
        self.inode = inode
        self.size = size
        self.isRegular = isRegular
        self.isDirectory = isDirectory
        self.modified = modified
    }
}

/// A file open for reading. It stays readable after it is renamed or removed; closing happens when the last reference
/// goes.
public protocol ReadableFile: Sendable {
    func status() throws(ShellError) -> FileStatus
    /// Up to `bytesMax` bytes from `offset`; fewer only at the end of the file, none at or after it.
    func read(at offset: UInt64, bytesMax: Int) throws(ShellError) -> [UInt8]
}

/// A file open for appending.
public protocol AppendableFile: Sendable {
    /// Writes all of the bytes at the end, or throws.
    func append(_ bytes: [UInt8]) throws(ShellError)
    /// Returns when everything appended so far is on the disk.
    func synchronize() throws(ShellError)
}

/// A file open for reading and for writing at places of one's choice.
public protocol UpdatableFile: ReadableFile {
    /// Writes all of the bytes from `offset` on, or throws; then some of them may have been written.
    func write(_ bytes: [UInt8], at offset: UInt64) throws(ShellError)
    /// Makes the file at least `byteCount` bytes long, and takes the room for them on the disk at once: `.noSpace` now
    /// instead of at some later write. What is new reads as zeros.
    func preallocate(_ byteCount: UInt64) throws(ShellError)
    /// Cuts the file to `byteCount` bytes, or lengthens it by zeros.
    func truncate(to byteCount: UInt64) throws(ShellError)
    /// Returns when everything written so far can be read after a power failure.
    ///
    /// After it has thrown, nothing is known of what was written since it last returned, and calling it again tells
    /// nothing about that: kernels report such a failure once.
    func synchronizeContents() throws(ShellError)
}

/// A lock that is held as long as the value lives.
public protocol FileLock: Sendable {
    /// Whether the path still names what is locked. Where the file was removed, another process can lock a new one.
    var isInPlace: Bool { get }
}

extension FileSystem {
    public var isWatchable: Bool { false }

    /// Replaces a file as a whole, durably: a crash at any moment leaves either the old or the new contents.
    public func replace(_ path: String, with bytes: [UInt8]) throws(ShellError) {
        let temporary = path + ".tmp"
        let file = try self.create(temporary)
        try file.append(bytes)
        try file.synchronize()
        try self.move(temporary, to: path)
        // A rename is durable only when the directory that holds the name is.
        var directory = "."
        if let slash = path.lastIndex(of: "/") {
            directory = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        try self.synchronizeDirectory(directory)
    }

    /// The whole of a small file.
    ///
    /// - Throws: `.tooLarge` when the file holds more than `bytesMax` bytes.
    public func contents(of path: String, bytesMax: Int) throws(ShellError) -> [UInt8] {
        let file = try self.openForReading(path)
        var contents: [UInt8] = []
        while true {
            let part = try file.read(at: UInt64(contents.count), bytesMax: min(65_536, bytesMax - contents.count + 1))
            if part.isEmpty { return contents }
            contents += part
            if contents.count > bytesMax {
                throw ShellError(.tooLarge, subject: path, message: "larger than \(bytesMax) bytes")
            }
        }
    }
}
